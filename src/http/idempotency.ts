import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import type { FastifyRequest } from "fastify";
import { sql } from "kysely";
import { actorName } from "../core/actor.ts";
import { BusinessError, type ProblemFacts } from "../core/errors.ts";
import { inputRule } from "../core/invalid-input.ts";
import type { ProblemCode } from "../core/problems.ts";
import { writeAtEnd } from "../db/ending.ts";
import type { ActionContext } from "../db/transaction.ts";

/** The answer of an action as it is kept for a retry. */
export type StoredAnswer =
  | { readonly result: unknown }
  | { readonly refusal: { readonly code: ProblemCode; readonly facts: ProblemFacts } };

/**
 * A key taken for this request. Two requests with one key meet on the primary key: the second waits for the first to
 * commit, then finds its answer.
 */
export interface Claim {
  readonly answer: StoredAnswer | null;
  readonly key: string;
  release(): Promise<void>;
}

/** Throws `invalid_input` for a key that is none, `idempotency_key_reused` when it was used for another request. */
export async function claimKey(context: ActionContext, key: string, request: FastifyRequest): Promise<Claim> {
  if (!/^[\x21-\x7e]{1,200}$/.test(key)) {
    throw new BusinessError("invalid_input", {
      errors: [{ field: "Idempotency-Key", message: inputRule("idempotency_key_shape") }],
    });
  }
  const { tx, actor } = context;
  const columns = { venue_id: actor.venueId, actor: actorName(actor), key: hash(key).toString("base64url") };
  const requestHash = hash(JSON.stringify([request.method, request.url, request.body ?? null]));
  const claimed = await tx
    .insertInto("idempotency_records")
    .values({ ...columns, request_hash: requestHash, body: null, created_at: sql<Date>`clock_now()` })
    .onConflict((conflict) => conflict.doNothing())
    .returning("key")
    .executeTakeFirst();
  const mine = tx.deleteFrom("idempotency_records").where((where) => where.and(columns));
  const release = async () => {
    await mine.execute();
  };
  if (claimed) return { answer: null, key, release };

  const record = await tx
    .selectFrom("idempotency_records")
    .select(["request_hash", "body"])
    .where((where) => where.and(columns))
    .executeTakeFirstOrThrow();
  if (!record.request_hash.equals(requestHash)) throw new BusinessError("idempotency_key_reused");
  return { answer: JSON.parse(unseal(record.body as string, key)) as StoredAnswer, key, release };
}

/** Keeps the answer of the request that took the key, at the end of its transaction. */
export function keepAnswer({ tx, actor }: ActionContext, claim: Claim, answer: StoredAnswer): void {
  writeAtEnd(
    tx,
    tx
      .updateTable("idempotency_records")
      .set({ body: seal(JSON.stringify(answer), claim.key) })
      .where("venue_id", "=", actor.venueId)
      .where("actor", "=", actorName(actor))
      .where("key", "=", hash(claim.key).toString("base64url")),
  );
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
