import type { ColumnType, Generated, GeneratedAlways, JSONColumnType } from "kysely";
import type { Role } from "../core/actor.ts";
import type { InvoiceStatus } from "../core/invoice-machine.ts";
import type { PaymentMethod } from "../core/payment-method.ts";
import type { Permission } from "../core/permissions.ts";
import type { PhotoType } from "../core/photo.ts";
import type { PackageKind, PriceLine, Terms } from "../core/pricing.ts";
import type { OnHolidays } from "../core/pricing-calendar.ts";
import type { PaymentStatus } from "../core/purchase-machine.ts";
import type { SanctionKind } from "../core/sanction.ts";
import type { SessionEventType } from "../core/session-clock.ts";
import type { SessionStatus } from "../core/session-machine.ts";
import type { StationKind } from "../core/station.ts";

/** The tables as TypeScript sees them. Instants are `Date`s of whole milliseconds, bigints are numbers. */
export interface Database {
  clock_watch: { only_row: boolean; high_water_at: Date; stopped_at: Date | null };
  node_heartbeats: { node_id: string; started_at: Date; beat_at: Date };
  venues: VenuesTable;
  venue_logos: { venue_id: number; media_type: "image/png" | "image/jpeg"; image: Buffer };
  opening_hours: { venue_id: number; day: number; opens: string; closes: string };
  users: UsersTable;
  player_profiles: PlayerProfilesTable;
  player_photos: PlayerPhotosTable;
  sanctions: SanctionsTable;
  sign_ins: { id: GeneratedAlways<number>; user_id: number; token: string; expires_at: Date };
  credentials: CredentialsTable;
  installation_secrets: { name: string; value: string };
  api_keys: ApiKeysTable;
  games: GamesTable;
  packages: PackagesTable;
  zones: ZonesTable;
  stations: StationsTable;
  tills: TillsTable;
  shifts: ShiftsTable;
  cash_movements: CashMovementsTable;
  membership_payments: MembershipPaymentsTable;
  till_entries: TillEntriesView;
  approval_pins: ApprovalPinsTable;
  public_holidays: { venue_id: number; day: string; name: string };
  calendar_prices: CalendarPricesTable;
  memberships: MembershipsTable;
  player_memberships: PlayerMembershipsTable;
  sale_groups: SaleGroupsTable;
  purchases: PurchasesTable;
  payments: PaymentsTable;
  invoice_counters: {
    venue_id: number;
    year: number;
    last_number: number;
    first_number: Generated<number>;
  };
  invoices: InvoicesTable;
  play_sessions: PlaySessionsTable;
  session_runs: SessionRunsTable;
  session_grants: SessionGrantsTable;
  session_events: SessionEventsTable;
  invoice_scans: InvoiceScansTable;
  invoice_audit_log: InvoiceAuditLogTable;
  audit_entries: AuditEntriesTable;
  audit_entries_to_seal: { venue_id: number; audit_entry_id: number };
  audit_seals: AuditSealsTable;
  audit_faults: AuditFaultsView;
  archived_sessions: ArchivedSessionsTable;
  all_sessions: AllSessionsView;
  /** The events of every session, live or archived. */
  all_session_events: SessionEventsTable;
  imported_records: ImportedRecordsTable;
  imported_history: ImportedHistoryTable;
  old_codes: { venue_id: number; key: string; invoice_id: number };
  scheduled_jobs: ScheduledJobsTable;
  check_results: CheckResultsTable;
  acknowledged_findings: AcknowledgedFindingsTable;
  idempotency_records: IdempotencyRecordsTable;
  purchase_session_overview: OverviewView;
}

export interface VenuesTable {
  id: GeneratedAlways<number>;
  name: string;
  address: Generated<string>;
  currency: string;
  time_zone: string;
  outage_threshold_ms: Generated<number>;
  ready_lifetime_ms: Generated<number>;
  invoice_lifetime_ms: Generated<number>;
  qr_secret: Buffer;
  session_retention_days: Generated<number>;
  /** In minor units; null asks for no approval, however much is paid back. */
  refund_approval_above: number | null;
  controller_surcharge_per_hour: Generated<number>;
  minor_age: Generated<number>;
  /** Local times, as `08:00:00`: when minors may play. Both null: whenever they like. */
  minors_from: string | null;
  minors_until: string | null;
  phone: Generated<string>;
  tax_number: Generated<string>;
  trade_register: Generated<string>;
  version: Generated<number>;
  set_up_at: Date | null;
  created_at: Generated<Date>;
}

