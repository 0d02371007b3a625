import { sql } from "kysely";
import { createUser, type NewPassword, storePassword } from "../accounts/actions.ts";
import { recordAudit } from "../audit/actions.ts";
import { personSearchText, plainText } from "../core/search-text.ts";
import type { ActionContext } from "../db/transaction.ts";
import { changeProfile, type ProfileChanges } from "./profile.ts";
import { lockPlayer, readPlayer } from "./queries.ts";
import type { Player } from "./schema.ts";

export { changePhoto, removePhoto } from "./profile.ts";

const USERNAME_LOCK = 4_720_012;

/** Creates a player; without a username one is made from the name. Throws `username_taken`. */
export async function createPlayer(
  context: ActionContext,
  input: { username?: string; name: string; phone?: string | null },
): Promise<Player> {
  const { tx, actor } = context;
  const username = input.username ?? (await freeUsername(context, input.name));
  const phone = input.phone ?? null;
  const id = await createUser(tx, {
    venueId: actor.venueId,
    role: "player",
    username,
    name: input.name,
    phone,
  });
  recordAudit(context, {
    action: "player.create",
    subject: "player",
    subjectId: id,
    details: { username },
  });
  return readPlayer(tx, actor.venueId, id);
}

/**
 * Changes a player's name, phone or profile, or disables the account. Throws `not_found`, and `consent_needed` for a
 * date of birth that the player did not agree to.
 */
export async function changePlayer(
  context: ActionContext,
  id: number,
  changes: { name?: string; phone?: string | null; active?: boolean } & ProfileChanges,
): Promise<Player> {
  const { tx, actor } = context;
  const player = await lockPlayer(tx, actor.venueId, id);
  const changed = {
    name: changes.name ?? player.name,
    phone: changes.phone === undefined ? player.phone : changes.phone,
    active: changes.active ?? player.active,
  };
  await tx
    .updateTable("users")
    .set({ ...changed, search_text: personSearchText({ ...changed, username: player.username }) })
    .where("venue_id", "=", actor.venueId)
    .where("id", "=", id)
    .execute();
  if (!changed.active) await tx.deleteFrom("sign_ins").where("user_id", "=", id).execute();
  const { consent, birthDate, notes, guardianPhone } = changes;
  const profile = { consent, birthDate, notes, guardianPhone };
  if (Object.values(profile).some((value) => value !== undefined)) await changeProfile(context, id, profile);
  recordAudit(context, {
    action: "player.change",
    subject: "player",
    subjectId: id,
    details: { fields: Object.keys(changes) },
  });
  return readPlayer(tx, actor.venueId, id);
}

/** Gives a player a new password, shown once, and ends their sign-ins. Throws `not_found`. */
export async function givePlayerPassword(
  context: ActionContext,
  id: number,
  made: NewPassword,
): Promise<{ player: Player; password: string }> {
  const player = await readPlayer(context.tx, context.actor.venueId, id);
  await storePassword(context.tx, id, made.hash);
  recordAudit(context, { action: "player.password", subject: "player", subjectId: id });
  return { player, password: made.password };
}

/** `Awa Traoré` → `awa.traore`, or `awa.traore2` when taken. */
async function freeUsername({ tx }: ActionContext, name: string): Promise<string> {
  const plain = plainText(name)
    .replace(/[^a-z0-9 ]/g, "")
    .trim()
    .replace(/ +/g, ".")
    .slice(0, 24);
  const base = plain.length >= 2 ? plain : "joueur";
  // Two clerks who create players of one name take turns; the second sees the name that the first took.
  await sql`select pg_advisory_xact_lock(${USERNAME_LOCK}, hashtext(${base}))`.execute(tx);
  const rows = await tx
    .selectFrom("users")
    .select("username")
    .where("username", "like", `${base}%`)
    .execute();
  const taken = new Set(rows.map((row) => row.username));
  if (!taken.has(base)) return base;
  let number = 2;
  while (taken.has(`${base}${number}`)) number += 1;
  return `${base}${number}`;
}
