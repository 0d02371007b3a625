import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { readAllPages } from "../../app/all-pages.ts";
import { api, ask, type Schemas } from "../../app/api.ts";
import { noteServerTime } from "../../app/server-clock.ts";

export type Session = Schemas["Session"];
export type Checklist = Schemas["Checklist"];

/** Every session that is ready, running or paused. Live changes keep it right; see {@link applySession}. */
export const openSessionsQuery = queryOptions({
  queryKey: ["sessions", "open"],
  queryFn: async () => {
    const sessions = await readAllPages((cursor) => {
      const query = { status: "open", limit: 200, cursor } as const;
      return ask(api.GET("/api/v1/sessions", { params: { query } }));
    });
    if (sessions[0]) noteServerTime(sessions[0].serverTime);
    return sessions;
  },
});

export const sessionQuery = (id: number) =>
  queryOptions({
    queryKey: ["sessions", id],
    queryFn: async () => {
      const session = await ask(api.GET("/api/v1/sessions/{id}", { params: { path: { id } } }));
      noteServerTime(session.serverTime);
      return session;
    },
  });

export const sessionEventsQuery = (id: number) =>
  queryOptions({
    queryKey: ["sessions", id, "events"],
    queryFn: () => ask(api.GET("/api/v1/sessions/{id}/events", { params: { path: { id } } })),
  });

export const checklistQuery = (purchaseId: number, language: string) =>
  queryOptions({
    queryKey: ["purchases", purchaseId, "checklist", language],
    queryFn: () => ask(api.GET("/api/v1/purchases/{id}/checklist", { params: { path: { id: purchaseId } } })),
  });

/** How long a session that ended stays among the open ones, so that the clerk sees whose time is up. */
export const ENDED_IN_VIEW_MS = 120_000;

/** Puts a session as the server just told it into everything that is on the screen, unless a later telling is there. */
export function applySession(client: QueryClient, session: Session): void {
  noteServerTime(session.serverTime);
  client.setQueryData(openSessionsQuery.queryKey, (known) => known && withSession(known, session));
  client.setQueryData(sessionQuery(session.id).queryKey, (known) => laterOf(known, session));
  void client.invalidateQueries({ queryKey: sessionEventsQuery(session.id).queryKey });
  for (const touched of ["purchases", "invoices", "stations"]) {
    void client.invalidateQueries({ queryKey: [touched] });
  }
}

/** The list with a session in its latest telling, without those that ended long ago. */
export function withSession(known: readonly Session[], session: Session): Session[] {
  const before = known.find((other) => other.id === session.id);
  const forgotten = Date.parse(session.serverTime) - ENDED_IN_VIEW_MS;
  const others = known.filter(
    ({ id, completedAt }) =>
      id !== session.id && (completedAt === null || Date.parse(completedAt) > forgotten),
  );
  return [laterOf(before, session), ...others];
}

/** The answer to a click and the live change cross on the way; the later telling counts. */
function laterOf(known: Session | undefined, told: Session): Session {
  return known !== undefined && known.serverTime > told.serverTime ? known : told;
}
