import { sql } from "kysely";
import { CHANGES_CHANNEL } from "../db/announce.ts";
import type { Db } from "../db/pool.ts";
import { inSharedSnapshot } from "../db/snapshot.ts";
import { inTransaction, type Transaction } from "../db/transaction.ts";
import type { Check, Surroundings } from "./check.ts";
import { checks } from "./checks.ts";
import { countFindings, lookByEach } from "./examine.ts";
import type { FindingCounts } from "./schema.ts";
import { everywhere } from "./scope.ts";

/** What stands in `check_results` for one check at one venue. */
export interface KnownResult {
  readonly venueId: number;
  readonly venueName: string;
  readonly check: Check;
  readonly found: number;
  readonly foundSince: Date | null;
  readonly checkedAt: Date;
}

/**
 * Looks at everything, or only at what is open, at every venue, and keeps how much each check found: for the metrics,
 * the number beside "Diagnostic", the morning summary and the alerts. Screens are told when a number changed.
 */
export async function watch(db: Db, reads: Check["reads"], surroundings: Surroundings): Promise<void> {
  const looked = checks.filter((check) => check.reads === reads || reads === "everything");
  const counted = await inSharedSnapshot(db, (connections) =>
    lookByEach(connections, looked, async (tx, check) => {
      const found = await countFindings(tx, check, everywhere, surroundings);
      return [...found].map(([venueId, count]): Counted => ({ venueId, name: check.name, found: count }));
    }),
  );
  await inTransaction(db, (tx) => keepCounts(tx, counted.flat()));
}

/** How much one check found at one venue. */
interface Counted {
  readonly venueId: number;
  readonly name: string;
  readonly found: number;
}

/** Keeps what was just counted, by the schedule or by somebody who repaired, and tells the screens what changed. */
export async function keepCounts(tx: Transaction, counted: readonly Counted[]): Promise<void> {
  await sql`
      with counted as (
        select * from unnest(${counted.map((one) => one.venueId)}::bigint[], ${counted.map((one) => one.name)}::text[],
          ${counted.map((one) => one.found)}::bigint[]) as c (venue_id, name, found)
      ), before as materialized (select venue_id, name, found from check_results
      ), kept as (
        insert into check_results as r (venue_id, name, found, found_since, checked_at)
        select venue_id, name, found, case when found > 0 then clock_now() end, clock_now() from counted
        order by venue_id, name
        on conflict (venue_id, name) do update set found = excluded.found, checked_at = excluded.checked_at,
          found_since = case when excluded.found > 0 then coalesce(r.found_since, excluded.found_since) end,
          alerted_at = case when excluded.found > 0 then r.alerted_at end
      )
      select pg_notify(${CHANGES_CHANNEL}, json_build_object('venueId', venue_id, 'kind', 'findings', 'id', venue_id)::text)
      from counted c left join before b using (venue_id, name)
      where c.found is distinct from coalesce(b.found, 0) group by venue_id`.execute(tx);
}

/** How much was found at a venue when the doctor last looked: cheap, for the number beside "Diagnostic". */
export async function readLastCounts(db: Db, venueId: number): Promise<FindingCounts> {
  const results = await readLastResults(db, venueId);
  const sum = (severity: Check["severity"]) =>
    results.reduce((total, { check, found }) => total + (check.severity === severity ? found : 0), 0);
  const last = Math.max(...results.map(({ checkedAt }) => checkedAt.getTime()));
  return {
    critical: sum("critical"),
    warnings: sum("warning"),
    checkedAt: results.length === 0 ? null : new Date(last).toISOString(),
  };
}

/** The last results, of one venue or of all. */
export async function readLastResults(db: Db, venueId: number | null = null): Promise<KnownResult[]> {
  const rows = await results(db)
    .$if(venueId !== null, (select) => select.where("r.venue_id", "=", venueId as number))
    .execute();
  return rows.flatMap(present);
}

/** What is critical, there, and nobody has been alerted of. */
export async function readUnalerted(db: Db): Promise<KnownResult[]> {
  const rows = await results(db).where("r.found", ">", 0).where("r.alerted_at", "is", null).execute();
  return rows.flatMap(present).filter(({ check }) => check.severity === "critical");
}

function results(db: Db) {
  return db
    .selectFrom("check_results as r")
    .innerJoin("venues as v", "v.id", "r.venue_id")
    .select(["r.venue_id", "v.name as venue_name", "r.name", "r.found", "r.found_since", "r.checked_at"])
    .orderBy("r.venue_id");
}

/** A check that an older release kept and this one no longer knows is left out. */
function present(
  row: Awaited<ReturnType<ReturnType<typeof results>["executeTakeFirstOrThrow"]>>,
): KnownResult[] {
  const check = checks.find(({ name }) => name === row.name);
  if (check === undefined) return [];

  return [
    {
      venueId: row.venue_id,
      venueName: row.venue_name,
      check,
      found: row.found,
      foundSince: row.found_since,
      checkedAt: row.checked_at,
    },
  ];
}
