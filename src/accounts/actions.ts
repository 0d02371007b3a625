import { randomBytes } from "node:crypto";
import { hashPassword } from "better-auth/crypto";
import { recordAudit } from "../audit/actions.ts";
import type { Actor, Role } from "../core/actor.ts";
import { differences } from "../core/differences.ts";
import { BusinessError } from "../core/errors.ts";
import { deviationsFor, type Permission, permissionsOf } from "../core/permissions.ts";
import { personSearchText } from "../core/search-text.ts";
import { encodeBase32 } from "../core/validation-code.ts";
import { readClock } from "../db/clock.ts";
import { refuseDuplicate } from "../db/constraint.ts";
import type { Db } from "../db/pool.ts";
import type { ActionContext, Transaction } from "../db/transaction.ts";
import { hashApiKey } from "./api-key.ts";
import { verifyPassword } from "./password.ts";
import { lockStaffMember, managesStaff, readStaffMember } from "./queries.ts";
import type { StaffMember } from "./schema.ts";
import { refuseBeyondOwn } from "./staff-rules.ts";

const API_KEY_PREFIX = "gzk_";

export interface NewUser {
  readonly venueId: number;
  readonly role: Role;
  readonly username: string;
  readonly name: string;
  readonly phone: string | null;
}

/** Creates a person, without a password yet. Answers the id. Throws `username_taken`. */
export async function createUser(tx: Transaction, user: NewUser): Promise<number> {
  const { id } = await tx
    .insertInto("users")
    .values({
      venue_id: user.venueId,
      role: user.role,
      username: user.username,
      name: user.name,
      phone: user.phone,
      search_text: personSearchText(user),
      // The sign-in library wants an address; nobody writes to this one (RFC 2606).
      email: `${user.username}@gamezone.invalid`,
    })
    .returning("id")
    .executeTakeFirstOrThrow()
    .catch(
      refuseDuplicate(
        "users_username_key",
        () => new BusinessError("username_taken", { username: user.username }),
      ),
    );
  return id;
}

/** A password and its hash. Hashing takes a tenth of a second, so it is done before a transaction begins. */
export interface NewPassword {
  /** Shown once; only the hash is kept. */
  readonly password: string;
  readonly hash: string;
}

/** Makes a random password that can be read aloud and typed. */
export async function makePassword(): Promise<NewPassword> {
  const password = readablePassword();
  return { password, hash: await hashPassword(password) };
}

/** Sets a user's password, given as its hash, and ends their sign-ins. */
export async function storePassword(tx: Transaction, userId: number, hash: string): Promise<void> {
  await tx
    .insertInto("credentials")
    .values({ user_id: userId, account_id: String(userId), provider_id: "credential", password: hash })
    .onConflict((conflict) =>
      conflict.columns(["provider_id", "account_id"]).doUpdateSet({ password: hash, updated_at: new Date() }),
    )
    .execute();
  await tx.deleteFrom("sign_ins").where("user_id", "=", userId).execute();
}

/** Creates a member of staff. Throws `username_taken`, and `not_allowed` as {@link refuseBeyondOwn} says. */
export async function createStaffMember(
  context: ActionContext,
  input: { username: string; name: string; role: "clerk" | "administrator" },
  made: NewPassword,
): Promise<{ staffMember: StaffMember; password: string }> {
  const { tx, actor } = context;
  refuseBeyondOwn(actor, { role: input.role, gains: permissionsOf(input.role) });
  const id = await createUser(tx, { ...input, venueId: actor.venueId, phone: null });
  await storePassword(tx, id, made.hash);
  recordAudit(context, { action: "user.create", subject: "user", subjectId: id, details: input });
  return { staffMember: await readStaffMember(tx, actor.venueId, id), password: made.password };
}

/**
 * Renames a member of staff, gives them another role or other permissions, or disables or enables the account; another
 * role and disabling end their sign-ins, other permissions count from the next request on. Throws `not_found`,
 * `last_administrator` when nobody would be left to manage the staff, and `not_allowed` as {@link refuseBeyondOwn} says.
 */
export async function changeStaffMember(
  context: ActionContext,
  id: number,
  changes: {
    name?: string;
    role?: "clerk" | "administrator";
    permissions?: Permission[];
    active?: boolean;
  },
): Promise<StaffMember> {
  const { tx, actor } = context;
  const { member, otherManagers } = await lockStaffMember(tx, actor.venueId, id);
  const isOtherRole = changes.role !== undefined && changes.role !== member.role;
  const changed = {
    ...member,
    ...(isOtherRole && { permissions: permissionsOf(changes.role as StaffMember["role"]) }),
    ...changes,
  };
  for (const { role } of [member, changed]) {
    const gains = changed.permissions.filter((permission) => !member.permissions.includes(permission));
    refuseBeyondOwn(actor, { role, gains });
  }
  if (managesStaff(member) && !managesStaff(changed) && otherManagers === 0) {
    throw new BusinessError("last_administrator", { username: member.username });
  }
  const { username, name, role, active } = changed;
  const deviations = deviationsFor(role, changed.permissions);
  await tx
    .updateTable("users")
    .set({ name, role, active, search_text: personSearchText({ username, name, phone: null }) })
    .set({ granted_permissions: deviations.granted, withheld_permissions: deviations.withheld })
    .where("venue_id", "=", actor.venueId)
    .where("id", "=", id)
    .execute();
  // What a cookie was given for is not what it opens now: whoever has it signs in anew.
  const ends = !active || role !== member.role;
  if (ends) await tx.deleteFrom("sign_ins").where("user_id", "=", id).execute();
  const after = await readStaffMember(tx, actor.venueId, id);
  const details = differences(member, after);
  recordAudit(context, { action: "user.change", subject: "user", subjectId: id, details });
  return after;
}

