import type { Violation } from "./notes.ts";
import type { Tables } from "./tables.ts";

/** How late, in milliseconds of the database's clock, an invoice may expire before it counts as forgotten. */
const EXPIRE_WITHIN_MS = 5_000;

export function checkInvoices({ now, invoices, counters, invoiceLog, sessions }: Tables): Violation[] {
  const wrong: Violation[] = [];
  for (const [year, rows] of Map.groupBy(invoices, (row) => `${row.venue_id}/${row.year}`)) {
    const numbers = rows.map(({ sequence }) => sequence).sort((a, b) => a - b);
    const gap = numbers.findIndex((number, index) => number !== index + 1);
    if (gap >= 0) wrong.push(`numbers: venue/year ${year}: after ${gap} comes ${numbers[gap]}`);
    const counter = counters.find((row) => `${row.venue_id}/${row.year}` === year);
    if (counter?.last_number !== numbers.length)
      wrong.push(`numbers: counter of ${year} is ${counter?.last_number}`);
  }
  const logs = Map.groupBy(invoiceLog, ({ invoice_id }) => invoice_id);
  const sessionOf = Map.groupBy(sessions, ({ invoice_id }) => invoice_id);
  for (const invoice of invoices) {
    const told = logs.get(invoice.id) ?? [];
    const chained = told.every((row, index) => row.from_status === (told[index - 1]?.to_status ?? null));
    if (!chained || told.at(-1)?.to_status !== invoice.status)
      wrong.push(`history: invoice ${invoice.id} is ${invoice.status}, its log does not lead there`);
    if (told.filter(({ to_status }) => to_status === "active").length > 1)
      wrong.push(`activation: invoice ${invoice.id} was activated twice`);
    const late = now.now.getTime() - invoice.expires_at.getTime();
    if (invoice.status === "pending" && late > EXPIRE_WITHIN_MS && now.stopped_at === null)
      wrong.push(`deadline: invoice ${invoice.id} should have expired ${late} ms ago`);
    const session = sessionOf.get(invoice.id)?.[0];
    const open = session && ["ready", "active", "paused"].includes(session.status);
    const fits = session
      ? open
        ? invoice.status === "active"
        : invoice.status === "used" || (invoice.status === "refunded" && session.status === "terminated")
      : !["active", "used"].includes(invoice.status);
    if (!fits)
      wrong.push(
        `invoice: ${invoice.id} is ${invoice.status}, its session ${session?.status ?? "is not there"}`,
      );
  }
  return wrong;
}
