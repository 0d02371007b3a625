import { type Page, type PageQuery, readCursor, toPage } from "../contract/page.ts";
import type { Actor, Role } from "../core/actor.ts";
import { BusinessError } from "../core/errors.ts";
import { type Permission, permissionsOf } from "../core/permissions.ts";
import type { Db } from "../db/pool.ts";
import type { Transaction } from "../db/transaction.ts";
import { hashApiKey } from "./api-key.ts";
import type { Me, StaffMember } from "./schema.ts";

/** Who a key speaks for, or null when no such key is in use. */
export async function findActorOfApiKey(db: Db, key: string, address: string | null): Promise<Actor | null> {
  const row = await db
    .selectFrom("api_keys")
    .select(["id", "venue_id", "role"])
    .where("key_hash", "=", hashApiKey(key))
    .where("revoked_at", "is", null)
    .executeTakeFirst();
  if (!row) return null;
  return {
    venueId: row.venue_id,
    role: row.role,
    userId: null,
    apiKeyId: row.id,
    permissions: permissionsOf(row.role),
    address,
  };
}

/** The caller as they may see themselves. */
export async function readMe(db: Db, actor: Actor): Promise<Me> {
  const named =
    actor.userId === null
      ? await db
          .selectFrom("api_keys")
          .select("name")
          .where("id", "=", actor.apiKeyId as number)
          .executeTakeFirstOrThrow()
      : await db
          .selectFrom("users")
          .select(["name", "username"])
          .where("id", "=", actor.userId)
          .executeTakeFirstOrThrow();
  const username = "username" in named ? (named.username as string) : null;
  return {
    userId: actor.userId,
    username,
    name: named.name,
    role: actor.role,
    permissions: [...actor.permissions],
    venueId: actor.venueId,
  };
}

export async function listStaff(db: Db, venueId: number, query: PageQuery): Promise<Page<StaffMember>> {
  const before = readCursor(query.cursor);
  const rows = await staff(db, venueId)
    .$if(before !== null, (select) => select.where("id", "<", before as number))
    .orderBy("id", "desc")
    .limit(query.limit + 1)
    .execute();
  return toPage(rows, query.limit, present);
}

/** Throws `not_found`. */
export async function readStaffMember(
  db: Db | Transaction,
  venueId: number,
  id: number,
): Promise<StaffMember> {
  const row = await staff(db, venueId).where("id", "=", id).executeTakeFirst();
  if (!row) throw new BusinessError("not_found");
  return present(row);
}

/**
 * Locks a member of staff together with every active administrator of the venue, in the order of their ids: of two
 * who demote each other at once, the second sees what the first did. Answers the member, and how many administrators
 * besides may manage the staff. Throws `not_found`.
 */
export async function lockStaffMember(
  tx: Transaction,
  venueId: number,
  id: number,
): Promise<{ member: StaffMember; otherManagers: number }> {
  const rows = await staff(tx, venueId)
    .where((where) =>
      where.or([
        where("id", "=", id),
        where.and([where("role", "=", "administrator"), where("active", "=", true)]),
      ]),
    )
    .orderBy("id")
    .forUpdate()
    .execute();
  const people = rows.map(present);
  const member = people.find((one) => one.id === id);
  if (!member) throw new BusinessError("not_found");
  return { member, otherManagers: people.filter((one) => one.id !== id && managesStaff(one)).length };
}

/** An administrator who may come in and manage the staff: without one, nobody could change what others may. */
export function managesStaff({ role, active, permissions }: StaffMember): boolean {
  return role === "administrator" && active && permissions.includes("manage_staff");
}

export interface ApiKeyLine {
  readonly id: number;
  readonly name: string;
  readonly role: Role;
  readonly createdAt: string;
  readonly revokedAt: string | null;
}

export async function listApiKeys(db: Db, venueId: number): Promise<ApiKeyLine[]> {
  const rows = await db
    .selectFrom("api_keys")
    .select(["id", "name", "role", "created_at", "revoked_at"])
    .where("venue_id", "=", venueId)
    .orderBy("id")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    role: row.role,
    createdAt: row.created_at.toISOString(),
    revokedAt: row.revoked_at?.toISOString() ?? null,
  }));
}

function staff(db: Db | Transaction, venueId: number) {
  return db
    .selectFrom("users")
    .select(["id", "username", "name", "role", "active", "granted_permissions", "withheld_permissions"])
    .where("venue_id", "=", venueId)
    .where("role", "in", ["clerk", "administrator"]);
}

function present(row: {
  id: number;
  username: string;
  name: string;
  role: Role;
  active: boolean;
  granted_permissions: readonly Permission[];
  withheld_permissions: readonly Permission[];
}): StaffMember {
  const { id, username, name, role, active } = row;
  const deviations = { granted: row.granted_permissions, withheld: row.withheld_permissions };
  return {
    id,
    username,
    name,
    role: role as StaffMember["role"],
    permissions: permissionsOf(role, deviations),
    active,
  };
}
