import { queryOptions } from "@tanstack/react-query";
import { api, ask, type Schemas } from "../../app/api.ts";

type Session = Schemas["Session"];
/** A session that is paid at its end. */
export type OpenSession = Session & { readonly openEnded: NonNullable<Session["openEnded"]> };

export function isOpenEnded(session: Session): session is OpenSession {
  return session.openEnded !== null;
}

/** What was played and waits for its money; among the purchases, so that it is read again whenever one changes. */
export const toPayQuery = queryOptions({
  queryKey: ["purchases", "to-pay"],
  queryFn: async () => {
    const { items } = await ask(api.GET("/api/v1/open-play/to-pay"));
    return items.filter(isOpenEnded);
  },
});
