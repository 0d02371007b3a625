/** Those of West and Central Africa first, then all that the browser knows, each with its name. */
export function currencyChoices(language: string): Array<{ value: string; label: string }> {
  const names = new Intl.DisplayNames(language, { type: "currency" });
  const codes = new Set(["XOF", "XAF", "GNF", ...Intl.supportedValuesOf("currency")]);
  return [...codes].map((value) => ({ value, label: `${value} · ${names.of(value) ?? value}` }));
}

/** All the browser knows, and the one that is set. */
export function timeZoneChoices(current: string): string[] {
  return [...new Set([current, ...Intl.supportedValuesOf("timeZone")])];
}
