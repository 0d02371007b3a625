import { once } from "node:events";
import { createWriteStream } from "node:fs";
import bcrypt from "bcryptjs";

/** A value of the old database. A `Uint8Array` goes to a column of bytes. */
export type OldValue = string | number | null | Uint8Array;
export type OldTableRow = Readonly<Record<string, OldValue>>;
export type OldData = Readonly<Record<string, readonly OldTableRow[]>>;

/** What the owner of the old account `kouame` typed there. */
export const OLD_PASSWORD = "ancien mot de passe";
/** As PHP's password_hash writes it, with a salt that is always the same and a cost that tests can afford. */
export const OLD_HASH = bcrypt
  .hashSync(OLD_PASSWORD, "$2b$04$abcdefghijklmnopqrstuu")
  .replace("$2b$", "$2y$");
/** What the printed QR of old invoice 1 carries. */
export const OLD_QR =
  '{"invoice":"INV-20250301-001","code":"GZ-7K2P-QX","amount":"1500.00","player":"Kouamé"}';
export const OLD_CODE = "GZ-7K2P-QX";
const ZERO_DATE = "0000-00-00 00:00:00";

/** The tables as the old system made them. */
export const oldSchema: Readonly<Record<string, string>> = {
  users: `CREATE TABLE \`users\` (
  \`id\` int(11) NOT NULL AUTO_INCREMENT,
  \`username\` varchar(100) NOT NULL,
  \`email\` varchar(190) DEFAULT NULL,
  \`password_hash\` varchar(255) NOT NULL DEFAULT '',
  \`role\` varchar(20) NOT NULL DEFAULT 'player' COMMENT 'player, it''s usual; or admin',
  \`points\` int(11) NOT NULL DEFAULT 0,
  \`status\` varchar(20) NOT NULL DEFAULT 'active',
  \`phone\` varchar(40) DEFAULT NULL,
  \`created_at\` datetime DEFAULT NULL,
  PRIMARY KEY (\`id\`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`,
  games: `CREATE TABLE \`games\` (
  \`id\` int(11) NOT NULL AUTO_INCREMENT,
  \`name\` varchar(190) NOT NULL,
  \`slug\` varchar(190) DEFAULT NULL,
  \`is_active\` tinyint(1) NOT NULL DEFAULT 1,
  PRIMARY KEY (\`id\`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`,
  game_packages: `CREATE TABLE \`game_packages\` (
  \`id\` int(11) NOT NULL AUTO_INCREMENT,
  \`game_id\` int(11) NOT NULL,
  \`name\` varchar(190) NOT NULL,
  \`duration_minutes\` int(11) NOT NULL,
  \`price\` decimal(10,2) NOT NULL,
  PRIMARY KEY (\`id\`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`,
  purchases: `CREATE TABLE \`purchases\` (
  \`id\` int(11) NOT NULL AUTO_INCREMENT,
  \`user_id\` int(11) DEFAULT NULL,
  \`game_id\` int(11) DEFAULT NULL,
  \`package_id\` int(11) DEFAULT NULL,
  \`game_name\` varchar(190) DEFAULT NULL,
  \`package_name\` varchar(190) DEFAULT NULL,
  \`duration_minutes\` int(11) DEFAULT NULL,
  \`price\` decimal(10,2) DEFAULT NULL,
  \`currency\` varchar(3) DEFAULT 'XOF',
  \`payment_method_id\` int(11) DEFAULT NULL,
  \`payment_status\` enum('pending','processing','completed','failed','refunded','cancelled') DEFAULT 'pending',
  \`session_status\` enum('pending','ready','active','paused','completed','expired','cancelled','terminated') DEFAULT NULL,
  \`points_earned\` int(11) DEFAULT 0,
  \`created_at\` timestamp NULL DEFAULT NULL,
  \`updated_at\` timestamp NULL DEFAULT NULL,
  \`paid_at\` datetime DEFAULT NULL,
  PRIMARY KEY (\`id\`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`,
  invoices: `CREATE TABLE \`invoices\` (
  \`id\` int(11) NOT NULL AUTO_INCREMENT,
  \`purchase_id\` int(11) NOT NULL,
  \`user_id\` int(11) DEFAULT NULL,
  \`invoice_number\` varchar(100) DEFAULT NULL,
  \`validation_code\` varchar(190) DEFAULT NULL,
  \`qr_code_data\` text DEFAULT NULL,
  \`qr_code_hash\` varchar(64) DEFAULT NULL,
  \`amount\` decimal(10,2) DEFAULT NULL,
  \`currency\` varchar(3) DEFAULT 'XOF',
  \`duration_minutes\` int(11) DEFAULT NULL,
  \`game_name\` varchar(190) DEFAULT NULL,
  \`package_name\` varchar(190) DEFAULT NULL,
  \`status\` enum('pending','active','used','expired','cancelled','refunded') DEFAULT 'pending',
  \`issued_at\` datetime DEFAULT NULL,
  \`expires_at\` datetime DEFAULT NULL,
  \`activated_at\` datetime DEFAULT NULL,
  \`used_at\` datetime DEFAULT NULL,
  \`activated_by\` int(11) DEFAULT NULL,
  \`activation_ip\` varbinary(45) DEFAULT NULL,
  PRIMARY KEY (\`id\`),
  UNIQUE KEY \`purchase_id\` (\`purchase_id\`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`,
  active_game_sessions_v2: `CREATE TABLE \`active_game_sessions_v2\` (
  \`id\` int(11) NOT NULL AUTO_INCREMENT,
  \`invoice_id\` int(11) DEFAULT NULL,
  \`purchase_id\` int(11) DEFAULT NULL,
  \`user_id\` int(11) DEFAULT NULL,
  \`game_id\` int(11) DEFAULT NULL,
  \`total_minutes\` int(11) NOT NULL,
  \`used_minutes\` int(11) NOT NULL DEFAULT 0,
  \`remaining_minutes\` int(11) GENERATED ALWAYS AS (greatest(0,\`total_minutes\` - \`used_minutes\`)) STORED,
  \`status\` enum('ready','active','paused','completed','expired','terminated') DEFAULT 'ready',
  \`ready_at\` datetime DEFAULT NULL,
  \`started_at\` datetime DEFAULT NULL,
  \`last_heartbeat\` datetime DEFAULT NULL,
  \`paused_at\` datetime DEFAULT NULL,
  \`completed_at\` datetime DEFAULT NULL,
  \`expires_at\` datetime DEFAULT NULL,
  \`last_countdown_update\` datetime DEFAULT NULL,
  \`pause_count\` int(11) NOT NULL DEFAULT 0,
  PRIMARY KEY (\`id\`),
  UNIQUE KEY \`invoice_id\` (\`invoice_id\`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`,
  session_events: `CREATE TABLE \`session_events\` (
  \`id\` int(11) NOT NULL AUTO_INCREMENT,
  \`session_id\` int(11) NOT NULL,
  \`event_type\` enum('ready','start','pause','resume','complete','expire','terminate','countdown_update','heartbeat','warning_low_time','admin_action') NOT NULL,
  \`event_message\` text DEFAULT NULL,
  \`minutes_delta\` int(11) DEFAULT 0,
  \`minutes_before\` int(11) DEFAULT NULL,
  \`minutes_after\` int(11) DEFAULT NULL,
  \`triggered_by\` int(11) DEFAULT NULL,
  \`triggered_by_system\` tinyint(1) DEFAULT 0,
  \`event_data\` longtext DEFAULT NULL,
  \`created_at\` timestamp NULL DEFAULT NULL,
  PRIMARY KEY (\`id\`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`,
  invoice_scans: `CREATE TABLE \`invoice_scans\` (
  \`id\` int(11) NOT NULL AUTO_INCREMENT,
  \`invoice_id\` int(11) DEFAULT NULL,
  \`validation_code\` varchar(190) DEFAULT NULL,
  \`scan_result\` enum('success','invalid_code','already_used','expired','cancelled','fraud_detected','error') NOT NULL,
  \`scan_message\` text DEFAULT NULL,
  \`scanned_by\` int(11) DEFAULT NULL,
  \`scanned_at\` datetime DEFAULT NULL,
  \`ip_address\` varchar(45) DEFAULT NULL,
  PRIMARY KEY (\`id\`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`,
  invoice_audit_log: `CREATE TABLE \`invoice_audit_log\` (
  \`id\` int(11) NOT NULL AUTO_INCREMENT,
  \`invoice_id\` int(11) NOT NULL,
  \`action\` varchar(50) NOT NULL,
  \`performed_by\` int(11) DEFAULT NULL,
  \`performed_by_type\` varchar(20) DEFAULT NULL,
  \`action_details\` text DEFAULT NULL,
  \`old_values\` longtext DEFAULT NULL,
  \`new_values\` longtext DEFAULT NULL,
  \`ip_address\` varchar(45) DEFAULT NULL,
  \`created_at\` datetime DEFAULT NULL,
  PRIMARY KEY (\`id\`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`,
};

