import { sql } from "kysely";
import { toInstant } from "../contract/fields.ts";
import { type Page, type PageQuery, readCursor, toPage } from "../contract/page.ts";
import { type Actor, isStaff, ownRow } from "../core/actor.ts";
import { barAt, noticesAt } from "../core/admission.ts";
import { checkSteps, type Standing } from "../core/checklist.ts";
import { SECOND } from "../core/duration.ts";
import { playSoFar } from "../core/open-play.ts";
import type { Terms } from "../core/pricing.ts";
import type { Language } from "../core/problems.ts";
import { lowTimeThreshold, remainingAt, type SessionTime } from "../core/session-clock.ts";
import { isLive, type SessionStatus } from "../core/session-machine.ts";
import type { Db } from "../db/pool.ts";
import type { PlaySessionsTable } from "../db/schema.ts";
import type { Transaction } from "../db/transaction.ts";
import { type StandingRow, toStanding } from "../sanctions/queries.ts";
import type { ChecklistAnswer, Session, SessionEventAnswer } from "./schema.ts";

const openStatuses: readonly SessionStatus[] = ["ready", "active", "paused"];

/** Sessions, newest first; a player sees only their own. */
export async function listSessions(
  db: Db,
  actor: Actor,
  query: PageQuery & { status?: SessionStatus | "open"; playerId?: number },
): Promise<Page<Session>> {
  const before = readCursor(query.cursor);
  const statuses = query.status === "open" ? openStatuses : query.status && [query.status];
  const playerId = isStaff(actor) ? query.playerId : actor.userId;
  const source = statuses?.every((status) => openStatuses.includes(status))
    ? "play_sessions"
    : "all_sessions";
  const rows = await sessions(db, actor.venueId, source)
    .$if(statuses !== undefined, (select) => select.where("s.status", "in", statuses as SessionStatus[]))
    .$if(playerId !== undefined, (select) => select.where("s.player_id", "=", playerId as number))
    .$if(before !== null, (select) => select.where("s.id", "<", before as number))
    .orderBy("s.id", "desc")
    .limit(query.limit + 1)
    .execute();
  return toPage(rows, query.limit, presentSession);
}

/** Throws `not_found`, also when the session belongs to another player. */
export async function readSession(db: Db | Transaction, actor: Actor, id: number): Promise<Session> {
  const row = await sessions(db, actor.venueId, "all_sessions").where("s.id", "=", id).executeTakeFirst();
  return presentSession(ownRow(actor, row));
}

/** The session of an invoice. Throws `not_found`, also when it belongs to another player. */
export async function readSessionOfInvoice(
  db: Db | Transaction,
  actor: Actor,
  invoiceId: number,
): Promise<Session> {
  const row = await sessions(db, actor.venueId, "all_sessions")
    .where("s.invoice_id", "=", invoiceId)
    .executeTakeFirst();
  return presentSession(ownRow(actor, row));
}

/** Several sessions at once, for the live screens: one query whatever their number. */
export async function readSessions(
  db: Db | Transaction,
  venueId: number,
  ids: readonly number[],
): Promise<Session[]> {
  if (ids.length === 0) return [];
  const rows = await sessions(db, venueId, "play_sessions")
    .where("s.id", "in", ids)
    .orderBy("s.id")
    .execute();
  return rows.map(presentSession);
}

/** The history of a session, oldest first. Throws `not_found`. */
export async function listSessionEvents(
  db: Db,
  actor: Actor,
  id: number,
): Promise<{ items: SessionEventAnswer[]; nextCursor: null }> {
  await readSession(db, actor, id);
  const rows = await db
    .selectFrom("all_session_events as e")
    .leftJoin("users as u", "u.id", "e.actor_id")
    .leftJoin("api_keys as k", "k.id", "e.api_key_id")
    .leftJoin("stations as t", (join) =>
      join.onRef("t.venue_id", "=", "e.venue_id").onRef("t.id", "=", "e.station_id"),
    )
    .select("t.name as station_name")
    .select(["e.number", "e.type", "e.at", "e.recorded_at", "e.duration_ms", "e.reason"])
    .select(sql<string | null>`coalesce(u.name, k.name)`.as("by"))
    .where("e.venue_id", "=", actor.venueId)
    .where("e.session_id", "=", id)
    .orderBy("e.number")
    .execute();
  const items = rows.map((row) => ({
    number: row.number,
    type: row.type,
    at: toInstant(row.at),
    recordedAt: toInstant(row.recorded_at),
    durationSeconds: row.duration_ms === null ? null : row.duration_ms / SECOND,
    reason: row.reason,
    stationName: row.station_name,
    by: row.by,
  }));
  return { items, nextCursor: null };
}

