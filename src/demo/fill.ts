import { type NewPassword, storePassword } from "../accounts/actions.ts";
import { createGame, createPackage } from "../catalog/actions.ts";
import { productActor } from "../core/actor.ts";
import type { StationKind } from "../core/station.ts";
import type { ActionContext, Transaction } from "../db/transaction.ts";
import { createZone, placeStations } from "../floor/actions.ts";
import { createPlayer } from "../players/actions.ts";
import { createStation } from "../stations/actions.ts";
import { makeMember, setTariffs } from "./tariffs.ts";

/** Minutes and price in XOF of the packages that every demonstration game sells. */
const lengths: ReadonlyArray<readonly [minutes: number, price: number]> = [
  [1, 50],
  [15, 200],
  [30, 350],
  [60, 500],
  [120, 900],
  [300, 2000],
];
const games = ["FIFA 26", "Fortnite", "Call of Duty", "PlayStation 5 VIP"];
const vipFactor = 2;

const people: ReadonlyArray<readonly [name: string, phone: string]> = [
  ["Aïcha Traoré", "+225 07 01 02 03 04"],
  ["Kouamé N’Guessan", "+225 05 11 22 33 44"],
  ["Fatou Diop", "+221 77 123 45 67"],
  ["Ibrahim Ouédraogo", "+226 70 12 34 56"],
  ["Awa Koffi", "+225 01 99 88 77 66"],
  ["Moussa Sissoko", "+223 66 11 22 33"],
  ["Grâce Yao", "+225 07 55 44 33 22"],
  ["Jean-Marc Houngbédji", "+229 97 00 11 22"],
  ["Salimata Bamba", "+225 07 66 55 44 33"],
];
/** The room: two rows of computers, and the consoles by themselves. */
const room: ReadonlyArray<readonly [zone: string, kind: StationKind, names: readonly string[]]> = [
  ["Standard", "computer", ["PC 1", "PC 2", "PC 3", "PC 4"]],
  ["VIP", "computer", ["PC 5", "PC 6"]],
  ["PS5", "console", ["PS5 A", "PS5 B"]],
];

/** Fills an empty venue by the same actions that people use. Answers a player who can sign in. */
export async function fillDemo(
  tx: Transaction,
  venueId: number,
  made: NewPassword,
): Promise<{ username: string; password: string }> {
  const context: ActionContext = { tx, actor: productActor(venueId) };
  await furnishRoom(context);
  for (const name of [...games].reverse()) {
    const { id: gameId } = await createGame(context, { name, active: true });
    const factor = name.includes("VIP") ? vipFactor : 1;
    for (const [minutes, price] of [...lengths].reverse()) {
      await createPackage(context, { gameId, minutes, price: price * factor, active: true });
    }
  }
  await setTariffs(context);
  let first: { id: number; username: string } | null = null;
  for (const [name, phone] of [...people].reverse()) first = await createPlayer(context, { name, phone });
  await makeMember(context, "Salimata");
  const { id, username } = first as { id: number; username: string };
  await storePassword(tx, id, made.hash);
  return { username, password: made.password };
}

/** Each zone is a row of the map. */
async function furnishRoom(context: ActionContext): Promise<void> {
  const places = [];
  for (const [y, [zone, kind, names]] of room.entries()) {
    const { id: zoneId } = await createZone(context, { name: zone });
    for (const [x, name] of names.entries()) {
      const controllers = kind === "console" ? 2 : 0;
      const { id: stationId } = await createStation(context, { name, kind, controllers, zoneId });
      places.push({ stationId, x, y });
    }
  }
  await placeStations(context, places);
}
