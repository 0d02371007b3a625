import type { FastifyInstance } from "fastify";
import { actorName } from "../core/actor.ts";
import { knownActor } from "./authentication.ts";
import { refusalOf } from "./problems.ts";

/**
 * One line for every request that changes something or is refused, under the request id that the screens show. No
 * query string and no body: both may hold codes. What is merely read leaves none.
 */
export function logRequests(app: FastifyInstance): void {
  app.addHook("onResponse", async (request, reply) => {
    const onlyRead = request.method === "GET" || request.method === "HEAD";
    if (onlyRead && reply.statusCode < 400) return;
    const actor = knownActor(request);
    request.log.info(
      {
        method: request.method,
        // An address of no route may be anything, a ticket scanned into the address bar for one.
        url: request.is404 ? null : request.url.split("?", 1)[0],
        status: reply.statusCode,
        code: refusalOf(request),
        ms: Math.round(reply.elapsedTime),
        actor: actor && actorName(actor),
      },
      "request",
    );
  });
}
