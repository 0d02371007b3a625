import { sql } from "kysely";
import { createUser, makePassword, type NewPassword, storePassword } from "../accounts/actions.ts";
import type { Config } from "../config.ts";
import type { Db } from "../db/pool.ts";
import { inTransaction, type Transaction } from "../db/transaction.ts";
import { createVenue } from "../venues/actions.ts";
import { fillDemo, openDemoTill } from "./fill.ts";

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
  if (await hasVenue(db)) return null;
  const made = {
    administrator: await makePassword(),
    clerk: await makePassword(),
    player: await makePassword(),
  };
  return inTransaction(db, async (tx) => {
    await lockFirstStart(tx);
    if (await hasVenue(tx)) return null;
    const venueId = await createVenue(tx, {
      name: config.demo ? "GameZone Plateau" : "GameZone",
      address: config.demo ? "Avenue Chardy, Abidjan" : "",
      currency: "XOF",
      timeZone: "Africa/Abidjan",
      isSetUp: config.demo,
    });
    const administrator = await person(
      tx,
      venueId,
      "administrator",
      "admin",
      "Administrateur",
      made.administrator,
    );
    if (!config.demo) return { administrator, clerk: null, player: null };
    const clerk = await person(tx, venueId, "clerk", "caisse", "Mariam Koné", made.clerk);
    await openDemoTill(tx, venueId, clerk.username);
    const player = await fillDemo(tx, venueId, made.player);
    return { administrator, clerk, player };
  });
}

async function hasVenue(db: Db | Transaction): Promise<boolean> {
  return (await db.selectFrom("venues").select("id").limit(1).executeTakeFirst()) !== undefined;
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
  made: NewPassword,
): Promise<{ username: string; password: string }> {
  const id = await createUser(tx, { venueId, role, username, name, phone: null });
  await storePassword(tx, id, made.hash);
  return { username, password: made.password };
}
