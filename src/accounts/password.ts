import bcrypt from "bcryptjs";
import { hashPassword, verifyPassword as verifyOwnHash } from "better-auth/crypto";
import type { Db } from "../db/pool.ts";

/**
 * Passwords are kept as the sign-in library hashes them (scrypt). Those that came over from the old system stay as
 * PHP hashed them (bcrypt) until their owner chooses a new one.
 */
export function isOldHash(hash: string): boolean {
  return hash.startsWith("$2");
}

/** Whether a password is the one behind a hash, of ours or of the old system. */
export function verifyPassword({ hash, password }: { hash: string; password: string }): Promise<boolean> {
  return isOldHash(hash) ? bcrypt.compare(password, hash) : verifyOwnHash({ hash, password });
}

/**
 * Spends the time that checking passwords takes. A sign-in checks one of a kind, or none when there is no such
 * account; with this it always costs both kinds, so that time tells neither which usernames exist nor whose password
 * is old. Where no old password is left, only ours counts.
 */
export async function spendOtherChecks(db: Db, password: string, checked: string | null): Promise<void> {
  if (checked === null || isOldHash(checked)) await hashPassword(password);
  if (checked !== null && isOldHash(checked)) return;
  const old = await db
    .selectFrom("credentials")
    .select("password")
    .where("password", "like", "$2%")
    .orderBy("user_id")
    .limit(1)
    .executeTakeFirst();
  if (old?.password) await bcrypt.compare(password, old.password);
}
