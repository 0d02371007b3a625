import type { FastifyInstance } from "fastify";
import { actorName } from "../core/actor.ts";
import { knownActor } from "./authentication.ts";
import { nameRequest, refusalOf } from "./problems.ts";

/**
 * One line for every request that changes something or is refused, under the request id that the screens show: never
 * a body, which may hold a code or a password. What is merely read leaves none.
 */
export function logRequests(app: FastifyInstance): void {
  app.addHook("onResponse", async (request, reply) => {
    const onlyRead = request.method === "GET" || request.method === "HEAD";
    if (onlyRead && reply.statusCode < 400) return;
    const actor = knownActor(request);
    request.log.info(
      {
        ...nameRequest(request),
        status: reply.statusCode,
        code: refusalOf(request),
        ms: Math.round(reply.elapsedTime),
        actor: actor && actorName(actor),
      },
      "request",
    );
  });
}