export interface UsersTable {
  id: GeneratedAlways<number>;
  venue_id: number;
  role: Role;
  username: string;
  name: string;
  phone: string | null;
  active: Generated<boolean>;
  search_text: string;
  email: string;
  email_verified: Generated<boolean>;
  image: string | null;
  granted_permissions: Generated<readonly Permission[]>;
  withheld_permissions: Generated<readonly Permission[]>;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
}

export interface PlayerProfilesTable {
  venue_id: number;
  player_id: number;
  /** Written as `2010-05-31`; read it as text. */
  birth_date: ColumnType<Date | null, string | null, string | null>;
  /** When the player agreed that photo and date of birth are kept; null without consent. */
  consented_at: Date | null;
  consented_by: number | null;
  notes: Generated<string>;
  guardian_phone: string | null;
}

export interface PlayerPhotosTable {
  venue_id: number;
  player_id: number;
  consented_at: Date;
  image: Buffer;
  type: PhotoType;
  updated_at: Date;
}

export interface SanctionsTable {
  id: GeneratedAlways<number>;
  venue_id: number;
  player_id: number;
  kind: SanctionKind;
  reason: string;
  given_at: Date;
  given_by: number | null;
  /** Of a suspension only. */
  until: Date | null;
  lifted_at: Date | null;
  lifted_by: number | null;
  lift_reason: string | null;
}

export interface CredentialsTable {
  id: GeneratedAlways<number>;
  user_id: number;
  account_id: string;
  provider_id: string;
  password: string | null;
  updated_at: Generated<Date>;
}

export interface ApiKeysTable {
  id: GeneratedAlways<number>;
  venue_id: number;
  name: string;
  role: Role;
  key_hash: Buffer;
  created_at: Generated<Date>;
  revoked_at: Date | null;
}

export interface GamesTable {
  id: GeneratedAlways<number>;
  venue_id: number;
  name: string;
  active: Generated<boolean>;
  created_at: Generated<Date>;
}

export interface PackagesTable {
  id: GeneratedAlways<number>;
  venue_id: number;
  game_id: number;
  name: string;
  minutes: number;
  price: number;
  active: Generated<boolean>;
  created_at: Generated<Date>;
  kind: Generated<PackageKind>;
  window_from: string | null;
  window_until: string | null;
  window_days: number[] | null;
  window_on_holidays: OnHolidays | null;
  step_minutes: number | null;
  minimum_price: number | null;
  ceiling_price: number | null;
}

export interface ZonesTable {
  id: GeneratedAlways<number>;
  venue_id: number;
  name: string;
  surcharge_per_hour: Generated<number>;
  created_at: Generated<Date>;
}

/** Days are `2026-12-25`, times `22:00:00`, both of the venue's calendar and clock. */
export interface CalendarPricesTable {
  id: GeneratedAlways<number>;
  venue_id: number;
  name: string;
  package_id: number | null;
  window_from: string;
  window_until: string;
  window_days: number[];
  window_on_holidays: OnHolidays;
  date_from: string | null;
  date_until: string | null;
  percent: number | null;
  price: number | null;
  active: Generated<boolean>;
  created_at: Generated<Date>;
}

export interface MembershipsTable {
  id: GeneratedAlways<number>;
  venue_id: number;
  name: string;
  price: number;
  discount_percent: number;
  minutes_a_month: number;
  active: Generated<boolean>;
  created_at: Generated<Date>;
}

export interface PlayerMembershipsTable {
  id: GeneratedAlways<number>;
  venue_id: number;
  player_id: number;
  membership_id: number;
  name: string;
  price: number;
  discount_percent: number;
  minutes_a_month: number;
  from_day: string;
  until_day: string;
  created_at: Generated<Date>;
  created_by: number | null;
  refunded_at: Date | null;
}

export interface StationsTable {
  id: GeneratedAlways<number>;
  venue_id: number;
  name: string;
  active: Generated<boolean>;
  zone_id: Generated<number | null>;
  kind: Generated<StationKind>;
  controllers: Generated<number>;
  /** What is broken; null while it works. */
  fault: Generated<string | null>;
  place_x: Generated<number | null>;
  place_y: Generated<number | null>;
  created_at: Generated<Date>;
}

export interface TillsTable {
  id: GeneratedAlways<number>;
  venue_id: number;
  name: string;
  active: Generated<boolean>;
  created_at: Generated<Date>;
}

/** Cash in minor units of the venue's currency. */
export interface ShiftsTable {
  id: GeneratedAlways<number>;
  venue_id: number;
  till_id: number;
  origin: Generated<"counter" | "before">;
  opened_at: Date;
  opened_by: number | null;
  opening_cash: number;
  closed_at: Date | null;
  closed_by: number | null;
  counted_cash: number | null;
  expected_cash: number | null;
  counts: ColumnType<Record<string, number> | null, string | null, string | null>;
  note: string | null;
  handed_over_from: number | null;
}

