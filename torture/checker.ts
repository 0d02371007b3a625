import pg from "pg";
import { checkCommands } from "./checks/commands.ts";
import { checkGroups } from "./checks/groups.ts";
import { checkInvoices } from "./checks/invoices.ts";
import { type Asked, checkRetries, type Violation } from "./checks/notes.ts";
import { checkOpenPlay } from "./checks/open-play.ts";
import { checkPeople, checkSales } from "./checks/sales.ts";
import { checkScans } from "./checks/scans.ts";
import { checkSession } from "./checks/sessions.ts";
import { checkShifts } from "./checks/shifts.ts";
import { findStuck } from "./checks/stuck.ts";
import { readTables } from "./checks/tables.ts";

// Trusts nothing of the product: it reads the tables by SQL of its own and the clients' own notes, and replays a
// session's events by a reckoning of its own. Only the price of open-ended play comes from the product's pure function.

/** Compares a database with what its clients were told. Answers everything that is wrong; nothing when all is well. */
export async function check(url: string, notes: readonly Asked[]): Promise<Violation[]> {
  const types = new pg.TypeOverrides();
  types.setTypeParser(pg.types.builtins.INT8, Number);
  const client = new pg.Client({ connectionString: url, types, application_name: "torture checker" });
  await client.connect();
  try {
    const stuck = await findStuck(client);
    const tables = await readTables(client);
    return [
      ...stuck,
      ...checkRetries(notes),
      ...checkPeople(tables, notes),
      ...checkSales(tables, notes),
      ...checkInvoices(tables),
      ...checkScans(tables, notes),
      ...checkCommands(tables, notes),
      ...checkOpenPlay(tables, notes),
      ...checkGroups(tables, notes),
      ...checkShifts(tables, notes),
      ...tables.sessions.flatMap((session) => checkSession(session, tables)),
    ];
  } finally {
    await client.end();
  }
}