const paymentStatuses = ["pending", "processing", "completed", "failed", "refunded", "cancelled", ""];
const invoiceStatuses = [null, "pending", "active", "used", "expired", "cancelled", "refunded", ""];
const sessionStatuses = [null, "ready", "active", "paused", "completed", "expired", "terminated", ""];
const usedMinutes = [0, 25, 60, 75];
const purchaseSessionStatuses = ["pending", "ready", "active", "completed", "terminated", "expired", null];
/** Where the sales of every combination begin, after those that are told one by one. */
const FIRST_COMBINATION = 1_000;

/** An old database with everything wrong that the import knows of, and every combination of the three statuses. */
export function rottenDatabase(): OldData {
  const { purchases, invoices, active_game_sessions_v2 } = combinations();
  return {
    users: rottenUsers,
    games: [
      { id: 1, name: "FIFA", slug: "fifa", is_active: 1 },
      { id: 2, name: 'PokÃ©mon L\'Arène \\ "64"', slug: "pokemon", is_active: 0 },
    ],
    game_packages: [
      { id: 1, game_id: 1, name: "1 heure", duration_minutes: 60, price: "1500.00" },
      { id: 2, game_id: 1, name: "1 HEURE", duration_minutes: 90, price: "2000.50" },
      { id: 3, game_id: 2, name: "Infini", duration_minutes: 0, price: "10.00" },
      { id: 4, game_id: 9, name: "Jeu effacé", duration_minutes: 30, price: "700.00" },
    ],
    purchases: [...toldPurchases, ...purchases],
    invoices: [...toldInvoices, ...invoices],
    active_game_sessions_v2: [...toldSessions, ...active_game_sessions_v2],
    session_events: [
      event(1, 2, "start", 'Démarrée; it\'s "on"\nligne 2', '{"by":"admin","n":[1,2]}'),
      event(2, 2, "countdown_update", "DÃ©compte", null),
      event(3, 99_999, "heartbeat", null, null),
    ],
    invoice_scans: [
      scan(1, 2, "GZ-ACTIVE-2", "success"),
      scan(2, null, "DEVINE", "invalid_code"),
      scan(3, 88_888, "PERDU", "error"),
    ],
    invoice_audit_log: [
      {
        id: 1,
        invoice_id: 2,
        action: "activated",
        performed_by: 1,
        performed_by_type: "admin",
        action_details: "Activée par l'administrateur",
        old_values: '{"status":"pending"}',
        new_values: '{"status":"active"}',
        ip_address: "192.168.1.7",
        created_at: "2025-03-02 10:00:00",
      },
    ],
  };
}

