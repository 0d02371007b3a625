import { sql } from "kysely";
import { createUser, setNewPassword } from "../accounts/actions.ts";
import type { Config } from "../config.ts";
import type { Db } from "../db/pool.ts";
import { inTransaction, type Transaction } from "../db/transaction.ts";
import { createVenue } from "../venues/actions.ts";
import { fillDemo } from "./fill.ts";

const FIRST_START_LOCK = 4_720_003;

export interface FirstPasswords {
  readonly administrator: { readonly username: string; readonly password: string };
  readonly clerk: { readonly username: string; readonly password: string } | null;
  readonly player: { readonly username: string; readonly password: string } | null;
}

/**
 * On the very first start, makes a venue and its administrator; with demonstration data also a clerk, a catalogue,
 * stations and players. Answers the generated passwords, which are kept nowhere, or null on every later start.
 */
export async function prepareVenue(db: Db, config: Pick<Config, "demo">): Promise<FirstPasswords | null> {
  return inTransaction(db, async (tx) => {
    await lockFirstStart(tx);
    const existing = await tx.selectFrom("venues").select("id").limit(1).executeTakeFirst();
    if (existing) return null;
    const venueId = await createVenue(tx, {
      name: config.demo ? "GameZone Plateau" : "GameZone",
      address: config.demo ? "Avenue Chardy, Abidjan" : "",
      currency: "XOF",
      timeZone: "Africa/Abidjan",
    });
    const administrator = await person(tx, venueId, "administrator", "admin", "Administrateur");
    if (!config.demo) return { administrator, clerk: null, player: null };
    const clerk = await person(tx, venueId, "clerk", "caisse", "Mariam Koné");
    const player = await fillDemo(tx, venueId);
    return { administrator, clerk, player };
  });
}

async function lockFirstStart(tx: Transaction): Promise<void> {
  await sql`select pg_advisory_xact_lock(${FIRST_START_LOCK})`.execute(tx);
}

async function person(
  tx: Transaction,
  venueId: number,
  role: "clerk" | "administrator",
  username: string,
  name: string,
): Promise<{ username: string; password: string }> {
  const id = await createUser(tx, { venueId, role, username, name, phone: null });
  return { username, password: await setNewPassword(tx, id) };
}
