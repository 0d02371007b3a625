import { sql } from "kysely";
import { recordAudit } from "../audit/actions.ts";
import { toInstant } from "../contract/fields.ts";
import { barOfSanctions, refusalOf } from "../core/admission.ts";
import { BusinessError } from "../core/errors.ts";
import { type InvoiceStatus, scanRefusal } from "../core/invoice-machine.ts";
import { fromFrenchKeyboard } from "../core/keyboard-layout.ts";
import { foldOldCode, readScannedText, type ScannedCode } from "../core/validation-code.ts";
import { announceChange } from "../db/announce.ts";
import type { ScanOutcome } from "../db/schema.ts";
import type { ActionContext } from "../db/transaction.ts";
import { moveInvoice } from "../invoices/actions.ts";
import { isSignedBy, oldQrKey, readInvoice } from "../invoices/queries.ts";
import type { Invoice } from "../invoices/schema.ts";
import { type StandingRow, toStanding } from "../sanctions/queries.ts";
import { createSession } from "../sessions/actions.ts";
import { readSessionOfInvoice } from "../sessions/queries.ts";
import type { Session } from "../sessions/schema.ts";
import { readStation } from "../stations/queries.ts";
import { countRecentFailures, presentScan } from "./queries.ts";
import type { Scan } from "./schema.ts";

/** How many unknown codes a minute one staff member, and one address, may try. */
const FAILURES_BY_ACTOR = 10;
const FAILURES_BY_ADDRESS = 20;
const GUESS_LOCK = 4_720_011;

function isTooMany({ byActor, byAddress }: { byActor: number; byAddress: number }): boolean {
  return byActor >= FAILURES_BY_ACTOR || byAddress >= FAILURES_BY_ADDRESS;
}

export interface ScanInput {
  readonly code: string;
  readonly stationId?: number | null;
}

/**
 * Activates the invoice of a code, once, and makes its session ready. Every attempt is kept in `invoice_scans`: a
 * refusal is returned, not thrown, so that its row stays. Refusals: `rate_limited`, `invalid_code`,
 * `already_active`, `already_used`, `expired`, `cancelled`, `refunded`, and `pass_not_yet`, `player_suspended` or
 * `player_banned`, which leave the invoice to be scanned another time.
 */
export async function scanCode(
  context: ActionContext,
  input: ScanInput,
): Promise<{ scan: Scan; invoice: Invoice; session: Session } | BusinessError> {
  const { tx, actor } = context;
  const stationId = input.stationId ?? null;
  if (stationId !== null) await readStation(tx, actor.venueId, stationId);
  const attempt: Attempt = { entered: await whatToKeep(context, input.code), stationId };

  const [failures, found] = await Promise.all([
    countRecentFailures(tx, actor),
    lockInvoiceOfCode(context, input.code),
  ]);
  if (isTooMany(failures)) return refuse(context, attempt, "rate_limited");
  if (found === null) {
    // Guesses at once take turns and count anew, so that each sees the one before it.
    await sql`select pg_advisory_xact_lock(${GUESS_LOCK}, hashint8(${actor.venueId}))`.execute(tx);
    const isOne = isTooMany(await countRecentFailures(tx, actor));
    return refuse(context, attempt, isOne ? "rate_limited" : "invalid_code");
  }
  const known = { ...attempt, entered: "", invoiceId: found.id };
  const refusal = scanRefusal(found.status) ?? refusalByTime(found);
  if (refusal !== null) return refuse(context, known, refusal, await whatHappened(context, found));
  const bar = barOfSanctions(toStanding(found.standing), found.now.getTime());
  if (bar !== null) {
    const { code, facts } = refusalOf(bar, found.player_id);
    const outcome = code as "player_suspended" | "player_banned";
    return refuse(context, known, outcome, { ...facts, invoiceId: found.id, invoiceNumber: found.number });
  }

  const [scan, sessionId, , invoice, session] = await Promise.all([
    logScan(context, known, "activated"),
    createSession(
      context,
      {
        invoiceId: found.id,
        playerId: found.player_id,
        stationId,
        minutes: found.minutes,
        window: windowOf(found),
      },
      found.now,
    ),
    moveInvoice(context, found, "scan", found.now),
    // Asked in one journey with what was written above, and after it.
    readInvoice(tx, actor, found.id),
    readSessionOfInvoice(tx, actor, found.id),
  ]);
  recordAudit(context, {
    action: "invoice.activate",
    subject: "invoice",
    subjectId: found.id,
    details: { sessionId },
  });
  return { scan: presentScan({ ...scan, number: found.number }), invoice, session };
}

