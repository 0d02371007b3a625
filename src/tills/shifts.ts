import { type RawBuilder, sql } from "kysely";
import { readStaffMember } from "../accounts/queries.ts";
import { recordAudit } from "../audit/actions.ts";
import { type CashCount, expectedCash, worthOf } from "../core/cash.ts";
import { BusinessError } from "../core/errors.ts";
import { formatMoney } from "../core/money.ts";
import { announceChange } from "../db/announce.ts";
import { violates } from "../db/constraint.ts";
import type { ActionContext } from "../db/transaction.ts";
import { readVenue } from "../venues/queries.ts";
import { readCashFlow, readShiftReport } from "./report.ts";
import type { ShiftClosing, ShiftHandover, ShiftReport } from "./schema.ts";

/**
 * Opens a shift with the cash that was counted in the till. Without a till it is the only one in use.
 * Throws `not_found`, `till_needed`, `till_out_of_use`, `shift_already_open`.
 */
export async function openShift(
  context: ActionContext,
  input: { tillId?: number | undefined; openingCash: number },
): Promise<ShiftReport> {
  const { tx, actor } = context;
  const till = await lockTill(context, input.tillId);
  const id = await insertShift(context, {
    till,
    openedBy: actor.userId,
    openedAt: sql<Date>`clock_now()`,
    openingCash: input.openingCash,
    handedOverFrom: null,
  });
  recordAudit(context, {
    action: "shift.open",
    subject: "shift",
    subjectId: id,
    details: { tillId: till.id, openingCash: input.openingCash },
  });
  return readShiftReport(tx, actor, id);
}

/**
 * Closes a shift with what was counted: its Z report never changes again. A payment that was under way counts, one that
 * comes later is refused. Throws `not_found`, `shift_closed`, `count_does_not_add_up`.
 */
export async function closeShift(
  context: ActionContext,
  id: number,
  input: ShiftClosing,
): Promise<ShiftReport> {
  await close(context, id, input, "shift.close", {});
  return readReport(context, id);
}

/**
 * Closes a shift with the count and opens the next one of the same till with that cash, in one transaction, for the
 * clerk who goes on. Throws what {@link closeShift} does, and `not_found` for a clerk who does not work here.
 */
export async function handOverShift(
  context: ActionContext,
  id: number,
  input: ShiftHandover,
): Promise<{ closed: ShiftReport; opened: ShiftReport }> {
  const { tx, actor } = context;
  const nextClerkId = input.nextClerkId ?? actor.userId;
  if (nextClerkId !== null) {
    const clerk = await readStaffMember(tx, actor.venueId, nextClerkId);
    if (!clerk.active) throw new BusinessError("not_found", { field: "nextClerkId" });
  }
  const closed = await close(context, id, input, "shift.hand_over", { nextClerkId });
  const nextId = await insertShift(context, {
    till: closed.till,
    openedBy: nextClerkId,
    openedAt: closed.closedAt,
    openingCash: input.countedCash,
    handedOverFrom: id,
  });
  return { closed: await readReport(context, id), opened: await readReport(context, nextId) };
}

/**
 * For money that was taken in another system: answers the venue's shift of before, and makes it, closed and uncounted,
 * where there is none.
 */
