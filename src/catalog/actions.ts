import { recordAudit } from "../audit/actions.ts";
import { toWindowColumns } from "../calendar/queries.ts";
import { formatMinutes } from "../core/duration.ts";
import { BusinessError } from "../core/errors.ts";
import { type InputRule, inputRule } from "../core/invalid-input.ts";
import type { OpenRule, PackageKind } from "../core/pricing.ts";
import { type Window, windowMinutes } from "../core/pricing-calendar.ts";
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

export interface PackageInput {
  readonly name?: string | undefined;
  readonly minutes?: number | undefined;
  readonly price: number;
  readonly window?: Window | undefined;
  readonly open?: OpenRule | undefined;
  readonly active: boolean;
}

/**
 * Adds a package; one of fixed minutes without a name is called after its length (`1 h 05`).
 * Throws `not_found`, `invalid_input`, `name_taken`.
 */
export async function createPackage(
  context: ActionContext,
  input: PackageInput & { gameId: number; kind?: PackageKind },
): Promise<Package> {
  const { tx, actor } = context;
  const kind = input.kind ?? "fixed";
  const { minutes } = checkKind(kind, input);
  if (kind !== "fixed" && input.name === undefined) refuse("name", "needs_name");
  const name = input.name ?? formatMinutes(minutes);
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
      kind,
      ...toColumns({ ...input, name, minutes }),
    })
    .returning("id")
    .executeTakeFirstOrThrow()
    .catch(refuseDuplicate("packages_by_name", () => new BusinessError("name_taken", { name })));
  recordAudit(context, {
    action: "package.create",
    subject: "package",
    subjectId: id,
    details: { ...input, name, minutes },
  });
  return (await findPackage(tx, actor.venueId, id)) as Package;
}

/**
 * Changes a package from the next sale on; what was sold stays as it was, and it stays of its kind.
 * Throws `not_found`, `invalid_input`, `name_taken`.
 */
export async function changePackage(
  context: ActionContext,
  id: number,
  changes: Partial<PackageInput>,
): Promise<Package> {
  const { tx, actor } = context;
  await tx
    .selectFrom("packages")
    .select("id")
    .where("venue_id", "=", actor.venueId)
    .where("id", "=", id)
    .forUpdate()
    .execute();
  const known = await findPackage(tx, actor.venueId, id);
  if (!known) throw new BusinessError("not_found");
  const changed = {
    name: changes.name ?? known.name,
    // The window of a pass has a length: nobody gives it.
    minutes: changes.minutes ?? (known.kind === "pass" ? undefined : known.minutes),
    price: changes.price ?? known.price,
    window: changes.window ?? known.window ?? undefined,
    open: changes.open ?? known.open ?? undefined,
    active: changes.active ?? known.active,
  };
  await tx
    .updateTable("packages")
    .set(toColumns({ ...changed, ...checkKind(known.kind, changed) }))
    .where("venue_id", "=", actor.venueId)
    .where("id", "=", id)
    .execute()
    .catch(
      refuseDuplicate("packages_by_name", () => new BusinessError("name_taken", { name: changes.name })),
    );
  recordAudit(context, {
    action: "package.change",
    subject: "package",
    subjectId: id,
    details: changes,
  });
  return (await findPackage(tx, actor.venueId, id)) as Package;
}

/** What goes with a kind, and its minutes: those of a pass are the length of its window. Throws `invalid_input`. */
function checkKind(
  kind: PackageKind,
  { minutes, window, open }: Omit<PackageInput, "price" | "active">,
): { minutes: number } {
  if (window && kind !== "pass") refuse("window", "not_of_this_kind");
  if (open && kind !== "open") refuse("open", "not_of_this_kind");
  if (kind === "open" && !open) refuse("open", "needs_open_rule");
  if (open && open.ceilingPrice !== null && open.ceilingPrice < open.minimumPrice)
    refuse("open.ceilingPrice", "ceiling_below_minimum");
  if (kind === "pass") {
    if (minutes !== undefined) refuse("minutes", "not_of_this_kind");
    return { minutes: windowMinutes(window ?? refuse("window", "needs_window")) };
  }
  return { minutes: minutes ?? refuse("minutes", "needs_minutes") };
}

function toColumns(input: PackageInput & { name: string; minutes: number }) {
  const { open } = input;
  return {
    name: input.name,
    minutes: input.minutes,
    price: input.price,
    active: input.active,
    ...(input.window && toWindowColumns(input.window)),
    ...(open && {
      step_minutes: open.stepMinutes,
      minimum_price: open.minimumPrice,
      ceiling_price: open.ceilingPrice,
    }),
  };
}

function refuse(field: string, rule: InputRule): never {
  throw new BusinessError("invalid_input", { errors: [{ field, message: inputRule(rule) }] });
}
