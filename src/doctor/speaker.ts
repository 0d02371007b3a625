import { formatMinutes, MINUTE } from "../core/duration.ts";
import { formatMoney } from "../core/money.ts";
import type { Language } from "../core/problems.ts";
import type { Sentence } from "../core/sentence.ts";
import { formatValidationCode } from "../core/validation-code.ts";
import type { Speaker } from "./check.ts";

const states: Readonly<Record<string, Sentence>> = {
  "purchase.pending": { fr: "à payer", en: "to be paid" },
  "purchase.completed": { fr: "payé", en: "paid" },
  "purchase.refunded": { fr: "remboursé", en: "refunded" },
  "purchase.failed": { fr: "échoué", en: "failed" },
  "purchase.cancelled": { fr: "annulé", en: "cancelled" },
  "invoice.pending": { fr: "en attente", en: "waiting" },
  "invoice.active": { fr: "activée", en: "activated" },
  "invoice.used": { fr: "utilisée", en: "used" },
  "invoice.expired": { fr: "expirée", en: "expired" },
  "invoice.cancelled": { fr: "annulée", en: "cancelled" },
  "invoice.refunded": { fr: "remboursée", en: "refunded" },
  "session.ready": { fr: "prête", en: "ready" },
  "session.active": { fr: "en cours", en: "running" },
  "session.paused": { fr: "en pause", en: "paused" },
  "session.completed": { fr: "terminée", en: "completed" },
  "session.expired": { fr: "expirée", en: "expired" },
  "session.terminated": { fr: "arrêtée", en: "stopped" },
};
const missing: Sentence = { fr: "aucune", en: "none" };

/** The state of a purchase, an invoice or a session, as the counter says it. */
export function stateInWords(
  of: "purchase" | "invoice" | "session",
  status: unknown,
  language: Language,
): string {
  return states[`${of}.${status}`]?.[language] ?? missing[language];
}

/** Words for facts in a language and a time zone. */
export function speakerOf(language: Language, timeZone: string): Speaker {
  const format = new Intl.DateTimeFormat(language === "fr" ? "fr-FR" : "en-GB", {
    dateStyle: "short",
    timeStyle: "medium",
    timeZone,
  });
  return {
    moment: (instant) =>
      instant === null || instant === undefined ? "—" : format.format(new Date(String(instant))),
    minutes: (milliseconds) => formatMinutes(Math.floor(Number(milliseconds) / MINUTE)),
    money: (amount, currency) => formatMoney(Number(amount), String(currency)),
    state: (of, status) => stateInWords(of, status, language),
    code: (validationCode) => formatValidationCode(String(validationCode)),
  };
}
