/** An old DECIMAL in minor units of a currency. */
export interface OldAmount {
  readonly minor: bigint;
  /** False when there were more decimals than the currency has; they were rounded half up. */
  readonly exact: boolean;
}

/** `1500.50` with no minor digits → 1501, not exact. Decimal text all the way, never a float. Null when it is no number. */
export function readAmount(text: string | null, minorDigits: number): OldAmount | null {
  const match = /^\s*([+-]?)(\d{1,30})(?:\.(\d{0,30}))?\s*$/.exec(text ?? "");
  if (!match) return null;
  const [, sign, whole, decimals = ""] = match;
  const kept = decimals.slice(0, minorDigits).padEnd(minorDigits, "0");
  const rest = decimals.slice(minorDigits);
  const magnitude = BigInt(`${whole}${kept}`) + (rest >= "5" ? 1n : 0n);
  return { minor: sign === "-" ? -magnitude : magnitude, exact: /^0*$/.test(rest) };
}
