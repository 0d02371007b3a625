import { sql } from "kysely";
import { apply, type SessionEvent, type SessionTime } from "../core/session-clock.ts";
import { announceChange, announceDeadline } from "../db/announce.ts";
import { insertAtEnd } from "../db/ending.ts";
import type { ActionContext } from "../db/transaction.ts";

/** A session whose row is locked, and the clock as it stood once the lock was held. */
export interface LockedSession extends SessionTime {
  readonly id: number;
  readonly stationId: number | null;
  readonly lastEvent: number;
  readonly outageAt: Date | null;
  readonly readyExpiresAt: Date | null;
  readonly createdAt: Date;
  readonly now: Date;
}

/** Writes a new session, its first event and its initial grant. Answers its id. */
export async function recordCreation(
  context: ActionContext,
  session: {
    invoiceId: number;
    playerId: number;
    stationId: number | null;
    grantedMs: number;
    closesAt: Date | null;
  },
  now: Date,
): Promise<number> {
  const { tx, actor } = context;
  const { id } = await tx
    .insertInto("play_sessions")
    .values({
      venue_id: actor.venueId,
      invoice_id: session.invoiceId,
      player_id: session.playerId,
      station_id: session.stationId,
      granted_ms: session.grantedMs,
      closes_at: session.closesAt,
      created_at: now,
      ready_expires_at: readyExpiry(actor.venueId, now, session.closesAt),
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  const { grantedMs, closesAt } = session;
  const window = closesAt === null ? {} : { closesAt: closesAt.getTime() };
  const created = { type: "created", at: now.getTime(), grantedMs, ...window } as const;
  writeEvent(context, { id, number: 1, stationId: session.stationId }, created, now);
  writeGrant(context, id, "initial", session.grantedMs, undefined, now);
  announceChange(tx, { venueId: actor.venueId, kind: "session", id });
  return id;
}

/**
 * When a session that was made at an instant expires unless somebody starts it: by the setting of its venue, and a pass
 * with its window.
 */
export function readyExpiry(venueId: number, madeAt: Date, closesAt: Date | null) {
  return sql<Date>`least(${closesAt}::timestamptz, ${madeAt}::timestamptz + (
    select ready_lifetime_ms * interval '1 millisecond' from venues where id = ${venueId}))`;
}

/** The columns that a session's time is kept in: the reverse of `toSessionTime`. */
export function toTimeColumns(session: SessionTime) {
  return {
    status: session.status,
    granted_ms: session.grantedMs,
    used_ms: session.usedMs,
    written_off_ms: session.writtenOffMs,
    running_since: toDate(session.runningSince),
    ends_at: toDate(session.endsAt),
    low_time_at: toDate(session.lowTimeAt),
    started_at: toDate(session.startedAt),
    completed_at: toDate(session.endedAt),
    closes_at: toDate(session.closesAt),
  };
}

/** Writes what an event does to a locked session: its row, the event, the run it opens or closes, the grant it adds. */
export async function recordEvent(
  context: ActionContext,
  session: LockedSession,
  event: SessionEvent,
  reason: string | undefined,
): Promise<void> {
  const { tx, actor } = context;
  const after = apply(session, event);
  const at = new Date(event.at);
  const row = tx
    .updateTable("play_sessions")
    .set({
      ...toTimeColumns(after),
      station_id: session.stationId,
      outage_at: outageAt(session, event, after),
      last_event: session.lastEvent + 1,
    })
    .$if(after.status !== "ready", (update) => update.set({ ready_expires_at: null }))
    .$if(after.status === "ready" && after.closesAt !== session.closesAt, (update) =>
      update.set({ ready_expires_at: readyExpiry(actor.venueId, session.createdAt, toDate(after.closesAt)) }),
    )
    .where("venue_id", "=", actor.venueId)
    .where("id", "=", session.id)
    .execute();
  const told = { id: session.id, number: session.lastEvent + 1, stationId: session.stationId };
  writeEvent(context, told, event, session.now, reason);
  if (event.type === "extended") writeGrant(context, session.id, "added", event.addedMs, reason, at);
  if (event.type === "cut") writeGrant(context, session.id, "cut", -event.cutMs, reason, at);
  announceChange(tx, { venueId: actor.venueId, kind: "session", id: session.id });
  if (after.endsAt !== null) announceDeadline(tx, after.lowTimeAt ?? after.endsAt, session.now);
  await Promise.all([row, turnRun(context, session, after, at)]);
}

/** The events that say where a session is. */
const seats: ReadonlySet<SessionEvent["type"]> = new Set(["created", "started", "resumed", "moved"]);

function writeEvent(
  { tx, actor }: ActionContext,
  { id, number, stationId }: { id: number; number: number; stationId: number | null },
  event: SessionEvent,
  recordedAt: Date,
  reason?: string,
): void {
  insertAtEnd(tx, "session_events", {
    venue_id: actor.venueId,
    session_id: id,
    number,
    type: event.type,
    at: new Date(event.at),
    recorded_at: recordedAt,
    duration_ms: durationOf(event),
    closes_at: toDate((event.type === "created" && event.closesAt) || null),
    reason: reason ?? null,
    actor_id: actor.userId,
    api_key_id: actor.apiKeyId,
    station_id: seats.has(event.type) ? stationId : null,
  });
}

/** When the outage that paused a session was recorded; null once it is no longer paused by one. */
function outageAt(session: LockedSession, event: SessionEvent, after: SessionTime): Date | null {
  if (event.type === "outage") return session.now;
  return after.status === session.status ? session.outageAt : null;
}

/** What the `duration_ms` of an event's row holds, in milliseconds. */
export function durationOf(event: SessionEvent): number | null {
  switch (event.type) {
    case "created":
      return event.grantedMs;
    case "extended":
      return event.addedMs;
    case "cut":
      return event.cutMs;
    case "outage":
      return event.givenBackMs;
    case "imported":
      return event.usedMs;
    case "force_completed":
      return event.writtenOffMs;
    default:
      return null;
  }
}

/** An event as the core knows it, from its row: the reverse of {@link durationOf}. */
export function toSessionEvent(row: {
  type: SessionEvent["type"];
  at: Date;
  duration_ms: number | null;
  closes_at?: Date | null;
}): SessionEvent {
  const at = row.at.getTime();
  const duration = row.duration_ms ?? 0;
  switch (row.type) {
    case "created":
      return {
        type: row.type,
        at,
        grantedMs: duration,
        ...(row.closes_at && { closesAt: row.closes_at.getTime() }),
      };
    case "extended":
      return { type: row.type, at, addedMs: duration };
    case "cut":
      return { type: row.type, at, cutMs: duration };
    case "outage":
      return { type: row.type, at, givenBackMs: duration };
    case "imported":
      return { type: row.type, at, usedMs: duration };
    case "force_completed":
      return { type: row.type, at, writtenOffMs: duration };
    default:
      return { type: row.type, at };
  }
}

/** Opens the run of a session that begins to run, closes the one of a session that no longer does. */
async function turnRun(
  { tx, actor }: ActionContext,
  session: LockedSession,
  after: SessionTime,
  at: Date,
): Promise<void> {
  if ((session.status === "active") === (after.status === "active")) return;
  if (after.status === "active") {
    await tx
      .insertInto("session_runs")
      .values({
        venue_id: actor.venueId,
        session_id: session.id,
        station_id: session.stationId,
        started_at: at,
        ended_at: null,
      })
      .execute();
  } else {
    await tx
      .updateTable("session_runs")
      .set({ ended_at: at })
      .where("venue_id", "=", actor.venueId)
      .where("session_id", "=", session.id)
      .where("ended_at", "is", null)
      .execute();
  }
}

function writeGrant(
  { tx, actor }: ActionContext,
  sessionId: number,
  kind: "initial" | "added" | "cut",
  grantedMs: number,
  reason: string | undefined,
  at: Date,
): void {
  insertAtEnd(tx, "session_grants", {
    venue_id: actor.venueId,
    session_id: sessionId,
    kind,
    granted_ms: grantedMs,
    reason: reason ?? null,
    granted_at: at,
    granted_by: actor.userId,
  });
}

export function toDate(instant: number | null): Date | null {
  return instant === null ? null : new Date(instant);
}
