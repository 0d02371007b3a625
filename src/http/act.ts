import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Action } from "../contract/route.ts";
import { BusinessError } from "../core/errors.ts";
import { inTransaction } from "../db/transaction.ts";
import {
  findAnswer,
  isAnsweredMeanwhile,
  keepAnswer,
  type RetryableRequest,
  type StoredAnswer,
  toRetryable,
} from "./idempotency.ts";

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
      : await actOnce(request, toRetryable(String(key), request), action);
  if ("replayed" in outcome) this.header("idempotency-replayed", "true");
  if ("refusal" in outcome) throw outcome.refusal;
  this.code(status);
  return outcome.result;
}

/**
 * Acts unless the request was answered before. The same request sent twice at once acts in two transactions, of which
 * only one can commit: the other is undone and answers the same.
 */
async function actOnce<Result extends object>(
  request: FastifyRequest,
  retryable: RetryableRequest,
  action: Action<Result>,
): Promise<Answered<Result>> {
  const work = (decide: Action<Result>) =>
    inTransaction(request.server.db, async (tx): Promise<Answered<Result>> => {
      const context = { tx, actor: request.actor };
      const answer = await findAnswer(context, retryable);
      if (answer !== null) return { ...fromStored<Result>(answer), replayed: true };
      const outcome = toOutcome(await decide(context));
      const isKept = !("refusal" in outcome && NOT_KEPT.has(outcome.refusal.code));
      if (isKept) keepAnswer(context, retryable, toStored(outcome));
      return outcome;
    });
  try {
    return await work(action);
  } catch (error) {
    if (isAnsweredMeanwhile(error)) return actOnce(request, retryable, action);
    if (!(error instanceof BusinessError) || NOT_KEPT.has(error.code)) throw error;
    // A refusal that is thrown undid what the action wrote: it is kept on its own.
    return actOnce<Result>(request, retryable, async () => error);
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
