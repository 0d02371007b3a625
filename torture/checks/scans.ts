import { type Asked, acknowledged, checkCount, groupBy, ofAction, type Violation } from "./notes.ts";
import type { Tables } from "./tables.ts";

export function checkScans({ scans, invoices, sessions }: Tables, notes: readonly Asked[]): Violation[] {
  const wrong: Violation[] = [];
  const asked = groupBy(ofAction(notes, "scan"), ({ body }) => String(body.code).replaceAll("-", ""));
  const codes = new Map(invoices.map((row) => [row.validation_code, row]));
  for (const [code, mine] of asked) {
    const invoice = codes.get(code);
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
    if (done[0] && born[0]?.id !== acknowledged(done[0]).session.id)
      wrong.push(`lost: session of scan ${done[0].key}`);
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