const rottenUsers: readonly OldTableRow[] = [
  user(1, "admin", { email: "chef@example.com", role: "admin", password_hash: OLD_HASH }),
  user(2, "Kouamé", { email: "kouame@example.com", password_hash: OLD_HASH }),
  user(3, "KouamÃ©", { email: "KOUAME@example.com", password_hash: "5f4dcc3b5aa765d61d8327deb882cf99" }),
  user(4, "awa", { role: "wizard", phone: "+225 07.08.09.10.11" }),
  user(5, "x", { status: "banned", phone: "appeler le soir", created_at: ZERO_DATE }),
  user(6, "caisse", { role: "cashier", email: null }),
];

function user(id: number, username: string, more: OldTableRow): OldTableRow {
  return {
    id,
    username,
    email: `user${id}@example.com`,
    password_hash: "",
    role: "player",
    points: id * 10,
    status: "active",
    phone: null,
    created_at: "2024-12-31 23:59:59",
    ...more,
  };
}

function purchase(id: number, more: OldTableRow = {}): OldTableRow {
  return {
    id,
    user_id: 2,
    game_id: 1,
    package_id: 1,
    game_name: "FIFA",
    package_name: "1 heure",
    duration_minutes: 60,
    price: "1500.00",
    currency: "XOF",
    payment_method_id: 1,
    payment_status: "completed",
    session_status: "pending",
    points_earned: 15,
    created_at: "2025-03-01 09:00:00",
    updated_at: "2025-03-01 09:05:00",
    paid_at: "2025-03-01 09:05:00",
    ...more,
  };
}

