import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { OpeningHours } from "../core/opening-hours.ts";
import type { ActionContext } from "../db/transaction.ts";
import { changeVenue } from "../venues/actions.ts";
import { changeLogo } from "../venues/logo.ts";

const LOGO = join(import.meta.dirname, "logo.png");

/** Late in the week it stays open for those who play all night. */
const openingHours: readonly OpeningHours[] = [
  ...[1, 2, 3, 4].map((day) => ({ day, opens: "10:00", closes: "23:00" })),
  ...[5, 6, 7].map((day) => ({ day, opens: "10:00", closes: "06:00" })),
];

/** What makes invoices and screens look like a centre's own: its hours, a logo, and numbers that nobody takes for real. */
export async function describeVenue(context: ActionContext): Promise<void> {
  await changeVenue(context, {
    phone: "+225 27 00 00 00 00",
    taxNumber: "0000000 X (exemple)",
    tradeRegister: "CI-ABJ-0000-B-00000 (exemple)",
    openingHours: [...openingHours],
  });
  await changeLogo(context, { image: (await readFile(LOGO)).toString("base64") });
}