export async function keepShiftOfBefore({ tx, actor }: ActionContext, firstAt: Date): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into shifts (venue_id, till_id, origin, opened_at, opening_cash, closed_at)
    select venue_id, min(id), 'before', least(${firstAt}::timestamptz, clock_now()), 0, clock_now() from tills
    where venue_id = ${actor.venueId} group by venue_id
    on conflict (venue_id) where origin = 'before' do nothing
    returning id`.execute(tx);
  if (rows[0]) return rows[0].id;
  const { id } = await tx
    .selectFrom("shifts")
    .select("id")
    .where("venue_id", "=", actor.venueId)
    .where("origin", "=", "before")
    .executeTakeFirstOrThrow();
  return id;
}

interface LockedTill {
  readonly id: number;
  readonly name: string;
}

/** Against an administrator who takes the till out of use at this moment. */
async function lockTill({ tx, actor }: ActionContext, id: number | undefined): Promise<LockedTill> {
  const rows = await tx
    .selectFrom("tills")
    .select(["id", "name", "active"])
    .where("venue_id", "=", actor.venueId)
    .$if(id !== undefined, (select) => select.where("id", "=", id as number))
    .$if(id === undefined, (select) => select.where("active", "=", true))
    .orderBy("id")
    .forShare()
    .execute();
  const [till, ...others] = rows;
  if (!till) throw new BusinessError(id === undefined ? "till_out_of_use" : "not_found", { field: "tillId" });
  if (others.length > 0) throw new BusinessError("till_needed", { tills: rows.map(toChoice) });
  if (!till.active) throw new BusinessError("till_out_of_use", { tillName: till.name });
  return till;
}

function toChoice({ id, name }: LockedTill): LockedTill {
  return { id, name };
}

async function insertShift(
  { tx, actor }: ActionContext,
  shift: {
    till: LockedTill;
    openedBy: number | null;
    openedAt: Date | RawBuilder<Date>;
    openingCash: number;
    handedOverFrom: number | null;
  },
): Promise<number> {
  const { till } = shift;
  const { id } = await tx
    .insertInto("shifts")
    .values({
      venue_id: actor.venueId,
      till_id: till.id,
      opened_at: shift.openedAt,
      opened_by: shift.openedBy,
      opening_cash: shift.openingCash,
      handed_over_from: shift.handedOverFrom,
    })
    .returning("id")
    .executeTakeFirstOrThrow()
    .catch((error) => {
      const isOpen = violates(error, "one_open_shift_a_till");
      throw isOpen ? new BusinessError("shift_already_open", { tillName: till.name }) : error;
    });
  announceChange(tx, { venueId: actor.venueId, kind: "shift", id });
  return id;
}

/**
 * Locks the shift against every payment, adds up what was committed until then, and closes it. The sums are read by a
 * statement of their own, which sees the payments that the lock waited for.
 */
async function close(
  context: ActionContext,
  id: number,
  input: ShiftClosing,
  action: "shift.close" | "shift.hand_over",
  details: Record<string, unknown>,
): Promise<{ till: LockedTill; closedAt: Date }> {
  const { tx, actor } = context;
  await refuseWrongCount(context, input);
  const shift = await tx
    .selectFrom("shifts")
    .select(["id", "till_id", "opening_cash"])
    .where("venue_id", "=", actor.venueId)
    .where("id", "=", id)
    .where("closed_at", "is", null)
    .forUpdate()
    .executeTakeFirst();
  if (!shift) return refuseClosed(context, id);
  const expected = expectedCash(await readCashFlow(tx, actor.venueId, shift));
  const { closed_at: closedAt } = await tx
    .updateTable("shifts")
    .set({
      closed_at: endOfShift(actor.venueId, id),
      closed_by: actor.userId,
      counted_cash: input.countedCash,
      expected_cash: expected,
      counts: input.counts === undefined ? null : JSON.stringify(withoutZeros(input.counts)),
      note: input.note ?? null,
    })
    .where("venue_id", "=", actor.venueId)
    .where("id", "=", id)
    .returning("closed_at")
    .executeTakeFirstOrThrow();
  const { name } = await tx
    .selectFrom("tills")
    .select("name")
    .where("venue_id", "=", actor.venueId)
    .where("id", "=", shift.till_id)
    .executeTakeFirstOrThrow();
  const { countedCash } = input;
  recordAudit(context, {
    action,
    subject: "shift",
    subjectId: id,
    details: { ...details, expected, countedCash, difference: countedCash - expected },
  });
  announceChange(tx, { venueId: actor.venueId, kind: "shift", id });
  return { till: { id: shift.till_id, name }, closedAt: closedAt as Date };
}

/** Now; but where the clock has gone back since, no earlier than anything that the shift answers for. */
function endOfShift(venueId: number, id: number): RawBuilder<Date> {
  return sql<Date>`greatest(clock_now(), opened_at, (
    select max(at) from till_entries where venue_id = ${venueId} and shift_id = ${id}))`;
}

async function refuseWrongCount(
  { tx, actor }: ActionContext,
  { counts, countedCash }: ShiftClosing,
): Promise<void> {
  if (counts === undefined) return;
  const { currency } = await readVenue(tx, actor.venueId);
  const worth = worthOf(counts, currency);
  if (worth === countedCash) return;
  throw new BusinessError("count_does_not_add_up", {
    counted: formatMoney(countedCash, currency),
    worth: worth === null ? null : formatMoney(worth, currency),
  });
}

function withoutZeros(counts: CashCount): CashCount {
  return Object.fromEntries(Object.entries(counts).filter(([, pieces]) => pieces > 0));
}

/** Throws `shift_closed` for a shift that is no longer open, `not_found` for none. */
export async function refuseClosed({ tx, actor }: ActionContext, id: number): Promise<never> {
  const shift = await tx
    .selectFrom("shifts")
    .select("id")
    .where("venue_id", "=", actor.venueId)
    .where("id", "=", id)
    .executeTakeFirst();
  throw shift ? new BusinessError("shift_closed", { shiftId: id }) : new BusinessError("not_found");
}

/** What the action did, also where the actor may not look it up afterwards. */
export function readReport({ tx, actor }: ActionContext, id: number): Promise<ShiftReport> {
  return readShiftReport(tx, { ...actor, role: "administrator" }, id);
}