function invoice(id: number, purchaseId: number, more: OldTableRow = {}): OldTableRow {
  return {
    id,
    purchase_id: purchaseId,
    user_id: 2,
    invoice_number: `INV-20250301-${String(id).padStart(3, "0")}`,
    validation_code: `GZ-CODE-${id}`,
    qr_code_data: `{"code":"GZ-CODE-${id}"}`,
    qr_code_hash: null,
    amount: "1500.00",
    currency: "XOF",
    duration_minutes: 60,
    game_name: "FIFA",
    package_name: "1 heure",
    status: "pending",
    issued_at: "2025-03-01 09:05:00",
    expires_at: "2099-01-01 00:00:00",
    activated_at: null,
    used_at: null,
    activated_by: null,
    activation_ip: null,
    ...more,
  };
}

function session(
  id: number,
  invoiceId: number | null,
  purchaseId: number,
  more: OldTableRow = {},
): OldTableRow {
  return {
    id,
    invoice_id: invoiceId,
    purchase_id: purchaseId,
    user_id: 2,
    game_id: 1,
    total_minutes: 60,
    used_minutes: 0,
    status: "ready",
    ready_at: "2025-03-02 10:00:00",
    started_at: null,
    last_heartbeat: null,
    paused_at: null,
    completed_at: null,
    expires_at: null,
    last_countdown_update: null,
    pause_count: 0,
    ...more,
  };
}

const started = { started_at: "2025-03-02 10:05:00", last_heartbeat: "2025-03-02 10:45:00" };
const used = {
  status: "used",
  activated_at: "2025-03-02 10:00:00",
  used_at: "2025-03-02 11:05:00",
  activated_by: 1,
};
const active = { status: "active", activated_at: "2025-03-02 10:00:00", activated_by: 1 };

