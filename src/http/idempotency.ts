import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import type { FastifyRequest } from "fastify";
import { sql } from "kysely";
import { actorName } from "../core/actor.ts";
import { BusinessError, type ProblemFacts } from "../core/errors.ts";
import { inputRule } from "../core/invalid-input.ts";
import type { ProblemCode } from "../core/problems.ts";
import { violates } from "../db/constraint.ts";
import { insertAtEnd } from "../db/ending.ts";
import type { ActionContext } from "../db/transaction.ts";

/** The answer of an action as it is kept for a retry. */
export type StoredAnswer =
  | { readonly result: unknown }
  | { readonly refusal: { readonly code: ProblemCode; readonly facts: ProblemFacts } };

/** A request that may be sent again, by the key that says so. */
export interface RetryableRequest {
  readonly key: string;
  /** What tells it from another request with the same key. */
  readonly hash: Buffer;
}

/** Throws `invalid_input` for a key that is none. */
export function toRetryable(key: string, request: FastifyRequest): RetryableRequest {
  if (!/^[\x21-\x7e]{1,200}$/.test(key)) {
    throw new BusinessError("invalid_input", {
      errors: [{ field: "Idempotency-Key", message: inputRule("idempotency_key_shape") }],
    });
  }
  return { key, hash: hash(JSON.stringify([request.method, request.url, request.body ?? null])) };
}

/** The answer that a request was given before; null for one that is new. Throws `idempotency_key_reused`. */
export async function findAnswer(
  { tx, actor }: ActionContext,
  request: RetryableRequest,
): Promise<StoredAnswer | null> {
  const record = await tx
    .selectFrom("idempotency_records")
    .select(["request_hash", "body"])
    .where("venue_id", "=", actor.venueId)
    .where("actor", "=", actorName(actor))
    .where("key", "=", nameOf(request))
    .executeTakeFirst();
  if (!record) return null;
  if (!record.request_hash.equals(request.hash)) throw new BusinessError("idempotency_key_reused");
  return JSON.parse(unseal(record.body, request.key)) as StoredAnswer;
}

/**
 * Keeps the answer of a request at the end of its transaction. Of two transactions that do so for one key the second
 * fails, once the first has committed, with {@link isAnsweredMeanwhile}.
 */
export function keepAnswer(
  { tx, actor }: ActionContext,
  request: RetryableRequest,
  answer: StoredAnswer,
): void {
  insertAtEnd(tx, "idempotency_records", {
    venue_id: actor.venueId,
    actor: actorName(actor),
    key: nameOf(request),
    request_hash: request.hash,
    body: seal(JSON.stringify(answer), request.key),
    created_at: sql<Date>`clock_now()`,
  });
}

/** Whether a transaction failed because the same request was answered while it ran: it did nothing. */
export function isAnsweredMeanwhile(error: unknown): boolean {
  return violates(error, "idempotency_records_pkey");
}

function nameOf({ key }: RetryableRequest): string {
  return hash(key).toString("base64url");
}

// An answer may hold a new password. It is sealed with the key itself, of which we keep only the hash, so that only
// whoever made the request can have it answered again.

function seal(text: string, key: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", sealingKey(key), nonce);
  const sealed = Buffer.concat([nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return sealed.toString("base64");
}

function unseal(sealed: string, key: string): string {
  const bytes = Buffer.from(sealed, "base64");
  const decipher = createDecipheriv("aes-256-gcm", sealingKey(key), bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(-16));
  return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString("utf8");
}

function sealingKey(key: string): Buffer {
  return hash(`seal:${key}`);
}

function hash(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
