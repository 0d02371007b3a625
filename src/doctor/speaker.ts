import { formatMinutes, MINUTE } from "../core/duration.ts";
import { formatMoney } from "../core/money.ts";
import type { Language } from "../core/problems.ts";
import { formatValidationCode } from "../core/validation-code.ts";
import type { Speaker } from "./check.ts";

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
    code: (validationCode) => formatValidationCode(String(validationCode)),
  };
}
