import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { readAllPages } from "../../app/all-pages.ts";
import { api, ask, type Schemas } from "../../app/api.ts";
import { noteServerTime, serverNow } from "../../app/server-clock.ts";

export type Session = Schemas["Session"];

/**
 * Every session that is ready, running or paused, and for a while those that ended. Live changes keep it right; see
 * {@link applySession}. What was told live while the list was on its way counts more than the list.
 */
export const openSessionsQuery = queryOptions({
  queryKey: ["sessions", "open"],
  queryFn: async ({ client, signal }) => {
    const askedAt = serverNow();
    const read = await readAllPages((cursor) => {
      const query = { status: "open", limit: 200, cursor } as const;
      return ask(api.GET("/api/v1/sessions", { params: { query }, signal }));
    });
    if (read[0]) noteServerTime(read[0].serverTime);
    const known = client.getQueryData<Session[]>(["sessions", "open"]) ?? [];
    return mergeSessions(known, read, askedAt);
  },
  // The sound of "time is up" needs it on every screen of staff.
  gcTime: Number.POSITIVE_INFINITY,
});

export const sessionQuery = (id: number) =>
  queryOptions({
    queryKey: ["sessions", id],
    queryFn: async ({ client, signal }) => {
      const session = await ask(api.GET("/api/v1/sessions/{id}", { params: { path: { id } }, signal }));
      noteServerTime(session.serverTime);
      return laterOf(client.getQueryData<Session>(["sessions", id]), session);
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
  client.setQueryData(
    openSessionsQuery.queryKey,
    (known) => known && mergeSessions(known, [session], Number.NEGATIVE_INFINITY),
  );
  client.setQueryData(sessionQuery(session.id).queryKey, (known) => laterOf(known, session));
  void client.invalidateQueries({ queryKey: sessionEventsQuery(session.id).queryKey });
  readTouchedSoon(client);
}

/**
 * The sessions told now, each in its latest telling, and of those known before: the ones that ended a moment ago, and
 * the ones told since `askedAt`, which a list asked for then cannot know.
 */
function mergeSessions(known: readonly Session[], told: readonly Session[], askedAt: number): Session[] {
  const before = new Map(known.map((session) => [session.id, session]));
  const latest = told.map((session) => laterOf(before.get(session.id), session));
  for (const session of told) before.delete(session.id);
  const now = serverNow();
  const others = [...before.values()].filter(({ completedAt, serverTime }) =>
    completedAt === null
      ? Date.parse(serverTime) > askedAt
      : Date.parse(completedAt) > now - ENDED_IN_VIEW_MS,
  );
  return [...latest, ...others];
}

/** The answer to a click, a list and the live change cross on the way; the one with more events behind it is later. */
function laterOf(known: Session | undefined, told: Session): Session {
  return known !== undefined && known.version > told.version ? known : told;
}

const TOUCHED_AFTER_MS = 400;
let reading: ReturnType<typeof setTimeout> | undefined;

/** What a change of a session touches elsewhere is read again, once for a burst of changes. */
function readTouchedSoon(client: QueryClient): void {
  if (reading !== undefined) return;
  reading = setTimeout(() => {
    reading = undefined;
    for (const touched of ["purchases", "invoices", "stations"]) {
      void client.invalidateQueries({ queryKey: [touched] });
    }
  }, TOUCHED_AFTER_MS);
}
