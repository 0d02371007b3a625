import { sql } from "kysely";
import type { Db } from "../../src/db/pool.ts";
import { openPool } from "../../src/db/pool.ts";
import { inTransaction } from "../../src/db/transaction.ts";
import { readTakings } from "../../src/reports/queries.ts";
import { furnish } from "../../test/gamezone.ts";
import { withDatabase } from "../database.ts";
import { interleave, report, SHORT, time } from "../measure.ts";
import { withoutTriggers } from "../sessions.ts";

// The report of a whole year against the same sums in plain SQL on the same tables, one statement a table. A year of
// fifty stations, twelve sessions each a day; as retention leaves it, what closed more than ninety days ago is archived.
// The plain sums are kinder to themselves than the report: they count a session's time on the day on which it began, so
// that no midnight divides it.

const days = SHORT ? 8 : 365;
const archivedDays = SHORT ? 4 : 275;
const aDay = SHORT ? 60 : 600;
const sessions = days * aDay;
const rounds = SHORT ? 1 : 7;
const first = "2025-01-01";
const last = Temporal.PlainDate.from(first)
  .add({ days: days - 1 })
  .toString();

await withDatabase(async (url) => {
  const pool = openPool(url, 2);
  const { venueId, shiftId } = await inTransaction(pool.db, furnish);
  await fill(pool.db, venueId, shiftId);
  const readReport = () => readTakings(pool.db, venueId, { from: first, to: last });
  const plain = plainSums(venueId);
  const readPlain = async () => {
    const answers = [];
    for (const statement of plain)
      answers.push((await sql.raw<{ figure: number }>(statement).execute(pool.db)).rows);
    return answers;
  };

  const { total } = await readReport();
  const [paid, paidBack, closed, played] = (await readPlain()).map((rows) =>
    rows.reduce((sum, { figure }) => sum + Number(figure), 0),
  );
  const told = [total.net + total.refunded, total.refunded, total.sessionsClosed, total.minutesPlayed];
  const summed = [paid, paidBack, closed, Math.floor(Number(played) / 60)];
  if (told.join() !== summed.join()) throw new Error(`The report tells ${told}, the sums ${summed}.`);

  const measured = await interleave({ report: () => time(readReport), plain: () => time(readPlain) }, rounds);
  await report({
    claim: `the takings of a year, ${sessions} sessions of fifty stations, by days`,
    ours: measured.report,
    baseline: measured.plain,
    against: "the same sums in plain SQL",
    unit: "ms",
    wanted: { atMost: 1.5 },
  });
  await pool.close();
});

/** By day: what was taken, what was paid back, how many sessions closed, how many seconds were played. */
function plainSums(venueId: number): readonly string[] {
  const day = (column: string) => `(${column} at time zone 'Africa/Abidjan')::date as day`;
  const within = (column: string) =>
    `${column} >= '${first} 00:00+00' and ${column} < '${last} 00:00+00'::timestamptz + interval '1 day'`;
  const money = (kind: string) => `select ${day("received_at")}, count(*) as payments,
    coalesce(sum(amount) filter (where method = 'cash'), 0) as cash,
    coalesce(sum(amount) filter (where method = 'mobile_money'), 0) as mobile_money, sum(amount) as figure
    from payments where venue_id = ${venueId} and kind = '${kind}' and ${within("received_at")} group by 1`;
  return [
    money("payment"),
    money("refund"),
    `select day, count(*) as figure from (
      select ${day("completed_at")} from play_sessions where venue_id = ${venueId} and ${within("completed_at")}
      union all
      select ${day("completed_at")} from archived_sessions where venue_id = ${venueId} and ${within("completed_at")}
    ) s group by day`,
    `select day, sum(seconds) as figure from (
      select ${day("started_at")}, date_part('epoch', ended_at - started_at) as seconds
      from session_runs where venue_id = ${venueId} and ${within("started_at")}
      union all
      select ${day("started_at")}, (used_ms - written_off_ms) / 1000.0
      from archived_sessions where venue_id = ${venueId} and ${within("started_at")}
    ) r group by day`,
  ];
}

/** Sessions of an hour with a pause of ten minutes, around the clock; every fiftieth was paid back in full. */
async function fill(db: Db, venueId: number, shiftId: number): Promise<void> {
  const at = (minutes: number) =>
    `timestamptz '${first} 00:00+00' + n * interval '${86_400 / aDay} seconds' + interval '${minutes} minutes'`;
  const live = archivedDays * aDay;
  const to = (from: number, until: number) => `from generate_series(${from}, ${until}) n`;
  // The last sessions end before the year does, so that the plain sums need no midnight.
  const end = sessions - Math.ceil((aDay * 80) / 1440);
  const times = `${at(1)}, ${at(2)}, ${at(72)}`;
  const columns =
    "id, venue_id, invoice_id, player_id, status, granted_ms, used_ms, written_off_ms, created_at, started_at, completed_at, last_event";
  const values = `n, ${venueId}, n, 1, 'completed', 3600000, 3600000, 0, ${times}, 5`;
  await withoutTriggers(db, [
    `insert into payments (venue_id, purchase_id, kind, method, amount, received_at, shift_id)
      select ${venueId}, n, 'payment', case when n % 4 = 0 then 'mobile_money' else 'cash' end, 500, ${at(0)}, ${shiftId}
      ${to(1, end)}`,
    `insert into payments (venue_id, purchase_id, kind, method, amount, received_at, shift_id)
      select ${venueId}, n, 'refund', 'cash', 500, ${at(75)}, ${shiftId} ${to(1, end)} where n % 50 = 0`,
    `insert into archived_sessions (${columns}, history, archived_at)
      select ${values}, jsonb_build_object('grants', '[]'::jsonb, 'events', '[]'::jsonb, 'runs', jsonb_build_array(
        jsonb_build_object('id', n, 'station_id', 1, 'started_at', ${at(2)}, 'ended_at', ${at(32)}),
        jsonb_build_object('id', n, 'station_id', 1, 'started_at', ${at(42)}, 'ended_at', ${at(72)}))), now()
      ${to(1, live)}`,
    `insert into play_sessions (${columns}) overriding system value select ${values} ${to(live + 1, end)}`,
    ...[2, 42].map(
      (minute) => `insert into session_runs (venue_id, session_id, started_at, ended_at)
        select ${venueId}, n, ${at(minute)}, ${at(minute + 30)} ${to(live + 1, end)}`,
    ),
    "vacuum analyze",
  ]);
}
