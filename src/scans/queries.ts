import { sql } from "kysely";
import { toInstant } from "../contract/fields.ts";
import { type Page, type PageQuery, readCursor, toPage } from "../contract/page.ts";
import type { Actor } from "../core/actor.ts";
import type { Db } from "../db/pool.ts";
import type { ScanOutcome } from "../db/schema.ts";
import type { Transaction } from "../db/transaction.ts";
import type { Scan } from "./schema.ts";

/** Every attempt at the counter, refused ones too, newest first. */
export async function listScans(
  db: Db,
  actor: Actor,
  query: PageQuery & { invoiceId?: number; outcome?: ScanOutcome },
): Promise<Page<Scan>> {
  const before = readCursor(query.cursor);
  const rows = await scans(db, actor.venueId)
    .$if(query.invoiceId !== undefined, (select) =>
      select.where("c.invoice_id", "=", query.invoiceId as number),
    )
    .$if(query.outcome !== undefined, (select) =>
      select.where("c.outcome", "=", query.outcome as ScanOutcome),
    )
    .$if(before !== null, (select) => select.where("c.id", "<", before as number))
    .orderBy("c.id", "desc")
    .limit(query.limit + 1)
    .execute();
  return toPage(rows, query.limit, presentScan);
}

/** Codes that nobody issued, tried in the last minute by this staff member or key, and from this address. */
export async function countRecentFailures(
  tx: Transaction,
  actor: Actor,
): Promise<{ byActor: number; byAddress: number }> {
  const { rows } = await sql<{ byActor: number; byAddress: number }>`
    select
      (select count(*)::int from invoice_scans where venue_id = ${actor.venueId} and outcome = 'invalid_code'
        and scanned_at > clock.now - interval '1 minute'
        and ${actor.apiKeyId === null ? sql`scanned_by = ${actor.userId}` : sql`api_key_id = ${actor.apiKeyId}`}
      ) as "byActor",
      (select count(*)::int from invoice_scans where venue_id = ${actor.venueId} and outcome = 'invalid_code'
        and scanned_at > clock.now - interval '1 minute' and address = ${actor.address}) as "byAddress"
    from (select clock_now() as now) clock`.execute(tx);
  return rows[0] as { byActor: number; byAddress: number };
}

function scans(db: Db | Transaction, venueId: number) {
  return db
    .selectFrom("invoice_scans as c")
    .leftJoin("users as u", "u.id", "c.scanned_by")
    .leftJoin("api_keys as k", "k.id", "c.api_key_id")
    .leftJoin("invoices as i", (join) =>
      join.onRef("i.venue_id", "=", "c.venue_id").onRef("i.id", "=", "c.invoice_id"),
    )
    .select(["c.id", "c.outcome", "c.scanned_at", "c.entered", "c.invoice_id", "c.station_id", "i.number"])
    .select(sql<string | null>`coalesce(u.name, k.name)`.as("scanned_by_name"))
    .where("c.venue_id", "=", venueId);
}

/** A row of the scan log as the API answers it. */
export function presentScan(row: {
  id: number;
  outcome: ScanOutcome;
  scanned_at: Date;
  entered: string;
  invoice_id: number | null;
  station_id: number | null;
  number: string | null;
  scanned_by_name: string | null;
}): Scan {
  return {
    id: row.id,
    outcome: row.outcome,
    scannedAt: toInstant(row.scanned_at),
    scannedBy: row.scanned_by_name,
    entered: row.entered,
    invoiceId: row.invoice_id,
    invoiceNumber: row.number,
    stationId: row.station_id,
  };
}
