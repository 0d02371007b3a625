import { recordAudit } from "../audit/actions.ts";
import { formatMinutes } from "../core/duration.ts";
import { BusinessError } from "../core/errors.ts";
import { refuseDuplicate } from "../db/constraint.ts";
import type { ActionContext } from "../db/transaction.ts";
import { findPackage } from "./queries.ts";
import type { Game, Package } from "./schema.ts";

/** Adds a game. Throws `name_taken`. */
export async function createGame(
  context: ActionContext,
  input: { name: string; active: boolean },
): Promise<Game> {
  const { tx, actor } = context;
  const game = await tx
    .insertInto("games")
    .values({ venue_id: actor.venueId, ...input })
    .returning(["id", "name", "active"])
    .executeTakeFirstOrThrow()
    .catch(refuseDuplicate("games_by_name", () => new BusinessError("name_taken", { name: input.name })));
  recordAudit(context, { action: "game.create", subject: "game", subjectId: game.id, details: input });
  return game;
}

/** Renames a game, or takes it off and puts it back on sale. Throws `not_found`, `name_taken`. */
export async function changeGame(
  context: ActionContext,
  id: number,
  changes: { name?: string; active?: boolean },
): Promise<Game> {
  const { tx, actor } = context;
  const game = await tx
    .updateTable("games")
    .set((builder) => ({
      name: changes.name ?? builder.ref("name"),
      active: changes.active ?? builder.ref("active"),
    }))
    .where("venue_id", "=", actor.venueId)
    .where("id", "=", id)
    .returning(["id", "name", "active"])
    .executeTakeFirst()
    .catch(refuseDuplicate("games_by_name", () => new BusinessError("name_taken", { name: changes.name })));
  if (!game) throw new BusinessError("not_found");
  recordAudit(context, { action: "game.change", subject: "game", subjectId: id, details: changes });
  return game;
}

/** Adds a package; without a name it is called after its length (`1 h 05`). Throws `not_found`, `name_taken`. */
export async function createPackage(
  context: ActionContext,
  input: { gameId: number; name?: string; minutes: number; price: number; active: boolean },
): Promise<Package> {
  const { tx, actor } = context;
  const name = input.name ?? formatMinutes(input.minutes);
  const game = await tx
    .selectFrom("games")
    .select("id")
    .where("venue_id", "=", actor.venueId)
    .where("id", "=", input.gameId)
    .forKeyShare()
    .executeTakeFirst();
  if (!game) throw new BusinessError("not_found", { field: "gameId" });
  const { id } = await tx
    .insertInto("packages")
    .values({
      venue_id: actor.venueId,
      game_id: input.gameId,
      name,
      minutes: input.minutes,
      price: input.price,
      active: input.active,
    })
    .returning("id")
    .executeTakeFirstOrThrow()
    .catch(refuseDuplicate("packages_by_name", () => new BusinessError("name_taken", { name })));
  recordAudit(context, {
    action: "package.create",
    subject: "package",
    subjectId: id,
    details: { ...input, name },
  });
  return (await findPackage(tx, actor.venueId, id)) as Package;
}

/** Changes a package from the next sale on; what was sold stays as it was. Throws `not_found`, `name_taken`. */
export async function changePackage(
  context: ActionContext,
  id: number,
  changes: { name?: string; minutes?: number; price?: number; active?: boolean },
): Promise<Package> {
  const { tx, actor } = context;
  const changed = await tx
    .updateTable("packages")
    .set((builder) => ({
      name: changes.name ?? builder.ref("name"),
      minutes: changes.minutes ?? builder.ref("minutes"),
      price: changes.price ?? builder.ref("price"),
      active: changes.active ?? builder.ref("active"),
    }))
    .where("venue_id", "=", actor.venueId)
    .where("id", "=", id)
    .returning("id")
    .executeTakeFirst()
    .catch(
      refuseDuplicate("packages_by_name", () => new BusinessError("name_taken", { name: changes.name })),
    );
  if (!changed) throw new BusinessError("not_found");
  recordAudit(context, {
    action: "package.change",
    subject: "package",
    subjectId: id,
    details: changes,
  });
  return (await findPackage(tx, actor.venueId, id)) as Package;
}
