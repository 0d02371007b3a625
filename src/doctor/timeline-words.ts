import type { Sentence } from "../core/sentence.ts";
import type { Speaker } from "./check.ts";
import type { TimelineEntry } from "./schema.ts";

/** One thing that happened, as the database keeps it. */
export interface TimelineRow {
  readonly at: Date;
  readonly kind: TimelineEntry["kind"];
  readonly type: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly by: string | null;
  readonly timeZone: string;
}

type Sayer = Sentence | ((facts: TimelineRow["facts"], say: Speaker) => Sentence);

const methods: Readonly<Record<string, Sentence>> = {
  cash: { fr: "en espèces", en: "in cash" },
  mobile_money: { fr: "par mobile money", en: "by mobile money" },
};

/** What happened, by its kind and type. What is not here is named as the database names it. */
const sentences: Readonly<Record<string, Sayer>> = {
  "purchase.created": ({ game, package: sold, price, currency }, say) => ({
    fr: `Vente : ${game}, ${sold}, ${say.money(price, currency)}`,
    en: `Sale: ${game}, ${sold}, ${say.money(price, currency)}`,
  }),
  "payment.payment": ({ amount, currency, method }, say) => ({
    fr: `Payé : ${say.money(amount, currency)} ${methods[String(method)]?.fr ?? ""}`.trim(),
    en: `Paid: ${say.money(amount, currency)} ${methods[String(method)]?.en ?? ""}`.trim(),
  }),
  "payment.refund": ({ amount, currency }, say) => ({
    fr: `Remboursé : ${say.money(amount, currency)}`,
    en: `Paid back: ${say.money(amount, currency)}`,
  }),
  "invoice.pending": { fr: "Facture émise", en: "Invoice issued" },
  "invoice.active": { fr: "Facture activée", en: "Invoice activated" },
  "invoice.used": { fr: "Facture utilisée", en: "Invoice used" },
  "invoice.expired": { fr: "Facture expirée", en: "Invoice expired" },
  "invoice.cancelled": { fr: "Facture annulée", en: "Invoice cancelled" },
  "invoice.refunded": { fr: "Facture remboursée", en: "Invoice refunded" },
  "scan.activated": { fr: "Code scanné : accepté", en: "Code scanned: accepted" },
  "scan.already_active": { fr: "Code scanné : déjà activé", en: "Code scanned: already activated" },
  "scan.already_used": { fr: "Code scanné : déjà utilisé", en: "Code scanned: already used" },
  "scan.expired": { fr: "Code scanné : expiré", en: "Code scanned: expired" },
  "scan.cancelled": { fr: "Code scanné : annulé", en: "Code scanned: cancelled" },
  "scan.refunded": { fr: "Code scanné : remboursé", en: "Code scanned: refunded" },
  "scan.player_suspended": { fr: "Code scanné : joueur suspendu", en: "Code scanned: player suspended" },
  "scan.player_banned": { fr: "Code scanné : joueur exclu", en: "Code scanned: player banned" },
  "scan.rate_limited": { fr: "Code scanné : trop d’essais", en: "Code scanned: too many tries" },
  "scan.pass_not_yet": {
    fr: "Code scanné : trop tôt pour ce forfait",
    en: "Code scanned: too early for this pass",
  },
  "session.created": ({ durationMs }, say) => ({
    fr: `Session prête : ${say.minutes(durationMs)}`,
    en: `Session ready: ${say.minutes(durationMs)}`,
  }),
  "session.imported": ({ durationMs }, say) => ({
    fr: `Reprise de l’ancien système : ${say.minutes(durationMs)} déjà jouées`,
    en: `Came from the old system: ${say.minutes(durationMs)} already played`,
  }),
  "session.started": ({ stationName }) => ({
    fr: stationName ? `Démarrée sur ${stationName}` : "Démarrée",
    en: stationName ? `Started on ${stationName}` : "Started",
  }),
  "session.paused": { fr: "Mise en pause", en: "Paused" },
  "session.outage": ({ durationMs }, say) => ({
    fr: `Coupure : mise en pause, ${say.minutes(durationMs)} rendues`,
    en: `Power cut: paused, ${say.minutes(durationMs)} given back`,
  }),
  "session.resumed": ({ stationName }) => ({
    fr: stationName ? `Reprise sur ${stationName}` : "Reprise",
    en: stationName ? `Resumed on ${stationName}` : "Resumed",
  }),
  "session.moved": ({ stationName }) => ({
    fr: stationName ? `Déplacée sur ${stationName}` : "Poste libéré",
    en: stationName ? `Moved to ${stationName}` : "Station given up",
  }),
  "session.extended": ({ durationMs }, say) => ({
    fr: `Prolongée de ${say.minutes(durationMs)}`,
    en: `Extended by ${say.minutes(durationMs)}`,
  }),
  "session.cut": ({ durationMs }, say) => ({
    fr: `Forfait commencé après le début de sa plage : ${say.minutes(durationMs)} de moins`,
    en: `The pass ran later than its window allows in full: ${say.minutes(durationMs)} less`,
  }),
  "session.low_time": { fr: "Bientôt fini : joueur averti", en: "Ending soon: player warned" },
  "session.completed": { fr: "Temps écoulé : session fermée", en: "Time is up: session closed" },
  "session.force_completed": ({ durationMs }, say) => ({
    fr: `Fin forcée : ${say.minutes(durationMs)} comptées comme jouées`,
    en: `End forced: ${say.minutes(durationMs)} counted as played`,
  }),
  "session.terminated": { fr: "Session arrêtée", en: "Session stopped" },
  "session.expired": { fr: "Jamais démarrée : expirée", en: "Never started: expired" },
};

export function sentenceOf({ kind, type, facts }: TimelineRow, say: Speaker): Sentence {
  const sayer = sentences[`${kind}.${type}`];
  if (typeof sayer === "function") return sayer(facts, say);
  if (sayer !== undefined) return sayer;
  if (kind === "audit") return { fr: `Journal : ${type}`, en: `Audit: ${type}` };
  const message = facts.message ? ` — ${facts.message}` : "";
  return { fr: `Ancien système : ${type}${message}`, en: `Old system: ${type}${message}` };
}
