/**
 * Money is an integer number of minor units (ISO 4217): 1500 XOF is 1 500 FCFA, 1500 EUR is 15,00 €.
 * The narrow no-break space (U+202F) groups digits, as French typography asks.
 */
export const NARROW_SPACE = "\u202f";

/** Digits after the decimal mark, by currency, where it is not two (ISO 4217, table A.1). */
const minorDigits: Readonly<Record<string, number>> = { XOF: 0, XAF: 0, GNF: 0, RWF: 0, JPY: 0, TND: 3 };
const labels: Readonly<Record<string, string>> = { XOF: "FCFA", XAF: "FCFA", EUR: "€" };

/** Largest amount accepted anywhere, in minor units: far beyond a day's takings, far below 2^53. */
export const LARGEST_AMOUNT = 1_000_000_000;

/** How many digits a currency has after its decimal mark. */
export function minorDigitsOf(currency: string): number {
  return minorDigits[currency] ?? 2;
}

/** `1500, "XOF"` → `1 500 FCFA`. */
export function formatMoney(amount: number, currency: string): string {
  const digits = minorDigitsOf(currency);
  const [whole = "0", fraction] = (Math.abs(amount) / 10 ** digits).toFixed(digits).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, NARROW_SPACE);
  const sign = amount < 0 ? "−" : "";
  return `${sign}${grouped}${fraction ? `,${fraction}` : ""}${NARROW_SPACE}${labels[currency] ?? currency}`;
}

/** The change to hand back, in minor units. Throws nothing: a negative answer means that not enough was handed over. */
export function changeDue(amount: number, tendered: number): number {
  return tendered - amount;
}
