import type { FastifyRequest } from "fastify";
import { actorName } from "../core/actor.ts";

/** How often a minute one person or one program may call a route. */
export function perActor(max: number) {
  return {
    max,
    timeWindow: "1 minute",
    keyGenerator: (request: FastifyRequest) => actorName(request.actor),
  };
}
