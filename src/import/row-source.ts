/**
 * The old system's tables and the columns that the import can use. Its installations differ: what is not there is
 * said in the report, and what is there beyond this is left alone.
 */
export const oldTables = {
  users: ["id", "username", "email", "password_hash", "role", "status", "created_at"],
  games: ["id", "name"],
  game_packages: ["id", "game_id", "name", "duration_minutes", "price"],
  purchases: [
    "id",
    "user_id",
    "game_id",
    "package_id",
    "game_name",
    "package_name",
    "duration_minutes",
    "price",
    "currency",
    "payment_status",
    "session_status",
    "created_at",
    "updated_at",
    "paid_at",
  ],
  invoices: [
    "id",
    "purchase_id",
    "user_id",
    "invoice_number",
    "validation_code",
    "qr_code_data",
    "amount",
    "currency",
    "duration_minutes",
    "status",
    "issued_at",
    "expires_at",
    "activated_at",
    "used_at",
    "activated_by",
  ],
  active_game_sessions_v2: [
    "id",
    "invoice_id",
    "purchase_id",
    "user_id",
    "total_minutes",
    "used_minutes",
    "status",
    "ready_at",
    "started_at",
    "last_heartbeat",
    "paused_at",
    "completed_at",
    "expires_at",
    "last_countdown_update",
  ],
  invoice_scans: ["id", "invoice_id", "scan_result", "scan_message", "scanned_at"],
  session_events: ["id", "session_id", "event_type", "event_message", "created_at"],
  invoice_audit_log: ["id", "invoice_id", "action", "action_details", "created_at"],
} as const satisfies Record<string, readonly string[]>;

export type OldTable = keyof typeof oldTables;
export const oldTableNames = Object.keys(oldTables) as OldTable[];

/** What is sold and played: read into memory, for one decision needs all of a sale. */
export const saleTables = [
  "users",
  "games",
  "game_packages",
  "purchases",
  "invoices",
  "active_game_sessions_v2",
] as const satisfies readonly OldTable[];
/** What only tells the past: many rows, streamed. */
export const historyTables = [
  "session_events",
  "invoice_scans",
  "invoice_audit_log",
] as const satisfies readonly OldTable[];

/**
 * A row by its columns' names, every value as the text that MySQL prints. A TIMESTAMP that is known to be UTC ends
 * with `Z`; a DATETIME has no zone.
 */
export type OldRow = Readonly<Record<string, string | null>>;

/** Some rows of one table, in the order of the source. */
export interface OldRows {
  readonly table: OldTable;
  readonly rows: readonly OldRow[];
}

/** Where the old data comes from: a running server or a dump. Both tell the same. */
export interface RowSource {
  /** What the operator pointed to, without its password. */
  readonly label: string;
  /** Reads whole tables. Throws when the source cannot be understood or ends too early. */
  read(
    tables: readonly OldTable[],
    onProgress: (done: number, total: number) => void,
  ): AsyncIterable<OldRows>;
  /** The columns of each table that was met so far; a table that does not exist has none. */
  readonly columns: ReadonlyMap<OldTable, readonly string[]>;
  /** How many values of a table were no text in the encoding that the source claims. */
  readonly undecodable: ReadonlyMap<OldTable, number>;
  close(): Promise<void>;
}

export function isOldTable(name: string): name is OldTable {
  return Object.hasOwn(oldTables, name);
}

/** The old data, or the machine that holds it, is not what an import can begin with. Said in both languages. */
export class UnusableSource extends Error {
  readonly messageFr: string;

  constructor(english: string, french: string) {
    super(english);
    this.messageFr = french;
  }
}
