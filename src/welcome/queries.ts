import { sql } from "kysely";
import type { Db } from "../db/pool.ts";
import type { Transaction } from "../db/transaction.ts";
import type { FirstSteps } from "./schema.ts";

/** How far a new venue is on its way to the first sale: told by what exists, wherever it was made. */
export async function readFirstSteps(db: Db | Transaction, venueId: number): Promise<FirstSteps> {
  const row = await db
    .selectFrom("venues as v")
    .select("v.set_up_at")
    .select(sql<boolean>`v.version > 1`.as("venue"))
    .select(sql<boolean>`exists (select from stations s where s.venue_id = v.id and s.active)`.as("stations"))
    .select(
      sql<boolean>`exists (select from packages p join games g on g.venue_id = p.venue_id and g.id = p.game_id
        where p.venue_id = v.id and p.active and g.active)`.as("packages"),
    )
    .select(
      sql<boolean>`exists (select from users u where u.venue_id = v.id and u.role = 'clerk' and u.active)`.as(
        "staff",
      ),
    )
    .where("v.id", "=", venueId)
    .executeTakeFirstOrThrow();
  const { set_up_at, ...steps } = row;
  return { ...steps, setUpAt: set_up_at?.toISOString() ?? null };
}
