import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Action } from "../contract/route.ts";
import { BusinessError } from "../core/errors.ts";
import { inTransaction } from "../db/transaction.ts";
import { claimKey, keepAnswer, type StoredAnswer } from "./idempotency.ts";

/** Refusals that say "later", not "no", after which the same key may be tried again; and that of the key itself. */
const NOT_KEPT = new Set(["rate_limited", "unavailable", "idempotency_key_reused"]);

type Outcome<Result> = { readonly result: Result } | { readonly refusal: BusinessError };
type Answered<Result> = Outcome<Result> & { readonly replayed?: boolean };

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
  const outcome =
    key === undefined
      ? await inTransaction(request.server.db, async (tx) =>
          toOutcome(await action({ tx, actor: request.actor })),
        )
      : await actOnce(request, String(key), action);
  if ("replayed" in outcome) this.header("idempotency-replayed", "true");
  if ("refusal" in outcome) throw outcome.refusal;
  this.code(status);
  return outcome.result;
}

/** Acts in the transaction that takes the key, unless the key was answered before. */
async function actOnce<Result extends object>(
  request: FastifyRequest,
  key: string,
  action: Action<Result>,
): Promise<Answered<Result>> {
  const work = (decide: Action<Result>) =>
    inTransaction(request.server.db, async (tx): Promise<Answered<Result>> => {
      const context = { tx, actor: request.actor };
      const claim = await claimKey(context, key, request);
      if (claim.answer !== null) return { ...fromStored<Result>(claim.answer), replayed: true };
      const outcome = toOutcome(await decide(context));
      if ("refusal" in outcome && NOT_KEPT.has(outcome.refusal.code)) await claim.release();
      else keepAnswer(context, claim, toStored(outcome));
      return outcome;
    });
  try {
    return await work(action);
  } catch (error) {
    if (!(error instanceof BusinessError) || NOT_KEPT.has(error.code)) throw error;
    // A refusal that is thrown undid what the action wrote, the claim of its key too: it is kept on its own. Who used
    // the key meanwhile was answered first, and we answer the same.
    return work(async () => error);
  }
}

function toOutcome<Result extends object>(returned: Result | BusinessError): Outcome<Result> {
  return returned instanceof BusinessError ? { refusal: returned } : { result: returned };
}

function toStored(outcome: Outcome<unknown>): StoredAnswer {
  if ("result" in outcome) return { result: outcome.result };
  return { refusal: { code: outcome.refusal.code, facts: outcome.refusal.facts } };
}

function fromStored<Result>(answer: StoredAnswer): Outcome<Result> {
  if ("result" in answer) return { result: answer.result as Result };
  return { refusal: new BusinessError(answer.refusal.code, answer.refusal.facts) };
}
