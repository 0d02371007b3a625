import { LARGEST_AMOUNT } from "../core/money.ts";
import type { Notebook } from "./notebook.ts";
import { readAmount } from "./old-money.ts";
import type { OldGame, OldPackage } from "./old-records.ts";
import type { PlannedGame, PlannedPackage, Reference } from "./plan.ts";

/** What a package is known by: its game, its name, and what it sells. */
interface KnownPackage extends Reference {
  readonly minutes: number;
  readonly price: number;
}

export interface ExistingCatalogue {
  readonly games: ReadonlyArray<{ id: number; name: string }>;
  readonly packages: ReadonlyArray<{
    id: number;
    gameId: number;
    name: string;
    minutes: number;
    price: number;
  }>;
  /** Old ids that an earlier import took, and what they are here. */
  readonly gameIds: ReadonlyMap<number, number>;
  readonly packageIds: ReadonlyMap<number, number>;
}

/** Minutes that a package may sell; see the check on `packages.minutes`. */
export function areSellableMinutes(minutes: number | null): minutes is number {
  return minutes !== null && Number.isInteger(minutes) && minutes >= 1 && minutes <= 1440;
}

/** The games and packages that are here or will be, found by old id or by name. */
export class Catalogue {
  readonly newGames: PlannedGame[] = [];
  readonly newPackages: PlannedPackage[] = [];
  /** Old games and packages that became one that was here already under the same name. */
  readonly merged: Array<{ kind: "game" | "package"; oldId: number; target: Reference }> = [];
  readonly #gamesByOldId = new Map<number, Reference>();
  readonly #gamesByName = new Map<string, Reference>();
  readonly #packagesByOldId = new Map<number, Reference>();
  readonly #packagesByName = new Map<Reference, Map<string, KnownPackage>>();
  readonly #minorDigits: number;
  readonly #notebook: Notebook;

  constructor(existing: ExistingCatalogue, minorDigits: number, notebook: Notebook) {
    this.#minorDigits = minorDigits;
    this.#notebook = notebook;
    const games = new Map(existing.games.map(({ id, name }) => [id, { id, name }]));
    for (const game of games.values()) this.#gamesByName.set(nameKey(game.name), game);
    for (const [oldId, id] of existing.gameIds) {
      const game = games.get(id);
      if (game) this.#gamesByOldId.set(oldId, game);
    }
    const packages = new Map<number, Reference>();
    for (const { gameId, name, ...known } of existing.packages) {
      packages.set(known.id, known);
      const game = games.get(gameId);
      if (game) this.#packagesOf(game).set(nameKey(name), known);
    }
    for (const [oldId, id] of existing.packageIds) {
      const found = packages.get(id);
      if (found) this.#packagesByOldId.set(oldId, found);
    }
  }

  addGame(old: OldGame): void {
    if (this.#gamesByOldId.has(old.id)) return;
    const known = this.#gamesByName.get(nameKey(old.name));
    if (known) {
      this.#gamesByOldId.set(old.id, known);
      this.merged.push({ kind: "game", oldId: old.id, target: known });
    } else this.#makeGame(old.id, old.name, old.active);
  }

  addPackage(old: OldPackage): void {
    if (this.#packagesByOldId.has(old.id)) return;
    const price = readAmount(old.price, this.#minorDigits);
    if (!areSellableMinutes(old.minutes)) {
      this.#notebook.refuse("minutes_out_of_range", "game_packages", old.id, `${old.minutes} min`);
      return;
    }
    if (price === null || price.minor < 0n || price.minor > LARGEST_AMOUNT) {
      this.#notebook.refuse("amount_out_of_range", "game_packages", old.id, old.price);
      return;
    }
    if (!price.exact) this.#notebook.note("rounded_amount", "game_packages", old.id, old.price, price.minor);
    const sold = { minutes: old.minutes, price: Number(price.minor) };
    const game = this.#game(old.gameId, "");
    const known = this.#packagesOf(game).get(nameKey(old.name));
    if (known && known.minutes === sold.minutes && known.price === sold.price) {
      this.#packagesByOldId.set(old.id, known);
      this.merged.push({ kind: "package", oldId: old.id, target: known });
      return;
    }
    const made = this.#makePackage(game, { oldId: old.id, name: old.name, active: old.active, ...sold });
    if (made.name !== old.name) {
      this.#notebook.note("package_renamed", "game_packages", old.id, old.name, made.name);
    }
  }

  /** The package of a purchase. One that was deleted there comes back as one that is no longer sold. */
  packageOf(purchase: {
    oldId: number;
    packageId: number | null;
    gameId: number | null;
    gameName: string;
    packageName: string;
    minutes: number;
    price: number;
  }): Reference {
    const { packageId, minutes, price } = purchase;
    const known = packageId === null ? undefined : this.#packagesByOldId.get(packageId);
    if (known) return known;
    const game = this.#game(purchase.gameId, purchase.gameName);
    const name =
      purchase.packageName || (packageId === null ? `Forfait ${minutes} min` : `Forfait ${packageId}`);
    const named = this.#packagesOf(game).get(nameKey(name));
    const isSame = named?.minutes === minutes && named.price === price;
    const found =
      named && isSame
        ? named
        : this.#makePackage(game, { oldId: packageId, name, active: false, minutes, price });
    if (packageId !== null) {
      this.#packagesByOldId.set(packageId, found);
      if (found === named) this.merged.push({ kind: "package", oldId: packageId, target: found });
    }
    this.#notebook.note("package_missing", "purchases", purchase.oldId, packageId, name);
    return found;
  }

  #game(oldId: number | null, name: string): Reference {
    const known = oldId === null ? undefined : this.#gamesByOldId.get(oldId);
    if (known) return known;
    const wanted = name || (oldId === null ? "Ancien jeu" : `Jeu ${oldId}`);
    const named = this.#gamesByName.get(nameKey(wanted));
    if (!named) return this.#makeGame(oldId, wanted, false);
    if (oldId !== null) {
      this.#gamesByOldId.set(oldId, named);
      this.merged.push({ kind: "game", oldId, target: named });
    }
    return named;
  }

  #makeGame(oldId: number | null, name: string, active: boolean): Reference {
    const game: PlannedGame = { id: 0, oldId, name, active };
    this.newGames.push(game);
    this.#gamesByName.set(nameKey(name), game);
    if (oldId !== null) this.#gamesByOldId.set(oldId, game);
    return game;
  }

  #makePackage(game: Reference, given: Omit<PlannedPackage, "id" | "game">): PlannedPackage {
    const names = this.#packagesOf(game);
    let name = given.name;
    for (let number = 2; names.has(nameKey(name)); number += 1)
      name = `${given.name.slice(0, 74)} (${number})`;
    const made: PlannedPackage = { id: 0, game, ...given, name };
    this.newPackages.push(made);
    names.set(nameKey(name), made);
    if (given.oldId !== null) this.#packagesByOldId.set(given.oldId, made);
    return made;
  }

  #packagesOf(game: Reference): Map<string, KnownPackage> {
    const known = this.#packagesByName.get(game);
    if (known) return known;
    const none = new Map<string, KnownPackage>();
    this.#packagesByName.set(game, none);
    return none;
  }
}

/** As the unique indexes on the names compare. */
function nameKey(name: string): string {
  return name.toLowerCase();
}
