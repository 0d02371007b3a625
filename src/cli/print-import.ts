import type { Inconsistency, RefusedRow } from "../import/notebook.ts";
import type { ReconciliationLine, Sum } from "../import/reconcile.ts";
import { countHuman, type ImportReport } from "../import/report.ts";
import type { ImportWords } from "./import-words.ts";

const EXAMPLES = 5;

/** The report as an operator reads it, line by line. */
export function printImport(report: ImportReport, text: ImportWords): string {
  const { purchases, invoices, sessions } = report.reconciliation;
  const human = countHuman(report);
  return [
    report.applied ? text.applied(report.from) : text.dryRun(report.from),
    text.dates(report.timeZone),
    "",
    ...printTables(report, text),
    "",
    ...printSums(text.sums.purchases, purchases, text, report.currency),
    "",
    ...printSums(text.sums.invoices, invoices, text, report.currency),
    "",
    ...printSums(text.sums.sessions, sessions, text, null),
    "",
    ...printInconsistencies(report.inconsistencies, text),
    "",
    ...printRefused(report.refused, text),
    ...(report.administrators.length > 0
      ? ["", `${text.administrators}: ${report.administrators.join(", ")}`]
      : []),
    "",
    human === 0 ? text.clean : text.human(human),
  ].join("\n");
}

function printTables({ tables }: ImportReport, text: ImportWords): string[] {
  const { heads } = text;
  const rows = tables.map((table) => [
    table.table,
    String(table.found),
    String(table.taken),
    String(table.refused),
    !table.present
      ? text.missingTable
      : table.missingColumns.length > 0
        ? text.missingColumns(table.missingColumns.join(", "))
        : "",
  ]);
  return [text.tables, ...inColumns([[heads.table, heads.found, heads.taken, heads.refused, ""], ...rows])];
}

function printSums(
  title: string,
  lines: readonly ReconciliationLine[],
  text: ImportWords,
  currency: string | null,
): string[] {
  const { sumHeads } = text;
  const facts: Array<[head: string, tell: (sum: Sum) => string]> = [
    ["", (sum) => String(sum.count)],
    [sumHeads.minutes, (sum) => minutes(sum.minutes)],
  ];
  if (currency !== null) facts.push([`${sumHeads.amount} ${currency}`, (sum) => sum.amount ?? "0"]);
  else {
    facts.push([sumHeads.used, (sum) => minutes(sum.usedMinutes ?? 0)]);
    facts.push([sumHeads.off, (sum) => minutes(sum.writtenOffMinutes ?? 0)]);
  }
  const side = (sum: Sum | null) => facts.map(([, tell]) => (sum === null ? "—" : tell(sum)));
  const heads = (who: string) => facts.map(([head]) => `${who} ${head}`.trim());
  const table = [
    [sumHeads.status, ...heads(sumHeads.old), ...heads(sumHeads.new)],
    ...lines.map((line) => [line.status || "''", ...side(line.old), ...side(line.new)]),
  ];
  return [title, ...inColumns(table)];
}

function minutes(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function printInconsistencies(all: readonly Inconsistency[], text: ImportWords): string[] {
  if (all.length === 0) return [text.noInconsistencies];
  const byKind = Map.groupBy(all, (one) => one.kind);
  const lines = [...byKind].flatMap(([kind, group]) => {
    const { what, how } = text.kinds[kind];
    const examples = group.slice(0, EXAMPLES).map(printOne).join("; ");
    const more = group.length > EXAMPLES ? ` ${text.and(group.length - EXAMPLES)}` : "";
    return [`  ${group.length} × ${what} → ${how}`, `      ${text.examples} ${examples}${more}`];
  });
  return [text.inconsistencies, ...lines];
}

function printOne({ table, oldId, found, became }: Inconsistency): string {
  const change = became === null ? found : `${found} → ${became}`;
  return `${table}${oldId === null ? "" : ` ${oldId}`} (${change})`;
}

function printRefused(all: readonly RefusedRow[], text: ImportWords): string[] {
  if (all.length === 0) return [text.noneRefused];
  const lines = all.map(
    ({ table, oldId, found, reason }) => `  ${table} ${oldId ?? "?"} (${found}): ${text.reasons[reason]}`,
  );
  return [`${text.refused} (${all.length})`, ...lines];
}

/** Words to the left, figures to the right. */
function inColumns(rows: readonly string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  return rows.map((row) =>
    `  ${row
      .map((cell, column) => {
        const isFigure = column > 0 && /^[\d.—-]*$/.test(rows[1]?.[column] ?? "");
        return isFigure ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0);
      })
      .join("  ")}`.trimEnd(),
  );
}
