import { infiniteQueryOptions } from "@tanstack/react-query";
import { api, ask, type Schemas } from "../../app/api.ts";

export type AuditEntry = Schemas["AuditEntry"];

const PAGE = 50;

/** Who did what, newest first; with a subject, only to things of this kind. */
export const auditQuery = (subject: string | null) =>
  infiniteQueryOptions({
    queryKey: ["audit", subject],
    queryFn: ({ pageParam }) => {
      const query = { subject: subject ?? undefined, limit: PAGE, cursor: pageParam };
      return ask(api.GET("/api/v1/audit", { params: { query } }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