export interface CashMovementsTable {
  id: GeneratedAlways<number>;
  venue_id: number;
  shift_id: number;
  kind: "in" | "out";
  amount: number;
  reason: string;
  at: Date;
  by: number | null;
}

export interface MembershipPaymentsTable {
  id: GeneratedAlways<number>;
  venue_id: number;
  player_membership_id: number;
  shift_id: number;
  kind: "payment" | "refund";
  method: "cash" | "mobile_money";
  amount: number;
  tendered: number | null;
  change: number | null;
  reference: string | null;
  received_at: Date;
  received_by: number | null;
}

export interface TillEntriesView {
  venue_id: number;
  shift_id: number;
  source: "sale" | "membership" | "movement";
  id: number;
  purchase_id: number | null;
  kind: "payment" | "refund" | "in" | "out";
  method: PaymentMethod;
  amount: number;
  at: Date;
}

export interface ApprovalPinsTable {
  user_id: number;
  venue_id: number;
  hash: string;
  changed_at: Date;
  failures: Generated<number>;
  failing_since: Date;
}

export interface PurchasesTable {
  id: GeneratedAlways<number>;
  venue_id: number;
  player_id: number;
  package_id: number;
  game_name: string;
  package_name: string;
  minutes: number;
  price: number;
  currency: string;
  payment_status: Generated<PaymentStatus>;
  created_at: Date;
  created_by: number | null;
  completed_at: Date | null;
  refunded_at: Date | null;
  kind: Generated<PackageKind>;
  /** Null for what was sold before there were tariffs. */
  terms: JSONColumnType<Terms> | null;
  price_lines: ColumnType<PriceLine[], string | undefined, string>;
  zone_id: number | null;
  controllers: Generated<number>;
  pass_from: Date | null;
  pass_until: Date | null;
  player_membership_id: number | null;
  /** Of open-ended play: when its price was worked out, once. */
  billed_at: Date | null;
  membership_minutes: Generated<number>;
  group_id: Generated<number | null>;
}

export interface SaleGroupsTable {
  id: GeneratedAlways<number>;
  venue_id: number;
  method: PaymentMethod;
  amount: number;
  tendered: number | null;
  change: number | null;
  paid_at: Date;
  paid_by: number | null;
}

export interface PaymentsTable {
  id: GeneratedAlways<number>;
  venue_id: number;
  purchase_id: number;
  kind: "payment" | "refund";
  method: PaymentMethod;
  amount: number;
  tendered: number | null;
  change: number | null;
  reference: string | null;
  received_at: Date;
  received_by: number | null;
  shift_id: number;
}

export interface InvoicesTable {
  id: GeneratedAlways<number>;
  venue_id: number;
  purchase_id: number;
  /** Null, as the sequence, for an invoice that came over from the old system with a number of its own. */
  year: number | null;
  sequence: number | null;
  number: string;
  validation_code: string;
  status: Generated<InvoiceStatus>;
  issued_at: Date;
  expires_at: Date;
  activated_at: Date | null;
  activated_by: number | null;
  used_at: Date | null;
}

export interface PlaySessionsTable {
  id: GeneratedAlways<number>;
  venue_id: number;
  invoice_id: number;
  player_id: number;
  station_id: number | null;
  status: Generated<SessionStatus>;
  granted_ms: number;
  used_ms: Generated<number>;
  written_off_ms: Generated<number>;
  running_since: Date | null;
  ends_at: Date | null;
  low_time_at: Date | null;
  ready_expires_at: Date | null;
  created_at: Date;
  started_at: Date | null;
  completed_at: Date | null;
  outage_at: Date | null;
  last_event: Generated<number>;
  /** Of a pass: when it is over, whatever was played of it. */
  closes_at: Date | null;
}

export interface SessionRunsTable {
  id: GeneratedAlways<number>;
  venue_id: number;
  session_id: number;
  station_id: number | null;
  started_at: Date;
  ended_at: Date | null;
}

export interface SessionGrantsTable {
  id: GeneratedAlways<number>;
  venue_id: number;
  session_id: number;
  kind: "initial" | "added" | "compensation" | "cut";
  /** Below zero for what was cut. */
  granted_ms: number;
  reason: string | null;
  granted_at: Date;
  granted_by: number | null;
}

export interface SessionEventsTable {
  venue_id: number;
  session_id: number;
  number: number;
  type: SessionEventType;
  at: Date;
  recorded_at: Date;
  /** Granted, added, cut, given back or written off, as the type says. */
  duration_ms: number | null;
  /** Of the creation of a pass. */
  closes_at: Generated<Date | null>;
  reason: string | null;
  actor_id: number | null;
  api_key_id: number | null;
  /** Where it was seated, of the events that seat a session. */
  station_id: Generated<number | null>;
}