/** The six steps of a session, or of a purchase that has none yet, in words for who asks. Throws `not_found`. */
export async function readChecklist(
  db: Db,
  actor: Actor,
  subject: { sessionId: number } | { purchaseId: number },
  language: Language,
): Promise<ChecklistAnswer> {
  const found = await db
    .selectFrom("purchase_session_overview as o")
    .leftJoin("all_sessions as s", (join) =>
      join.onRef("s.venue_id", "=", "o.venue_id").onRef("s.id", "=", "o.session_id"),
    )
    .innerJoin("clock_watch as w", (join) => join.onTrue())
    .select(["o.purchase_id", "o.player_id", "o.payment_status", "o.invoice_id", "o.invoice_status"])
    .select(["o.session_id", "o.session_status", "s.started_at", "s.outage_at", "w.stopped_at", "o.kind"])
    .select(sql<StandingRow>`player_standing(o.venue_id, o.player_id)`.as("standing"))
    .select(sql<Date>`clock_now()`.as("now"))
    .where("o.venue_id", "=", actor.venueId)
    .$if("sessionId" in subject, (select) =>
      select.where("o.session_id", "=", (subject as { sessionId: number }).sessionId),
    )
    .$if("purchaseId" in subject, (select) =>
      select.where("o.purchase_id", "=", (subject as { purchaseId: number }).purchaseId),
    )
    .executeTakeFirst();
  const row = ownRow(actor, found);
  const standing: Standing = {
    paymentStatus: row.payment_status,
    invoiceStatus: row.invoice_status,
    sessionStatus: row.session_status,
    wasStarted: row.started_at !== null,
    pausedByOutage: row.outage_at !== null,
    clockStopped: row.stopped_at !== null,
    bar: barAt(toStanding(row.standing), row.now.getTime()),
    paidAtTheEnd: row.kind === "open",
  };
  return {
    purchaseId: row.purchase_id,
    invoiceId: row.invoice_id,
    sessionId: row.session_id,
    ...checkSteps(standing, language, isStaff(actor) ? "staff" : "player"),
  };
}

type TimeColumns = Pick<
  { [Column in keyof PlaySessionsTable]: PlaySessionsTable[Column] },
  "running_since" | "ends_at" | "low_time_at" | "started_at" | "completed_at" | "closes_at"
> & { status: SessionStatus; granted_ms: number; used_ms: number; written_off_ms: number };

/** A row's columns as the core reckons with them. */
export function toSessionTime(row: TimeColumns): SessionTime {
  return {
    status: row.status,
    grantedMs: row.granted_ms,
    usedMs: row.used_ms,
    writtenOffMs: row.written_off_ms,
    runningSince: row.running_since?.getTime() ?? null,
    endsAt: row.ends_at?.getTime() ?? null,
    lowTimeAt: row.low_time_at?.getTime() ?? null,
    startedAt: row.started_at?.getTime() ?? null,
    endedAt: row.completed_at?.getTime() ?? null,
    closesAt: row.closes_at?.getTime() ?? null,
  };
}

