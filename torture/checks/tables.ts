import type pg from "pg";

// biome-ignore lint/suspicious/noExplicitAny: rows of fifteen tables and answers of twenty routes
export type Row = any;

/** The tables of one centre as they stood at one moment. */
export interface Tables {
  readonly now: { readonly now: Date; readonly stopped_at: Date | null };
  readonly users: Row[];
  readonly purchases: Row[];
  readonly payments: Row[];
  readonly counters: Row[];
  readonly invoices: Row[];
  readonly invoiceLog: Row[];
  readonly scans: Row[];
  readonly sessions: Row[];
  readonly runs: Row[];
  readonly grants: Row[];
  readonly events: Row[];
  readonly packages: Row[];
  /** The entries of the audit log that say that a purchase was billed. */
  readonly bills: Row[];
  readonly groups: Row[];
  readonly tills: Row[];
  readonly shifts: Row[];
  readonly movements: Row[];
}

/** Reads them all in one snapshot. */
export async function readTables(client: pg.Client): Promise<Tables> {
  await client.query("begin isolation level repeatable read read only");
  const read = async (sql: string): Promise<Row[]> => (await client.query(sql)).rows;
  const tables: Tables = {
    now: (await read("select clock_now() as now, stopped_at from clock_watch"))[0],
    users: await read("select id, name from users where role = 'player'"),
    purchases: await read("select * from purchases order by id"),
    payments: await read("select * from payments order by id"),
    counters: await read("select * from invoice_counters"),
    invoices: await read("select * from invoices order by id"),
    invoiceLog: await read("select * from invoice_audit_log order by id"),
    scans: await read("select * from invoice_scans order by id"),
    sessions: await read("select * from play_sessions order by id"),
    runs: await read("select * from session_runs order by started_at, id"),
    grants: await read("select * from session_grants order by id"),
    events: await read("select * from session_events order by session_id, number"),
    packages: await read("select * from packages"),
    bills: await read("select * from audit_entries where action = 'purchase.bill'"),
    groups: await read("select * from sale_groups order by id"),
    tills: await read("select * from tills order by id"),
    shifts: await read("select * from shifts where origin = 'counter' order by id"),
    movements: await read("select * from cash_movements order by id"),
  };
  await client.query("rollback");
  return tables;
}
