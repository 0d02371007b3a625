import type { FastifyInstance, FastifyReply } from "fastify";
import { sql } from "kysely";
import type { Action } from "../contract/route.ts";
import { BusinessError } from "../core/errors.ts";
import { inTransaction, type Transaction } from "../db/transaction.ts";
import { claimKey, keepAnswer, type StoredAnswer } from "./idempotency.ts";

/** Refusals that say "later", not "no": the same key may be tried again. */
const NOT_KEPT = new Set(["rate_limited", "unavailable"]);

type Outcome<Result> = { readonly result: Result } | { readonly refusal: BusinessError };

/**
 * Gives `reply.act`: one request, one action, one transaction. With an `Idempotency-Key` the answer, be it a
 * success or a refusal, is written in the same transaction and answered again to a retry.
 */
export function decorateAct(app: FastifyInstance): void {
  app.decorateReply("act", act);
}

async function act<Result extends object>(
  this: FastifyReply,
  action: Action<Result>,
  status: 200 | 201 = 200,
): Promise<Result> {
  const { request } = this;
  const key = request.headers["idempotency-key"];
  const outcome = await inTransaction(request.server.db, async (tx): Promise<Outcome<Result>> => {
    const context = { tx, actor: request.actor };
    if (key === undefined) return toOutcome(await action(context));
    const claim = await claimKey(context, String(key), request);
    if (claim.answer !== null) {
      this.header("idempotency-replayed", "true");
      return fromStored<Result>(claim.answer);
    }
    const fresh = await inSavepoint(tx, async () => toOutcome(await action(context)));
    if ("refusal" in fresh && NOT_KEPT.has(fresh.refusal.code)) await claim.release();
    else await keepAnswer(context, claim, toStored(fresh));
    return fresh;
  });
  if ("refusal" in outcome) throw outcome.refusal;
  this.code(status);
  return outcome.result;
}

function toOutcome<Result extends object>(returned: Result | BusinessError): Outcome<Result> {
  return returned instanceof BusinessError ? { refusal: returned } : { result: returned };
}

/** A refusal that is thrown undoes the action's writes, but not the claim of its key. */
async function inSavepoint<Result>(
  tx: Transaction,
  work: () => Promise<Outcome<Result>>,
): Promise<Outcome<Result>> {
  await sql`savepoint action`.execute(tx);
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof BusinessError)) throw error;
    await sql`rollback to savepoint action`.execute(tx);
    return { refusal: error };
  }
}

function toStored(outcome: Outcome<unknown>): StoredAnswer {
  if ("result" in outcome) return { result: outcome.result };
  return { refusal: { code: outcome.refusal.code, facts: outcome.refusal.facts } };
}

function fromStored<Result>(answer: StoredAnswer): Outcome<Result> {
  if ("result" in answer) return { result: answer.result as Result };
  return { refusal: new BusinessError(answer.refusal.code, answer.refusal.facts) };
}
