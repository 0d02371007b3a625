/** Of the West African Economic and Monetary Union: one currency, and one time zone each. */
export const countries = {
  BJ: "Africa/Porto-Novo",
  BF: "Africa/Ouagadougou",
  CI: "Africa/Abidjan",
  GW: "Africa/Bissau",
  ML: "Africa/Bamako",
  NE: "Africa/Niamey",
  SN: "Africa/Dakar",
  TG: "Africa/Lome",
} as const;
export type Country = keyof typeof countries;
export const UNION_CURRENCY = "XOF";

/** Not one of the union: currency and time zone are chosen one by one. */
export const ELSEWHERE = "elsewhere";
export type Choice = Country | typeof ELSEWHERE;

/** Where a venue seems to be. */
export function countryOf({ currency, timeZone }: { currency: string; timeZone: string }): Choice {
  const found = (Object.keys(countries) as Country[]).find((code) => countries[code] === timeZone);
  return currency === UNION_CURRENCY && found ? found : ELSEWHERE;
}
