import { formatMinutes, MINUTE, SECOND } from "./duration.ts";
import { formatMoney, NARROW_SPACE } from "./money.ts";
import type { PriceLine } from "./pricing.ts";
import { type Sentence, say } from "./sentence.ts";

/** What a line of a price is for, as the counter says it; its amount stands beside it. */
export function tellPriceLine(line: PriceLine, currency: string): Sentence {
  const { fr, en } = lineIn(line, (amount) => formatMoney(amount, currency));
  return { fr: say({ fr, en }, "fr"), en };
}

function lineIn(line: PriceLine, money: (amount: number) => string): Sentence {
  switch (line.kind) {
    case "package":
      return {
        fr: `Forfait de ${formatMinutes(line.minutes)}`,
        en: `Package of ${formatMinutes(line.minutes)}`,
      };
    case "played":
      return {
        fr: `${length(line.playedMs)} de jeu, comptées ${formatMinutes(line.minutes)} à ${money(line.pricePerHour)} l’heure`,
        en: `${length(line.playedMs)} of play, counted as ${formatMinutes(line.minutes)} at ${money(line.pricePerHour)} an hour`,
      };
    case "calendar":
      return line.percent === null
        ? { fr: `${line.name} : prix du moment`, en: `${line.name}: the price of this time` }
        : { fr: `${line.name} ${percentFr(line.percent)}`, en: `${line.name} ${percentEn(line.percent)}` };
    case "zone":
      return {
        fr: `Zone ${line.name} : ${money(line.surchargePerHour)} de plus l’heure`,
        en: `Zone ${line.name}: ${money(line.surchargePerHour)} more an hour`,
      };
    case "controllers":
      return {
        fr: `${count(line.extra, "manette")} de plus : ${money(line.surchargePerHour)} l’heure chacune`,
        en: `${count(line.extra, "more controller")}: ${money(line.surchargePerHour)} an hour each`,
      };
    case "member_minutes":
      return {
        fr: `Abonnement ${line.name} : ${formatMinutes(line.minutes)} comprises`,
        en: `Membership ${line.name}: ${formatMinutes(line.minutes)} included`,
      };
    case "member_discount":
      return {
        fr: `Abonnement ${line.name} ${percentFr(-line.percent)}`,
        en: `Membership ${line.name} ${percentEn(-line.percent)}`,
      };
    case "minimum":
      return {
        fr: `Minimum de ${money(line.minimum)}`,
        en: `Minimum of ${money(line.minimum)}`,
      };
    case "ceiling":
      return {
        fr: `Plafond de ${money(line.ceiling)}`,
        en: `Ceiling of ${money(line.ceiling)}`,
      };
  }
}

function percentFr(percent: number): string {
  return `${signed(percent)}${NARROW_SPACE}%`;
}

function percentEn(percent: number): string {
  return `${signed(percent)}%`;
}

function signed(percent: number): string {
  return percent < 0 ? `−${-percent}` : `+${percent}`;
}

function count(number: number, of: string): string {
  return `${number} ${of}${number === 1 ? "" : "s"}`;
}

/** What was played, to the second begun: `7 min 20 s`. */
function length(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / SECOND);
  const minutes = Math.floor((seconds * SECOND) / MINUTE);
  const rest = seconds - (minutes * MINUTE) / SECOND;
  const inSeconds = `${rest}${NARROW_SPACE}s`;
  if (minutes === 0) return inSeconds;
  return rest === 0 ? formatMinutes(minutes) : `${formatMinutes(minutes)}${NARROW_SPACE}${inSeconds}`;
}