/**
 * For the doctor: makes the session that an activated invoice lacks, as the scan should have. Answers false, and makes
 * none, when the purchase is not paid. Throws `not_found`.
 */
export async function createMissingSession(context: ActionContext, invoiceId: number): Promise<boolean> {
  const { tx, actor } = context;
  const invoice = await tx
    .selectFrom("invoices as i")
    .innerJoin("purchases as p", (join) =>
      join.onRef("p.venue_id", "=", "i.venue_id").onRef("p.id", "=", "i.purchase_id"),
    )
    .select(["i.status", "p.payment_status", "p.player_id", "p.minutes", "p.pass_from", "p.pass_until"])
    .select(sql<Date>`clock_now()`.as("now"))
    .where("i.venue_id", "=", actor.venueId)
    .where("i.id", "=", invoiceId)
    .forUpdate("i")
    .executeTakeFirst();
  if (!invoice) throw new BusinessError("not_found");
  if (invoice.payment_status !== "completed") return false;
  const { player_id: playerId, minutes, now } = invoice;
  await createSession(
    context,
    { invoiceId, playerId, stationId: null, minutes, window: windowOf(invoice) },
    now,
  );
  return true;
}

interface Attempt {
  readonly entered: string;
  readonly stationId: number | null;
  readonly invoiceId?: number;
}

interface FoundInvoice {
  readonly id: number;
  readonly number: string;
  readonly status: InvoiceStatus;
  readonly expires_at: Date;
  readonly activated_at: Date | null;
  readonly activated_by: number | null;
  readonly player_id: number;
  readonly minutes: number;
  readonly standing: StandingRow;
  /** Of a pass: the window that was sold. */
  readonly pass_from: Date | null;
  readonly pass_until: Date | null;
  readonly now: Date;
}

/** Why an invoice that was not used yet cannot be used now; null when it can. */
function refusalByTime({ expires_at, pass_from, now }: FoundInvoice): "expired" | "pass_not_yet" | null {
  if (expires_at <= now) return "expired";
  return pass_from !== null && pass_from > now ? "pass_not_yet" : null;
}

function windowOf({
  pass_from,
  pass_until,
}: Pick<FoundInvoice, "pass_from" | "pass_until">): { from: Date; until: Date } | null {
  return pass_from === null || pass_until === null ? null : { from: pass_from, until: pass_until };
}

/** The locked invoice of a code, or null when no such code was issued, or when its signature is not ours. */
async function lockInvoiceOfCode(context: ActionContext, entered: string): Promise<FoundInvoice | null> {
  const scanned = readScannedText(entered);
  const own = scanned && (await lockInvoice(context, scanned));
  if (own || (scanned !== null && scanned.signature !== null)) return own;
  const code = await findOldCode(context, entered);
  return code === null ? null : lockInvoice(context, { code, signature: null });
}

/** The code of the old system's invoice that somebody typed, or whose old QR was scanned. */
async function findOldCode({ tx, actor }: ActionContext, entered: string): Promise<string | null> {
  const typed = entered.trim();
  const keys = [typed, fromFrenchKeyboard(typed)].flatMap((text) => [foldOldCode(text), oldQrKey(text)]);
  const found = await tx
    .selectFrom("old_codes as o")
    .innerJoin("invoices as i", (join) =>
      join.onRef("i.venue_id", "=", "o.venue_id").onRef("i.id", "=", "o.invoice_id"),
    )
    .select("i.validation_code")
    .where("o.venue_id", "=", actor.venueId)
    .where("o.key", "in", keys)
    .limit(1)
    .executeTakeFirst();
  return found?.validation_code ?? null;
}

