import { type RawBuilder, sql } from "kysely";
import { toInstant } from "../contract/fields.ts";
import { type Page, type PageQuery, readCursor, toPage } from "../contract/page.ts";
import type { Actor } from "../core/actor.ts";
import { BusinessError } from "../core/errors.ts";
import type { Db } from "../db/pool.ts";
import type { ActionContext, Transaction } from "../db/transaction.ts";
import type { Colleagues, Shift, Till } from "./schema.ts";

export async function listTills(
  db: Db,
  venueId: number,
  query: PageQuery & { active?: boolean },
): Promise<Page<Till>> {
  const before = readCursor(query.cursor);
  const rows = await tills(db, venueId)
    .$if(query.active !== undefined, (select) => select.where("t.active", "=", query.active as boolean))
    .$if(before !== null, (select) => select.where("t.id", "<", before as number))
    .orderBy("t.id", "desc")
    .limit(query.limit + 1)
    .execute();
  return toPage(rows, query.limit, presentTill);
}

/** Throws `not_found`. */
export async function readTill(db: Db | Transaction, venueId: number, id: number): Promise<Till> {
  const row = await tills(db, venueId).where("t.id", "=", id).executeTakeFirst();
  if (!row) throw new BusinessError("not_found");
  return presentTill(row);
}

/** Everybody who works at the venue, by name. */
export async function listColleagues(db: Db, venueId: number): Promise<Colleagues> {
  const items = await db
    .selectFrom("users")
    .select(["id", "name", "username"])
    .where("venue_id", "=", venueId)
    .where("role", "in", ["clerk", "administrator"])
    .where("active", "=", true)
    .orderBy("name")
    .execute();
  return { items };
}

/** Shifts, newest first. A clerk sees those that are open and those that they opened or closed. */
export async function listShifts(
  db: Db,
  actor: Actor,
  query: PageQuery & { open?: boolean },
): Promise<Page<Shift>> {
  const before = readCursor(query.cursor);
  const rows = await shiftsFor(db, actor)
    .$if(query.open !== undefined, (select) =>
      select.where("s.closed_at", query.open ? "is" : "is not", null),
    )
    .$if(before !== null, (select) => select.where("s.id", "<", before as number))
    .orderBy("s.id", "desc")
    .limit(query.limit + 1)
    .execute();
  return toPage(rows, query.limit, presentShift);
}

/** Throws `not_found`, also when it is another clerk's that was closed. */
export async function readShift(db: Db | Transaction, actor: Actor, id: number): Promise<Shift> {
  const row = await shiftsFor(db, actor).where("s.id", "=", id).executeTakeFirst();
  if (!row) throw new BusinessError("not_found");
  return presentShift(row);
}

/** Every shift of the venue that is open, as a person chooses between them. */
export async function readOpenShifts(
  db: Db | Transaction,
  venueId: number,
): Promise<Array<{ id: number; tillId: number; tillName: string; openedBy: number | null }>> {
  const rows = await db
    .selectFrom("shifts as s")
    .innerJoin("tills as t", (join) =>
      join.onRef("t.venue_id", "=", "s.venue_id").onRef("t.id", "=", "s.till_id"),
    )
    .select(["s.id", "s.till_id", "t.name", "s.opened_by"])
    .where("s.venue_id", "=", venueId)
    .where("s.closed_at", "is", null)
    .orderBy("t.name")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    tillId: row.till_id,
    tillName: row.name,
    openedBy: row.opened_by,
  }));
}

/**
 * The open shift that money goes into, locked so that it cannot close before the transaction ends, as a select of its
 * `id` and `opened_at`: that of the till that was named; else the actor's own; else the only one of the venue. No row
 * when there is none or several: {@link refuseWithoutShift} then says which.
 */
export function openShiftFor(actor: Actor, tillId: number | undefined): RawBuilder<unknown> {
  const venue = sql`venue_id = ${actor.venueId} and closed_at is null`;
  const chosen =
    tillId === undefined
      ? sql`select coalesce(
          case count(*) filter (where opened_by = ${actor.userId}::bigint)
            when 1 then max(id) filter (where opened_by = ${actor.userId}::bigint) end,
          case count(*) when 1 then max(id) end)
        from shifts where ${venue}`
      : sql`select id from shifts where ${venue} and till_id = ${tillId}::bigint`;
  // The choice is made from what stood when the statement began; the lock sees whether it still stands.
  return sql`select id, opened_at from shifts where ${venue} and id = (${chosen}) for key share`;
}

/**
 * Writes money into the shift that {@link openShiftFor} finds, in one statement of the caller's that answers no row where
 * there is none. That shift cannot close before the transaction ends: what is written is either counted at its end or
 * refused. Throws `no_open_shift`, `till_needed`, `not_found` for an unknown till.
 */
export async function writeIntoShift<Row>(
  { tx, actor }: ActionContext,
  tillId: number | undefined,
  write: (shift: RawBuilder<unknown>) => Promise<Row | undefined>,
): Promise<Row> {
  const shift = openShiftFor(actor, tillId);
  const written = await write(shift);
  if (written) return written;
  // Either there is none, or it was handed over at this very moment: then its successor takes the money.
  await refuseWithoutShift(tx, actor, tillId);
  const writtenNow = await write(shift);
  if (!writtenNow) throw new BusinessError("no_open_shift");
  return writtenNow;
}

