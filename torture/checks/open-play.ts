import { isDeepStrictEqual } from "node:util";
import { priceOf, type Terms } from "../../src/core/pricing.ts";
import { type Asked, acknowledged, ofAction, subjectOf, type Violation } from "./notes.ts";
import { replay } from "./replay.ts";
import type { Row, Tables } from "./tables.ts";

/** What the product writes into the history of a session that was stopped to be paid. */
export const STOPPED_TO_PAY = "Jeu libre : arrêté et facturé";

/** Play that is paid at its end: begun whole, billed once for what was played, by the tariff on which it was begun. */
export function checkOpenPlay(tables: Tables, notes: readonly Asked[]): Violation[] {
  const wrong: Violation[] = [];
  for (const one of ofAction(notes, "open-play")) {
    const told = acknowledged(one);
    if (told && !isThere(told, one.body, tables)) wrong.push(`lost: open-ended play of ${one.key}`);
  }
  for (const one of ofAction(notes, "bill")) {
    const told = acknowledged(one)?.purchase;
    const row = told && tables.purchases.find(({ id }) => id === told.id);
    if (told && (row?.billed_at?.toISOString() !== told.billedAt || row.price !== told.price))
      wrong.push(`lost: bill of purchase ${told.id}, told to ${one.key}`);
  }
  for (const purchase of tables.purchases.filter(({ kind }) => kind === "open"))
    wrong.push(...checkBill(purchase, tables, notes));
  return wrong;
}

function isThere({ purchase, invoice, session }: Row, body: Row, tables: Tables): boolean {
  const sold = tables.purchases.find(({ id }) => id === purchase.id);
  const issued = tables.invoices.find(({ id }) => id === invoice.id);
  const begun = tables.sessions.find(({ id }) => id === session.id);
  const started = tables.events.find(
    ({ session_id, type }) => session_id === session.id && type === "started",
  );
  return (
    sold?.player_id === body.playerId &&
    sold?.package_id === body.packageId &&
    issued?.purchase_id === purchase.id &&
    begun?.invoice_id === invoice.id &&
    started?.station_id === body.stationId
  );
}

function checkBill(purchase: Row, tables: Tables, notes: readonly Asked[]): Violation[] {
  const wrong: Violation[] = [];
  const say = (kind: string, text: string) => wrong.push(`${kind}: purchase ${purchase.id}: ${text}`);
  const invoices = tables.invoices.filter(({ purchase_id }) => purchase_id === purchase.id);
  const sessions = tables.sessions.filter(({ invoice_id }) => invoices.some(({ id }) => id === invoice_id));
  const session = sessions[0];
  if (!session || invoices.length !== 1) {
    say("open play", `has ${invoices.length} invoices and ${sessions.length} sessions`);
    return wrong;
  }
  const events = tables.events.filter(({ session_id }) => session_id === session.id);
  const played = replay(events);
  const tariff = tables.packages.find(({ id }) => id === purchase.package_id);
  if (!isDeepStrictEqual(termsOf(tariff), purchase.terms))
    say("open play", "was begun on terms of no tariff");

  const bills = tables.bills.filter(({ subject_id }) => subject_id === purchase.id);
  const asked = ofAction(notes, "bill").filter((one) => subjectOf(one) === session.id);
  const mayHave = (list: Asked[]) => list.some(({ verdict }) => verdict !== "refused");
  const stopped = events.filter(({ reason }) => reason === STOPPED_TO_PAY);
  if (stopped.length > (mayHave(asked) ? 1 : 0))
    say("invented", `was stopped ${stopped.length} times to be paid`);
  if (purchase.billed_at === null) {
    if (bills.length > 0 || purchase.price !== 0 || purchase.payment_status !== "pending")
      say("open play", `was not billed, is ${purchase.payment_status} and costs ${purchase.price}`);
    return wrong;
  }
  const paid = ofAction(notes, "pay").filter((one) => subjectOf(one) === purchase.id);
  if (!mayHave([...asked, ...paid])) say("invented", "was billed, which nobody asked for");
  if (bills.length !== 1) say("open play", `was billed ${bills.length} times`);
  if (played.ended === null) say("open play", "was billed while it runs");
  const playedMs = played.used - played.writtenOff;
  const { total, lines } = priceOf(purchase.terms, playedMs);
  if (purchase.price !== total)
    say("money", `is billed ${purchase.price}, the ${playedMs} ms that were played cost ${total}`);
  if (!isDeepStrictEqual(purchase.price_lines, lines))
    say("money", "the lines of its bill are not those of its price");
  return wrong;
}

/** The tariff as a sale keeps it; the tortured centre has no calendar, zones or memberships. */
function termsOf(tariff: Row): Terms {
  return {
    kind: tariff.kind,
    price: tariff.price,
    minutes: tariff.minutes,
    calendar: null,
    zone: null,
    controllers: 1,
    controllerSurchargePerHour: 0,
    membership: null,
    open: {
      stepMinutes: tariff.step_minutes,
      minimumPrice: tariff.minimum_price,
      ceilingPrice: tariff.ceiling_price,
    },
  };
}