/** Old ids 1 to 999: one sale for each thing that can be wrong beyond the statuses. */
const toldPurchases: readonly OldTableRow[] = [
  purchase(1),
  purchase(2, { session_status: "ready" }),
  purchase(3, { session_status: "active" }),
  purchase(4, { price: "1500.50" }),
  purchase(5, { currency: "EUR", price: "15.00" }),
  purchase(6, { user_id: 77 }),
  purchase(7, {
    game_id: 44,
    package_id: 55,
    game_name: "Tekken",
    package_name: "Nuit",
    duration_minutes: 480,
  }),
  purchase(8, { created_at: ZERO_DATE, updated_at: ZERO_DATE, paid_at: ZERO_DATE }),
  purchase(9, { payment_status: "pending", paid_at: null }),
  purchase(10),
  purchase(11),
  purchase(12),
  purchase(13),
  purchase(14),
  purchase(15, { duration_minutes: 0 }),
  purchase(16, { price: "-5.00" }),
  purchase(17),
  purchase(18, { session_status: "completed" }),
  purchase(19, { payment_status: "pending" }),
  purchase(20),
  purchase(21, { duration_minutes: 4_000 }),
  purchase(22),
];

const toldInvoices: readonly OldTableRow[] = [
  invoice(1, 1, { qr_code_data: OLD_QR, validation_code: OLD_CODE }),
  invoice(2, 2, { ...active, validation_code: "GZ-ACTIVE-2" }),
  invoice(3, 3, { ...active, activation_ip: Uint8Array.of(0, 39, 92, 10, 255, 13, 26, 34) }),
  invoice(4, 4, { amount: "1500.50" }),
  invoice(5, 5, { currency: "EUR", amount: "15.00" }),
  invoice(6, 6, { user_id: 77 }),
  invoice(7, 7, { duration_minutes: 480 }),
  invoice(8, 8, { issued_at: ZERO_DATE, expires_at: ZERO_DATE }),
  invoice(9, 9),
  // Two of one code, and one that differs only by what scanners confuse.
  invoice(10, 10, { validation_code: "DOUBLE-01", status: "used", used_at: "2025-03-02 11:00:00" }),
  invoice(11, 11, { validation_code: "double-o1" }),
  // Two of one number, one of our own shape, one without any, one that is too long.
  invoice(12, 12, { invoice_number: "INV-20250301-011" }),
  invoice(13, 13, { invoice_number: "2025-00012", validation_code: "0123-4567-89AB-CDEF" }),
  invoice(14, 14, { invoice_number: "", validation_code: "A1", qr_code_data: OLD_QR }),
  invoice(15, 15, { duration_minutes: 0 }),
  invoice(16, 16),
  invoice(17, 17, { invoice_number: "N".repeat(80), user_id: 4 }),
  invoice(18, 18, { ...used }),
  invoice(19, 19, { ...used }),
  invoice(20, 20, { expires_at: "2025-06-01 00:00:00" }),
  invoice(21, 21, { duration_minutes: 4_000 }),
  invoice(22, 22, { ...used, amount: "1400.00" }),
  // Its purchase was deleted.
  invoice(23, 90_000),
];

const toldSessions: readonly OldTableRow[] = [
  session(1, 2, 2, { ready_at: ZERO_DATE }),
  session(2, 3, 3, { ...started, status: "active", used_minutes: 60 }),
  session(3, 19, 19, {
    ...started,
    status: "completed",
    used_minutes: 60,
    completed_at: "2025-03-02 11:05:00",
  }),
  // More time than was sold, and a second session of one purchase, and one of no purchase.
  session(4, 22, 22, { ...started, status: "completed", total_minutes: 90, used_minutes: 90, user_id: 4 }),
  session(5, null, 22),
  session(6, null, 91_000),
];

