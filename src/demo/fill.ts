import { type NewPassword, storePassword } from "../accounts/actions.ts";
import { createGame, createPackage } from "../catalog/actions.ts";
import { type Actor, productActor } from "../core/actor.ts";
import type { StationKind } from "../core/station.ts";
import { readClock } from "../db/clock.ts";
import type { ActionContext, Transaction } from "../db/transaction.ts";
import { createZone, placeStations } from "../floor/actions.ts";
import { changePlayer, createPlayer } from "../players/actions.ts";
import { giveSanction } from "../sanctions/actions.ts";
import { createStation } from "../stations/actions.ts";
import { openShift } from "../tills/actions.ts";
import { changeVenue } from "../venues/actions.ts";
import { makeMember, setTariffs } from "./tariffs.ts";
import { describeVenue } from "./venue.ts";

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

/** What lies in the till in the morning, and what a clerk pays back without asking anybody, in XOF. */
const OPENING_CASH = 10_000;
const REFUND_LIMIT = 2_000;

/** Opens the clerk's shift, so that a newcomer can sell at once, and asks for an approval of what costs much. */
export async function openDemoTill(tx: Transaction, venueId: number, clerk: string): Promise<void> {
  const { id } = await tx
    .selectFrom("users")
    .select("id")
    .where("username", "=", clerk)
    .executeTakeFirstOrThrow();
  const actor: Actor = { ...productActor(venueId), role: "clerk", userId: id };
  await openShift({ tx, actor }, { openingCash: OPENING_CASH });
  await changeVenue({ tx, actor: productActor(venueId) }, { refundApprovalAbove: REFUND_LIMIT });
}

/** Fills an empty venue by the same actions that people use. Answers a player who can sign in. */
export async function fillDemo(
  tx: Transaction,
  venueId: number,
  made: NewPassword,
): Promise<{ username: string; password: string }> {
  const context: ActionContext = { tx, actor: productActor(venueId) };
  await describeVenue(context);
  await furnishRoom(context);
  for (const name of [...games].reverse()) {
    const { id: gameId } = await createGame(context, { name, active: true });
    const factor = name.includes("VIP") ? vipFactor : 1;
    for (const [minutes, price] of [...lengths].reverse()) {
      await createPackage(context, { gameId, minutes, price: price * factor, active: true });
    }
  }
  await setTariffs(context);
  await fillProfiles(context);
  let first: { id: number; username: string } | null = null;
  for (const [name, phone] of [...people].reverse()) first = await createPlayer(context, { name, phone });
  await makeMember(context, "Salimata");
  const { id, username } = first as { id: number; username: string };
  await storePassword(tx, id, made.hash);
  return { username, password: made.password };
}

/** A minor with hours to keep, somebody who was warned and somebody who is suspended: so that the counter shows it. */
async function fillProfiles(context: ActionContext): Promise<void> {
  await changeVenue(context, { minorsFrom: "08:00", minorsUntil: "20:00" });
  const suspended = await createPlayer(context, { name: "Cheick Bamba", phone: "+225 07 66 77 88 99" });
  await giveSanction(context, suspended.id, {
    kind: "suspension",
    reason: "Bagarre au poste 3",
    durationMinutes: 7 * 24 * 60,
  });
  const warned = await createPlayer(context, { name: "Drissa Sangaré", phone: "+225 05 44 33 22 11" });
  await giveSanction(context, warned.id, { kind: "warning", reason: "Insultes envers un autre joueur" });
  await changePlayer(context, warned.id, {
    notes: "Vient surtout le samedi. Préfère la PS5 A. Lui rappeler les règles du centre.",
  });
  const minor = await createPlayer(context, { name: "Ismaël Touré", phone: null });
  const year = (await readClock(context.tx)).getUTCFullYear() - 15;
  await changePlayer(context, minor.id, {
    consent: true,
    birthDate: `${year}-01-15`,
    guardianPhone: "+225 07 12 34 56 78",
    notes: "Sa mère, Mme Touré, vient le chercher.",
  });
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
