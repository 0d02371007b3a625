import { type Inconsistency, type Notebook, needsHuman, type RefusedRow } from "./notebook.ts";
import type { OldRecords } from "./old-records.ts";
import type { Reconciliation } from "./reconcile.ts";
import { type OldTable, oldTableNames, oldTables, type RowSource } from "./row-source.ts";

export interface TableCount {
  readonly table: OldTable;
  readonly present: boolean;
  readonly found: number;
  /** New here by this run. */
  readonly taken: number;
  readonly refused: number;
  /** Columns that the import could have used. */
  readonly missingColumns: readonly string[];
}

/** What an import did, or, when it was not applied, would do. */
export interface ImportReport {
  readonly applied: boolean;
  readonly source: string;
  readonly from: string;
  readonly venueId: number;
  readonly currency: string;
  readonly timeZone: string;
  readonly tables: readonly TableCount[];
  readonly reconciliation: Reconciliation;
  readonly inconsistencies: readonly Inconsistency[];
  readonly refused: readonly RefusedRow[];
  /** Accounts that came over with the rights of an administrator. */
  readonly administrators: readonly string[];
}

export function countHuman({
  inconsistencies,
  refused,
}: Pick<ImportReport, "inconsistencies" | "refused">): number {
  return [...inconsistencies, ...refused].filter(needsHuman).length;
}

export function countTables(given: {
  readonly source: RowSource;
  readonly records: OldRecords;
  readonly fresh: ReadonlyArray<{ kind: string }>;
  readonly history: ReadonlyMap<OldTable, { found: number; taken: number }>;
  readonly notebook: Notebook;
}): TableCount[] {
  const { source, records, fresh, history, notebook } = given;
  const refused = (table: OldTable) => notebook.refused.filter((row) => row.table === table).length;
  const withoutId = (table: OldTable) =>
    notebook.refused.filter((row) => row.table === table && row.reason === "no_id").length;
  const taken = (kind: string) => fresh.filter((record) => record.kind === kind).length;
  const sales: Partial<Record<OldTable, { found: number; taken: number }>> = {
    users: { found: records.users.length, taken: taken("user") },
    games: { found: records.games.length, taken: taken("game") },
    game_packages: { found: records.packages.length, taken: taken("package") },
    purchases: { found: records.purchases.length, taken: taken("purchase") },
    invoices: { found: records.invoices.length, taken: taken("invoice") },
    active_game_sessions_v2: { found: records.sessions.length, taken: taken("session") },
  };
  return oldTableNames.map((table) => {
    const columns = source.columns.get(table);
    const count = sales[table] ?? history.get(table) ?? { found: 0, taken: 0 };
    return {
      table,
      present: columns !== undefined,
      found: count.found + (sales[table] ? withoutId(table) : 0),
      taken: count.taken,
      refused: refused(table),
      missingColumns: columns ? oldTables[table].filter((column) => !columns.includes(column)) : [],
    };
  });
}