/** Every combination of payment, invoice, session and played time, with a copy in the purchase that may lie. */
function combinations() {
  const sales = {
    purchases: [] as OldTableRow[],
    invoices: [] as OldTableRow[],
    active_game_sessions_v2: [] as OldTableRow[],
  };
  let id = FIRST_COMBINATION;
  for (const paymentStatus of paymentStatuses) {
    for (const invoiceStatus of invoiceStatuses) {
      for (const sessionStatus of sessionStatuses) {
        for (const minutes of sessionStatus === null ? [0, 1] : usedMinutes) {
          id += 1;
          const isPaid = paymentStatus === "completed" || paymentStatus === "refunded" || id % 5 === 0;
          sales.purchases.push(
            purchase(id, {
              payment_status: paymentStatus,
              session_status: purchaseSessionStatuses[id % purchaseSessionStatuses.length] ?? null,
              paid_at: isPaid ? "2025-03-01 09:05:00" : null,
            }),
          );
          if (invoiceStatus !== null) {
            const wasUsed = invoiceStatus === "used" || minutes === 60;
            const dates = {
              activated_at: wasUsed || invoiceStatus === "active" ? "2025-03-02 10:00:00" : null,
              used_at: invoiceStatus === "used" ? "2025-03-02 11:05:00" : null,
            };
            sales.invoices.push(invoice(id, id, { status: invoiceStatus, ...dates }));
          }
          if (sessionStatus !== null) {
            const invoiceId = invoiceStatus === null ? null : id;
            const times = minutes > 0 ? started : {};
            const end = ["completed", "terminated"].includes(sessionStatus) ? "2025-03-02 12:00:00" : null;
            sales.active_game_sessions_v2.push(
              session(id, invoiceId, id, {
                ...times,
                status: sessionStatus,
                used_minutes: minutes,
                completed_at: end,
              }),
            );
          }
        }
      }
    }
  }
  return sales;
}

function event(
  id: number,
  sessionId: number,
  type: string,
  message: string | null,
  data: string | null,
): OldTableRow {
  return {
    id,
    session_id: sessionId,
    event_type: type,
    event_message: message,
    minutes_delta: 0,
    minutes_before: 0,
    minutes_after: 0,
    triggered_by: 1,
    triggered_by_system: 0,
    event_data: data,
    created_at: "2025-03-02 10:05:00",
  };
}

function scan(id: number, invoiceId: number | null, code: string, result: string): OldTableRow {
  return {
    id,
    invoice_id: invoiceId,
    validation_code: code,
    scan_result: result,
    scan_message: "Code scanné",
    scanned_by: 1,
    scanned_at: "2025-03-02 10:00:00",
    ip_address: "192.168.1.7",
  };
}

/** The statements of a whole database, to be run or to be put into a file. */
export function* statementsOf(data: OldData, withColumns: boolean): Generator<string> {
  for (const [table, definition] of Object.entries(oldSchema)) {
    yield `DROP TABLE IF EXISTS \`${table}\``;
    yield definition;
    const rows = data[table] ?? [];
    for (let start = 0; start < rows.length; start += 400) {
      yield insertOf(table, rows.slice(start, start + 400), withColumns);
    }
  }
}

function insertOf(table: string, rows: readonly OldTableRow[], withColumns: boolean): string {
  const columns = Object.keys(rows[0] as OldTableRow);
  const list = withColumns ? ` (${columns.map((column) => `\`${column}\``).join(", ")})` : "";
  const values = rows.map(
    (row) => `(${columns.map((column) => literal(row[column] as OldValue)).join(",")})`,
  );
  return `INSERT INTO \`${table}\`${list} VALUES\n${values.join(",\n")}`;
}

