import { BusinessError } from "./errors.ts";
import { type Permission, permissionsOf } from "./permissions.ts";
import type { Role } from "./role.ts";

export { type Role, roles } from "./role.ts";

/** Who asks for an action: a signed-in person, a program with an API key, or the product itself (neither). */
export interface Actor {
  readonly venueId: number;
  readonly role: Role;
  readonly userId: number | null;
  readonly apiKeyId: number | null;
  /** What the role allows, and where this person differs from it. */
  readonly permissions: readonly Permission[];
  /** Network address of the request, for rate limits and the scan log; null inside the product. */
  readonly address: string | null;
}

/** Names the person or program behind an actor: what limits and retries are counted by. */
export function actorName(actor: Actor): string {
  return actor.userId === null ? `key:${actor.apiKeyId}` : `user:${actor.userId}`;
}

export function isStaff(actor: Actor): boolean {
  return actor.role !== "player";
}

/** What the actor may see of a player's: staff everything, a player their own. Throws `not_found` for the rest. */
export function ownRow<Row extends { player_id: number }>(actor: Actor, row: Row | undefined): Row {
  if (!row || !(isStaff(actor) || row.player_id === actor.userId)) throw new BusinessError("not_found");
  return row;
}

/** The product itself, or the operator of its machine: an administrator whom the audit names by no account. */
export function productActor(venueId: number): Actor {
  const role = "administrator";
  return { venueId, role, userId: null, apiKeyId: null, permissions: permissionsOf(role), address: null };
}