/** Sessions with what the screens say beside them: those of the live table alone, or the archived ones too. */
function sessions(db: Db | Transaction, venueId: number, source: "play_sessions" | "all_sessions") {
  return (
    db
      .selectFrom(`${source} as s` as "all_sessions as s")
      .innerJoin("invoices as i", (join) =>
        join.onRef("i.venue_id", "=", "s.venue_id").onRef("i.id", "=", "s.invoice_id"),
      )
      .innerJoin("purchases as p", (join) =>
        join.onRef("p.venue_id", "=", "i.venue_id").onRef("p.id", "=", "i.purchase_id"),
      )
      .innerJoin("users as u", "u.id", "s.player_id")
      .leftJoin("stations as t", (join) =>
        join.onRef("t.venue_id", "=", "s.venue_id").onRef("t.id", "=", "s.station_id"),
      )
      .selectAll("s")
      .select(["i.number as invoice_number", "p.id as purchase_id", "p.game_name", "p.package_name"])
      .select(["u.name as player_name", "u.username as player_username", "t.name as station_name"])
      .select(["p.price", "p.currency", "p.billed_at", "p.payment_status"])
      .select(sql<Terms | null>`case p.kind when 'open' then p.terms end`.as("open_terms"))
      .select(sql<Date>`clock_now()`.as("now"))
      // Of what is open only: the list of what is over says nothing of it.
      .select(
        sql<StandingRow | null>`case when s.status in ('ready', 'active', 'paused')
        then player_standing(s.venue_id, s.player_id) end`.as("standing"),
      )
      .where("s.venue_id", "=", venueId)
  );
}

type SessionRow = Awaited<ReturnType<ReturnType<typeof sessions>["executeTakeFirstOrThrow"]>>;

/** Open-ended play that has ended and waits for its money, oldest first. */
export async function listUnpaidSessions(
  db: Db,
  venueId: number,
): Promise<{ items: Session[]; nextCursor: null }> {
  const rows = await sessions(db, venueId, "all_sessions")
    .where("p.kind", "=", "open")
    .where("p.payment_status", "=", "pending")
    .where("s.completed_at", "is not", null)
    .orderBy("s.completed_at")
    .execute();
  return { items: rows.map(presentSession), nextCursor: null };
}

function openEnded(row: SessionRow, time: SessionTime): Session["openEnded"] {
  if (row.open_terms === null) return null;
  const { playedMs, amountDue, nextStepMs } = playSoFar(row.open_terms, time, row.now.getTime());
  return {
    playedSeconds: Math.floor(playedMs / SECOND),
    amountDue: row.billed_at === null ? amountDue : row.price,
    currency: row.currency,
    nextStepInSeconds: nextStepMs === null ? null : Math.ceil(nextStepMs / SECOND),
    paymentStatus: row.payment_status,
  };
}

function presentSession(row: SessionRow): Session {
  const time = toSessionTime(row);
  const remainingMs = remainingAt(time, row.now.getTime());
  const remainingSeconds = Math.ceil(remainingMs / SECOND);
  const totalSeconds = Math.floor(row.granted_ms / SECOND);
  const threshold = lowTimeThreshold(row.granted_ms);
  return {
    id: row.id,
    version: row.last_event,
    status: row.status,
    invoiceId: row.invoice_id,
    invoiceNumber: row.invoice_number,
    purchaseId: row.purchase_id,
    player: { id: row.player_id, name: row.player_name, username: row.player_username },
    station: row.station_id === null ? null : { id: row.station_id, name: row.station_name as string },
    gameName: row.game_name,
    packageName: row.package_name,
    totalSeconds,
    usedSeconds: totalSeconds - remainingSeconds,
    remainingSeconds,
    progressPercent: Math.round(((row.granted_ms - remainingMs) / row.granted_ms) * 1000) / 10,
    lowTime: isLive(row.status) && remainingMs <= threshold,
    lowTimeSeconds: Math.ceil(threshold / SECOND),
    pausedByOutage: row.outage_at !== null,
    outageAt: toInstant(row.outage_at),
    createdAt: toInstant(row.created_at),
    startedAt: toInstant(row.started_at),
    endsAt: toInstant(row.ends_at),
    closesAt: toInstant(row.closes_at),
    readyExpiresAt: toInstant(row.ready_expires_at),
    completedAt: toInstant(row.completed_at),
    notices: noticesOf(row, remainingMs),
    openEnded: openEnded(row, time),
    serverTime: toInstant(row.now),
  };
}

/** What the counter is told of the player; a session that waits is taken to begin now. */
function noticesOf({ standing, now, ends_at }: SessionRow, remainingMs: number): Session["notices"] {
  if (standing === null) return [];
  const at = now.getTime();
  return noticesAt(toStanding(standing), at, ends_at?.getTime() ?? at + remainingMs).map((notice) => ({
    ...notice,
    at: notice.at === null ? null : new Date(notice.at).toISOString(),
  }));
}