export type ScanOutcome =
  | "activated"
  | "invalid_code"
  | "already_active"
  | "already_used"
  | "expired"
  | "cancelled"
  | "refunded"
  | "rate_limited"
  | "player_suspended"
  | "player_banned"
  | "pass_not_yet";

export interface InvoiceScansTable {
  id: GeneratedAlways<number>;
  venue_id: number;
  scanned_at: Date;
  outcome: ScanOutcome;
  entered: string;
  invoice_id: number | null;
  station_id: number | null;
  scanned_by: number | null;
  api_key_id: number | null;
  address: string | null;
}

export interface InvoiceAuditLogTable {
  id: GeneratedAlways<number>;
  venue_id: number;
  invoice_id: number;
  from_status: InvoiceStatus | null;
  to_status: InvoiceStatus;
  trigger: string;
  at: Date;
  actor_id: number | null;
  api_key_id: number | null;
}

export interface AuditEntriesTable {
  id: GeneratedAlways<number>;
  venue_id: number;
  at: Date;
  action: string;
  subject: string;
  subject_id: number | null;
  details: JSONColumnType<Record<string, unknown>>;
  actor_id: number | null;
  api_key_id: number | null;
}

export interface AuditSealsTable {
  venue_id: number;
  position: number;
  audit_entry_id: number;
  hash: Buffer;
  sealed_at: Date;
}

export interface AuditFaultsView {
  venue_id: number;
  position: number | null;
  audit_entry_id: number;
  fault: "removed" | "edited" | "inserted" | "seal missing";
}

export interface ArchivedSessionsTable {
  id: number;
  venue_id: number;
  invoice_id: number;
  player_id: number;
  station_id: number | null;
  status: "completed" | "expired" | "terminated";
  granted_ms: number;
  used_ms: number;
  written_off_ms: number;
  created_at: Date;
  started_at: Date | null;
  completed_at: Date;
  last_event: number;
  history: JSONColumnType<{ events: unknown[]; runs: unknown[]; grants: unknown[] }>;
  archived_at: Date;
  closes_at: Date | null;
}

/** Every session that ever was, live or archived. */
export interface AllSessionsView {
  venue_id: number;
  id: number;
  invoice_id: number;
  player_id: number;
  station_id: number | null;
  status: SessionStatus;
  granted_ms: number;
  used_ms: number;
  written_off_ms: number;
  running_since: Date | null;
  ends_at: Date | null;
  created_at: Date;
  started_at: Date | null;
  completed_at: Date | null;
  archived: boolean;
  low_time_at: Date | null;
  ready_expires_at: Date | null;
  outage_at: Date | null;
  last_event: number;
  closes_at: Date | null;
}

export interface ImportedRecordsTable {
  venue_id: number;
  /** Names the old installation. */
  source: string;
  kind: "user" | "game" | "package" | "purchase" | "invoice" | "session";
  old_id: number;
  new_id: number;
}

export interface ImportedHistoryTable {
  venue_id: number;
  source: string;
  kind: "session_event" | "invoice_scan" | "invoice_audit";
  old_id: number;
  invoice_id: number | null;
  session_id: number | null;
  at: Date | null;
  type: string;
  message: string | null;
  details: JSONColumnType<Record<string, unknown>>;
}

export interface ScheduledJobsTable {
  name: string;
  due_at: Date;
  claimed_by: string | null;
  claimed_until: Date | null;
  last_started_at: Date | null;
  last_ended_at: Date | null;
  last_error: string | null;
  failures: Generated<number>;
}

export interface CheckResultsTable {
  venue_id: number;
  name: string;
  found: number;
  found_since: Date | null;
  alerted_at: Date | null;
  checked_at: Date;
}

export interface AcknowledgedFindingsTable {
  venue_id: number;
  name: string;
  key: string;
  reason: string;
  acknowledged_at: Date;
  acknowledged_by: number | null;
}

export interface IdempotencyRecordsTable {
  venue_id: number;
  actor: string;
  key: string;
  request_hash: Buffer;
  body: string;
  created_at: Date;
}

export type SyncStatus = "SYNCED" | "NO_SESSION" | "MISMATCH";

export interface OverviewView {
  venue_id: number;
  purchase_id: number;
  player_id: number;
  payment_status: PaymentStatus;
  created_at: ColumnType<Date, never, never>;
  invoice_id: number | null;
  invoice_number: string | null;
  invoice_status: InvoiceStatus | null;
  session_id: number | null;
  session_status: SessionStatus | null;
  sync_status: SyncStatus;
  kind: PackageKind;
}