/**
 * Why {@link openShiftFor} answered no row. Throws `no_open_shift`, `till_needed` with the tills to choose from; returns
 * when there is a shift now, as after a handover in between.
 */
async function refuseWithoutShift(tx: Transaction, actor: Actor, tillId: number | undefined): Promise<void> {
  const open = await readOpenShifts(tx, actor.venueId);
  if (tillId !== undefined) {
    if (open.some((shift) => shift.tillId === tillId)) return;
    const { name } = await readTill(tx, actor.venueId, tillId);
    throw new BusinessError("no_open_shift", { tillId, tillName: name });
  }
  if (open.length === 0) throw new BusinessError("no_open_shift");
  const own = open.filter(({ openedBy }) => openedBy !== null && openedBy === actor.userId);
  if (open.length === 1 || own.length === 1) return;
  const tillsToChoose = open.map((shift) => ({ id: shift.tillId, name: shift.tillName }));
  throw new BusinessError("till_needed", { tills: tillsToChoose });
}

/** What was counted in the latest of the shifts `l` that are meant, in minor units; null where none was counted. */
function latestCount(meant: RawBuilder<unknown>): RawBuilder<number | null> {
  return sql`(select l.counted_cash from shifts l where ${meant} and l.counted_cash is not null
    order by l.id desc limit 1)`;
}

/** What the count before the shift `s` left in its till, in minor units; null for a till's first. */
export const leftBefore = latestCount(sql`l.venue_id = s.venue_id and l.till_id = s.till_id and l.id < s.id`);

function tills(db: Db | Transaction, venueId: number) {
  return db
    .selectFrom("tills as t")
    .leftJoin("shifts as s", (join) =>
      join
        .onRef("s.venue_id", "=", "t.venue_id")
        .onRef("s.till_id", "=", "t.id")
        .on("s.closed_at", "is", null),
    )
    .leftJoin("users as o", "o.id", "s.opened_by")
    .select(["t.id", "t.name", "t.active", "s.id as shift_id", "s.opened_at", "s.opened_by"])
    .select(["o.name as opener_name", "o.username as opener_username"])
    .select(latestCount(sql`l.venue_id = t.venue_id and l.till_id = t.id`).as("last_counted"))
    .where("t.venue_id", "=", venueId);
}

type TillRow = Awaited<ReturnType<ReturnType<typeof tills>["executeTakeFirstOrThrow"]>>;

function presentTill(row: TillRow): Till {
  return {
    id: row.id,
    name: row.name,
    active: row.active,
    openShift:
      row.shift_id === null || row.opened_at === null
        ? null
        : {
            id: row.shift_id,
            openedBy: presentPerson(row.opened_by, row.opener_name, row.opener_username),
            openedAt: toInstant(row.opened_at),
          },
    lastCountedCash: row.last_counted,
  };
}

function shiftsFor(db: Db | Transaction, actor: Actor) {
  return db
    .selectFrom("shifts as s")
    .innerJoin("tills as t", (join) =>
      join.onRef("t.venue_id", "=", "s.venue_id").onRef("t.id", "=", "s.till_id"),
    )
    .leftJoin("users as o", "o.id", "s.opened_by")
    .leftJoin("users as c", "c.id", "s.closed_by")
    .select(["s.id", "s.till_id", "t.name as till_name", "s.origin", "s.opened_at", "s.opened_by"])
    .select(["s.opening_cash", "s.closed_at", "s.closed_by", "s.counted_cash", "s.expected_cash"])
    .select(["s.counts", "s.note", "s.handed_over_from"])
    .select(["o.name as opener_name", "o.username as opener_username"])
    .select(["c.name as closer_name", "c.username as closer_username"])
    .select(leftBefore.as("left_before"))
    .where("s.venue_id", "=", actor.venueId)
    .$if(actor.role !== "administrator", (select) =>
      select.where((where) =>
        where.or([
          where("s.closed_at", "is", null),
          where("s.opened_by", "=", actor.userId),
          where("s.closed_by", "=", actor.userId),
        ]),
      ),
    );
}

type ShiftRow = Awaited<ReturnType<ReturnType<typeof shiftsFor>["executeTakeFirstOrThrow"]>>;

function presentShift(row: ShiftRow): Shift {
  const { counted_cash: counted, expected_cash: expected } = row;
  return {
    id: row.id,
    till: { id: row.till_id, name: row.till_name },
    origin: row.origin,
    openedAt: toInstant(row.opened_at),
    openedBy: presentPerson(row.opened_by, row.opener_name, row.opener_username),
    openingCash: row.opening_cash,
    leftBefore: row.left_before,
    closedAt: toInstant(row.closed_at),
    closedBy: presentPerson(row.closed_by, row.closer_name, row.closer_username),
    countedCash: counted,
    expectedCash: expected,
    difference: counted === null || expected === null ? null : counted - expected,
    counts: row.counts,
    note: row.note,
    handedOverFrom: row.handed_over_from,
  };
}

/** A person as other resources mention them; null where a program did it, or nobody. */
export function presentPerson(
  id: number | null,
  name: string | null,
  username: string | null,
): { id: number; name: string; username: string } | null {
  return id === null || name === null || username === null ? null : { id, name, username };
}