/** Gives a member of staff a new password. Throws `not_found`, and `not_allowed` as {@link refuseBeyondOwn} says. */
export async function giveStaffPassword(
  context: ActionContext,
  id: number,
  made: NewPassword,
): Promise<{ staffMember: StaffMember; password: string }> {
  const { tx, actor } = context;
  const staffMember = await readStaffMember(tx, actor.venueId, id);
  refuseBeyondOwn(actor, { role: staffMember.role, gains: staffMember.permissions });
  await storePassword(tx, id, made.hash);
  recordAudit(context, { action: "user.password", subject: "user", subjectId: id });
  return { staffMember, password: made.password };
}

/** A change of password whose current one was found right: see {@link checkPasswordChange}. */
export interface PasswordChange {
  readonly currentHash: string;
  readonly newHash: string;
}

/**
 * Checks the current password and hashes the new one, which takes two tenths of a second and therefore happens
 * before the transaction. Throws `wrong_credentials`, and `not_allowed` for a program, which has no password.
 */
export async function checkPasswordChange(
  db: Db,
  actor: Actor,
  input: { currentPassword: string; newPassword: string },
): Promise<PasswordChange> {
  if (actor.userId === null) throw new BusinessError("not_allowed");
  const row = await db
    .selectFrom("credentials")
    .select("password")
    .where("user_id", "=", actor.userId)
    .where("provider_id", "=", "credential")
    .executeTakeFirst();
  const currentHash = row?.password;
  const matches =
    currentHash && (await verifyPassword({ hash: currentHash, password: input.currentPassword }));
  if (!matches) throw new BusinessError("wrong_credentials");
  return { currentHash, newHash: await hashPassword(input.newPassword) };
}

/**
 * Changes one's own password; every sign-in of that person ends. Throws `wrong_credentials` when the password was
 * changed since it was checked.
 */
export async function changeOwnPassword(
  context: ActionContext,
  change: PasswordChange,
): Promise<{ done: true }> {
  const { tx, actor } = context;
  const userId = actor.userId as number;
  const unchanged = await tx
    .selectFrom("credentials")
    .select("id")
    .where("user_id", "=", userId)
    .where("password", "=", change.currentHash)
    .forUpdate()
    .executeTakeFirst();
  if (!unchanged) throw new BusinessError("wrong_credentials");
  await storePassword(tx, userId, change.newHash);
  recordAudit(context, { action: "user.own_password", subject: "user", subjectId: userId });
  return { done: true };
}

/** Makes a key for a program. The key is answered this once; only its hash is kept. */
export async function createApiKey(
  context: ActionContext,
  input: { name: string; role: Role },
): Promise<{ id: number; key: string }> {
  const { tx, actor } = context;
  const key = API_KEY_PREFIX + encodeBase32(randomBytes(25)).toLowerCase();
  const { id } = await tx
    .insertInto("api_keys")
    .values({
      venue_id: actor.venueId,
      name: input.name,
      role: input.role,
      key_hash: hashApiKey(key),
      revoked_at: null,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  recordAudit(context, { action: "api_key.create", subject: "api_key", subjectId: id, details: input });
  return { id, key };
}

/** Ends a key at once. Throws `not_found` when there is no such key in use. */
export async function revokeApiKey(context: ActionContext, id: number): Promise<{ done: true }> {
  const { tx, actor } = context;
  const revoked = await tx
    .updateTable("api_keys")
    .set({ revoked_at: await readClock(tx) })
    .where("venue_id", "=", actor.venueId)
    .where("id", "=", id)
    .where("revoked_at", "is", null)
    .returning("id")
    .executeTakeFirst();
  if (!revoked) throw new BusinessError("not_found");
  recordAudit(context, { action: "api_key.revoke", subject: "api_key", subjectId: id });
  return { done: true };
}

/** Sixty random bits that can be read aloud and typed: `k3mf-92qa-x7zp`. */
function readablePassword(): string {
  return encodeBase32(randomBytes(10)).toLowerCase().slice(0, 12).match(/.{4}/g)?.join("-") as string;
}