function literal(value: OldValue): string {
  if (value === null) return "NULL";
  if (typeof value === "number") return String(value);
  if (typeof value !== "string") return `0x${Buffer.from(value).toString("hex")}`;
  const escaped = value.replace(/[\\'"\n\r]/g, (sign) => `\\${escapes[sign] ?? sign}`);
  return `'${escaped}'`;
}

const escapes: Readonly<Record<string, string>> = { "\n": "n", "\r": "r" };

/** As mysqldump writes a database: no column lists, settings in comments, a trigger behind another delimiter. */
export function asMysqldump(data: OldData): string {
  return [
    "-- MySQL dump 10.13  Distrib 8.0.36, for Win64 (x86_64)",
    "/*!40101 SET NAMES utf8mb4 */;",
    "/*!40103 SET TIME_ZONE='+00:00' */;",
    ...[...statementsOf(data, false)].map((statement) => `${statement};`),
    "DELIMITER ;;",
    "/*!50003 CREATE TRIGGER `sync` AFTER UPDATE ON `invoices` FOR EACH ROW BEGIN",
    "  INSERT INTO purchases VALUES (1); -- it's not data",
    "END */;;",
    "DELIMITER ;",
    "CREATE PROCEDURE_LIKE_NOTHING;",
    "-- Dump completed on 2025-11-01 20:00:00",
    "",
  ].join("\n");
}

/** As phpMyAdmin exports it: column lists, its own comments, keys added at the end. */
export function asPhpMyAdmin(data: OldData): string {
  return [
    "-- phpMyAdmin SQL Dump",
    "-- version 5.2.1",
    'SET SQL_MODE = "NO_AUTO_VALUE_ON_ZERO";',
    "START TRANSACTION;",
    'SET time_zone = "+00:00";',
    "/*!40101 SET NAMES utf8mb4 */;",
    "--",
    "-- Base de données : `gamezone`; it's a comment",
    "--",
    ...[...statementsOf(data, true)].map(
      (statement) => `${statement};\n\n-- --------------------------------------------------------\n`,
    ),
    "DELIMITER $$",
    "CREATE PROCEDURE `sync_purchase_session_status` () BEGIN UPDATE purchases SET x = ';'; END$$",
    "DELIMITER ;",
    "ALTER TABLE `invoices` ADD UNIQUE KEY `again` (`purchase_id`);",
    "COMMIT;",
    "",
  ].join("\n");
}

/** Writes a dump with so many finished sessions and five events each, to see how long a big shop takes. */
export async function writeBigDump(path: string, sessions: number): Promise<void> {
  const file = createWriteStream(path);
  const put = async (text: string) => {
    if (!file.write(text)) await once(file, "drain");
  };
  await put("-- MySQL dump 10.13\n/*!40101 SET NAMES utf8mb4 */;\n/*!40103 SET TIME_ZONE='+00:00' */;\n");
  for (const definition of Object.values(oldSchema)) await put(`${definition};\n`);
  const people = Array.from({ length: 2_000 }, (_, index) => user(index + 1, `joueur${index + 1}`, {}));
  await put(`${insertOf("users", people, false)};\n`);
  await put(`${insertOf("games", [{ id: 1, name: "FIFA", slug: "fifa", is_active: 1 }], false)};\n`);
  const sold = { id: 1, game_id: 1, name: "1 heure", duration_minutes: 60, price: "1500.00" };
  await put(`${insertOf("game_packages", [sold], false)};\n`);
  const ended = { ...started, status: "completed", used_minutes: 60, completed_at: "2025-03-02 11:05:00" };
  const steps = ["ready", "start", "pause", "resume", "complete"];
  for (let start = 1; start <= sessions; start += 500) {
    const ids = Array.from({ length: Math.min(500, sessions - start + 1) }, (_, index) => start + index);
    const player = (id: number) => (id % 2_000) + 1;
    const rows: Array<[string, OldTableRow[]]> = [
      ["purchases", ids.map((id) => purchase(id, { user_id: player(id), session_status: "completed" }))],
      ["invoices", ids.map((id) => invoice(id, id, { ...used, user_id: player(id) }))],
      ["active_game_sessions_v2", ids.map((id) => session(id, id, id, { ...ended, user_id: player(id) }))],
      [
        "session_events",
        ids.flatMap((id) =>
          steps.map((step, index) => event(id * 5 + index, id, step, `Étape ${step}`, null)),
        ),
      ],
      ["invoice_scans", ids.map((id) => scan(id, id, `GZ-CODE-${id}`, "success"))],
    ];
    for (const [table, batch] of rows) await put(`${insertOf(table, batch, false)};\n`);
  }
  await put("-- Dump completed\n");
  file.end();
  await once(file, "finish");
}
