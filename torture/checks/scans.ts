import { type Asked, acknowledged, checkCount, ofAction, subjectOf, type Violation } from "./notes.ts";
import type { Row, Tables } from "./tables.ts";

export function checkScans(tables: Tables, notes: readonly Asked[]): Violation[] {
  const { scans, invoices, sessions, purchases } = tables;
  const wrong: Violation[] = [];
  const groupOf = new Map(purchases.map((row) => [row.id, row.group_id]));
  const kindOf = new Map(purchases.map((row) => [row.id, row.kind]));
  const seats = Map.groupBy(ofAction(notes, "seat"), subjectOf);
  const asked = Map.groupBy(ofAction(notes, "scan"), ({ body }) => String(body.code).replaceAll("-", ""));
  const codes = new Map(invoices.map((row) => [row.validation_code, row]));
  // Also codes that nobody scanned: what is activated was asked for. Play that is paid at its end begins without.
  for (const { purchase_id, validation_code: code } of invoices)
    if (!asked.has(code) && kindOf.get(purchase_id) !== "open") asked.set(code, []);
  for (const [code, scanned] of asked) {
    const invoice = codes.get(code);
    if (invoice && kindOf.get(invoice.purchase_id) === "open") continue;
    const seated = (seats.get(groupOf.get(invoice?.purchase_id)) ?? []).filter(
      (seat) =>
        seat.verdict === "unknown" ||
        acknowledged(seat)?.sessions.some((s: Row) => s.invoiceId === invoice.id),
    );
    const mine = [...scanned, ...seated];
    const done = mine.filter(({ verdict }) => verdict === "acknowledged");
    if (done.length > 1)
      wrong.push(`activation: ${done.map(({ key }) => key).join(" and ")} both activated ${code}`);
    const activations = scans.filter(
      (row) => row.outcome === "activated" && row.invoice_id === invoice?.id && invoice,
    );
    const born = sessions.filter((row) => invoice && row.invoice_id === invoice.id);
    wrong.push(...checkCount(`activation of code ${code}`, activations.length, mine));
    if (activations.length > 1)
      wrong.push(`activation: code ${code} was activated ${activations.length} times`);
    if (born.length !== activations.length)
      wrong.push(
        `activation: code ${code} has ${activations.length} activations and ${born.length} sessions`,
      );
    const activated = done.find(({ action }) => action === "scan");
    if (activated && born[0]?.id !== acknowledged(activated).session.id)
      wrong.push(`lost: session of scan ${activated.key}`);
  }
  for (const outcome of [
    "invalid_code",
    "already_active",
    "already_used",
    "refunded",
    "expired",
    "pass_not_yet",
  ]) {
    const scanned = ofAction(notes, "scan");
    const told = scanned.filter(({ answers }) => answers.some(({ body }) => body?.code === outcome)).length;
    const unknown = scanned.filter(({ verdict }) => verdict === "unknown").length;
    const there = scans.filter((row) => row.outcome === outcome).length;
    if (there < told || there > told + unknown)
      wrong.push(
        `history: ${told} scans were refused as ${outcome}, ${unknown} are unknown, ${there} are written`,
      );
  }
  return wrong;
}
