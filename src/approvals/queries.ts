import type { Actor } from "../core/actor.ts";
import type { Db } from "../db/pool.ts";
import type { Transaction } from "../db/transaction.ts";
import type { PinState } from "./schema.ts";

/** Whether the actor has a PIN; a program has none. */
export async function readOwnPin(db: Db | Transaction, actor: Actor): Promise<PinState> {
  if (actor.userId === null) return { isSet: false };
  const row = await db
    .selectFrom("approval_pins")
    .select("user_id")
    .where("user_id", "=", actor.userId)
    .executeTakeFirst();
  return { isSet: row !== undefined };
}
