import { sql } from "kysely";
import { MINUTE } from "../core/duration.ts";
import type { Db } from "../db/pool.ts";
import { leftBefore } from "../tills/queries.ts";
import type { Losses, LossesReport } from "./schema.ts";

/** What somebody did that leaves the till poorer, or the customer with time that nobody paid. */
type Kind =
  | "void"
  | "unpaid"
  | "refund"
  | "not_approved"
  | "given"
  | "written_off"
  | "cash_out"
  | "missing"
  | "over"
  | "shift"
  | "taken_between";

interface Line {
  readonly userId: number | null;
  readonly apiKeyId: number | null;
  readonly name: string | null;
  readonly kind: Kind;
  readonly count: number;
  /** Minor units of money, or milliseconds of time. */
  readonly amount: number;
}

/**
 * What left the till and what was given away in a period of the venue's calendar, both ends included, by whom. A
 * shift's difference is told of whoever opened it, and so is what was gone from the till when it was counted again.
 * Every source is read by its index of time.
 */
export async function readLosses(
  db: Db,
  venueId: number,
  { from, to }: { from: string; to: string },
): Promise<LossesReport> {
  const { time_zone: timeZone, currency } = await db
    .selectFrom("venues")
    .select(["time_zone", "currency"])
    .where("id", "=", venueId)
    .executeTakeFirstOrThrow();
  const midnight = (day: Temporal.PlainDate) => new Date(day.toZonedDateTime(timeZone).epochMilliseconds);
  const begins = midnight(Temporal.PlainDate.from(from));
  const ends = midnight(Temporal.PlainDate.from(to).add({ days: 1 }));
  const lines = await readLines(db, venueId, begins, ends);
  const people = Map.groupBy(lines, ({ userId, apiKeyId }) => `${userId} ${apiKeyId}`);
  return {
    currency,
    people: [...people.values()].map((own) => ({
      userId: own[0]?.userId ?? null,
      apiKeyId: own[0]?.apiKeyId ?? null,
      name: own[0]?.name ?? null,
      ...sum(own),
    })),
    total: sum(lines),
  };
}

function sum(lines: readonly Line[]): Losses {
  const of = (kind: Kind) => lines.filter((line) => line.kind === kind);
  const count = (kind: Kind) => of(kind).reduce((total, line) => total + line.count, 0);
  const amount = (kind: Kind) => of(kind).reduce((total, line) => total + line.amount, 0);
  return {
    voids: count("void"),
    voided: amount("void"),
    leftUnpaid: count("unpaid"),
    owed: amount("unpaid"),
    refunds: count("refund"),
    refunded: amount("refund"),
    refundsNotApproved: count("not_approved"),
    extensions: count("given"),
    minutesGiven: Math.floor(amount("given") / MINUTE),
    forceCompletions: count("written_off"),
    minutesWrittenOff: Math.floor(amount("written_off") / MINUTE),
    cashOuts: count("cash_out"),
    cashOut: amount("cash_out"),
    shifts: count("shift"),
    cashMissing: amount("missing"),
    cashOver: amount("over"),
    openedBelow: count("taken_between"),
    takenBetween: amount("taken_between"),
  };
}

async function readLines(db: Db, venueId: number, from: Date, to: Date): Promise<Line[]> {
  const within = (column: string) =>
    sql`venue_id = ${venueId} and ${sql.ref(column)} >= ${from} and ${sql.ref(column)} < ${to}`;
  const gifts = sql`type in ('extended', 'force_completed')`;
  // Open-ended play is ended by its bill: what was not played of it, nobody paid.
  const isPaidBefore = (session: "s" | "a") => sql`(e.type = 'extended' or not exists (
    select from invoices i join purchases p on p.venue_id = i.venue_id and p.id = i.purchase_id
    where i.venue_id = ${venueId} and i.id = ${sql.ref(`${session}.invoice_id`)} and p.kind = 'open'))`;
  const { rows } = await sql<Line>`
    with audited as materialized (
      select actor_id, api_key_id, action, subject_id, details from audit_entries
      where ${within("at")}
        and action in ('purchase.cancel', 'purchase.unpaid', 'purchase.refund', 'purchase.refund_not_approved',
          'membership.refund')
    ), counted as materialized (
      select coalesce(opened_by, closed_by) as actor_id, counted_cash - expected_cash as difference from shifts
      where ${within("closed_at")} and origin = 'counter'
    ), opened as (
      select opened_by as actor_id, ${leftBefore} - opening_cash as gone from shifts s
      where ${within("opened_at")} and origin = 'counter'
    ), lines (actor_id, api_key_id, kind, amount) as (
      select a.actor_id, a.api_key_id, 'void', p.price
      from audited a join purchases p on p.venue_id = ${venueId} and p.id = a.subject_id
      where a.action = 'purchase.cancel'
      union all
      select actor_id, api_key_id, case action when 'purchase.unpaid' then 'unpaid' else 'refund' end,
        (details ->> 'amount')::bigint
      from audited where action in ('purchase.refund', 'purchase.unpaid', 'membership.refund')
      union all
      select actor_id, api_key_id, 'not_approved', 0 from audited where action = 'purchase.refund_not_approved'
      union all
      select e.actor_id, e.api_key_id, case e.type when 'extended' then 'given' else 'written_off' end, e.duration_ms
      from (select * from session_events where ${within("recorded_at")} and ${gifts}) e
      join play_sessions s on s.venue_id = e.venue_id and s.id = e.session_id
      where ${isPaidBefore("s")}
      union all
      select e.actor_id, e.api_key_id, case e.type when 'extended' then 'given' else 'written_off' end, e.duration_ms
      from archived_sessions a, jsonb_to_recordset(a.history -> 'events') as e (type text, recorded_at timestamptz,
        duration_ms bigint, actor_id bigint, api_key_id bigint)
      where a.venue_id = ${venueId} and a.completed_at >= ${from} and a.created_at < ${to}
        and e.recorded_at >= ${from} and e.recorded_at < ${to} and e.${gifts} and ${isPaidBefore("a")}
      union all
      select by, null, 'cash_out', amount from cash_movements where ${within("at")} and kind = 'out'
      union all
      select actor_id, null, 'shift', 0 from counted
      union all
      select actor_id, null, 'missing', -difference from counted where difference < 0
      union all
      select actor_id, null, 'over', difference from counted where difference > 0
      union all
      select actor_id, null, 'taken_between', gone from opened where gone > 0
    )
    select l.actor_id as "userId", l.api_key_id as "apiKeyId", coalesce(u.name, k.name) as name, l.kind,
      count(*)::int as count, coalesce(sum(l.amount), 0)::bigint as amount
    from lines l
    left join users u on u.id = l.actor_id
    left join api_keys k on k.id = l.api_key_id
    group by l.actor_id, l.api_key_id, coalesce(u.name, k.name), l.kind
    order by name nulls last, l.actor_id, l.api_key_id`.execute(db);
  return rows;
}
