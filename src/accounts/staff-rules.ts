import type { Actor, Role } from "../core/actor.ts";
import { BusinessError } from "../core/errors.ts";
import type { Permission } from "../core/permissions.ts";

/**
 * Nobody makes anybody, themselves included, more than they are: only an administrator touches the account of an
 * administrator, and only what one may oneself can be given, with a password too. Throws `not_allowed`.
 */
export function refuseBeyondOwn(
  actor: Actor,
  { role, gains }: { readonly role: Role; readonly gains: readonly Permission[] },
): void {
  if (role === "administrator" && actor.role !== "administrator") {
    throw new BusinessError("not_allowed", { role: actor.role });
  }
  const permission = gains.find((one) => !actor.permissions.includes(one));
  if (permission !== undefined) throw new BusinessError("not_allowed", { role: actor.role, permission });
}