async function lockInvoice({ tx, actor }: ActionContext, scanned: ScannedCode): Promise<FoundInvoice | null> {
  const { rows } = await sql<FoundInvoice & { qr_secret: Buffer }>`
    with locked as materialized (
      select id, venue_id, purchase_id, number, status, expires_at, activated_at, activated_by
      from invoices where venue_id = ${actor.venueId} and validation_code = ${scanned.code} for update
    )
    select locked.*, purchases.player_id, purchases.minutes, purchases.pass_from, purchases.pass_until,
      venues.qr_secret, hold_player_standing(locked.venue_id, purchases.player_id) as standing, clock_now() as now
    from locked
    join purchases on purchases.venue_id = locked.venue_id and purchases.id = locked.purchase_id
    join venues on venues.id = locked.venue_id`.execute(tx);
  const invoice = rows[0];
  if (!invoice) return null;
  if (scanned.signature !== null && !isSignedBy(invoice.qr_secret, scanned.code, scanned.signature))
    return null;
  return invoice;
}

async function refuse(
  context: ActionContext,
  attempt: Attempt,
  outcome: Exclude<ScanOutcome, "activated">,
  facts: Record<string, unknown> = {},
): Promise<BusinessError> {
  const { id: scanId } = await logScan(context, attempt, outcome);
  return new BusinessError(outcome, { ...facts, scanId });
}

/** Who activated an invoice, when, and the session it became: what the counter must tell the customer. */
async function whatHappened(
  { tx, actor }: ActionContext,
  invoice: FoundInvoice,
): Promise<Record<string, unknown>> {
  const { rows } = await sql<{ activated_by: string | null; session_id: number | null; time_zone: string }>`
    select
      (select coalesce(u.name, k.name) from invoice_audit_log l left join users u on u.id = l.actor_id
        left join api_keys k on k.id = l.api_key_id
        where l.venue_id = v.id and l.invoice_id = ${invoice.id} and l.to_status = 'active') as activated_by,
      (select id from all_sessions s where s.venue_id = v.id and s.invoice_id = ${invoice.id}) as session_id,
      v.time_zone
    from venues v where v.id = ${actor.venueId}`.execute(tx);
  const row = rows[0];
  return {
    invoiceId: invoice.id,
    invoiceNumber: invoice.number,
    passFrom: toInstant(invoice.pass_from),
    activatedAt: toInstant(invoice.activated_at),
    activatedBy: row?.activated_by ?? null,
    sessionId: row?.session_id ?? null,
    timeZone: row?.time_zone,
  };
}

async function logScan({ tx, actor }: ActionContext, attempt: Attempt, outcome: ScanOutcome) {
  const scan = await tx
    .insertInto("invoice_scans")
    .values({
      venue_id: actor.venueId,
      scanned_at: sql<Date>`clock_now()`,
      outcome,
      entered: attempt.entered,
      invoice_id: attempt.invoiceId ?? null,
      station_id: attempt.stationId,
      scanned_by: actor.userId,
      api_key_id: actor.apiKeyId,
      address: actor.address,
    })
    .returning(["id", "outcome", "scanned_at", "entered", "invoice_id", "station_id"])
    .returning(
      sql<string | null>`coalesce((select name from users where id = ${actor.userId}::bigint),
        (select name from api_keys where id = ${actor.apiKeyId}::bigint))`.as("scanned_by_name"),
    )
    .executeTakeFirstOrThrow();
  announceChange(tx, { venueId: actor.venueId, kind: "scan", id: scan.id });
  return scan;
}

/**
 * Enough of what was entered to see a typing error later, and nothing that a log should not hold: of what may be
 * somebody's code, only how it begins. Where codes of the old system are still in use, which have no shape of their
 * own, that is everything with a figure in it.
 */
async function whatToKeep({ tx, actor }: ActionContext, entered: string): Promise<string> {
  const scanned = readScannedText(entered);
  if (scanned !== null) return `${scanned.code.slice(0, 4)}…`;
  const plain = entered.replace(/\p{C}/gu, " ").trim();
  if (!/[0-9&é"'(\-è_çà]/.test(plain)) return plain.slice(0, 80);
  const old = await tx
    .selectFrom("old_codes")
    .select("key")
    .where("venue_id", "=", actor.venueId)
    .limit(1)
    .executeTakeFirst();
  return old ? `${plain.slice(0, 4)}…` : plain.slice(0, 80);
}
