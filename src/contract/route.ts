import type { FastifyPluginCallbackZod } from "fastify-type-provider-zod";
import type { Actor, Role } from "../core/actor.ts";
import type { BusinessError } from "../core/errors.ts";
import type { Permission } from "../core/permissions.ts";
import type { Language } from "../core/problems.ts";
import type { Db } from "../db/pool.ts";
import type { ActionContext } from "../db/transaction.ts";

/** The routes of one feature, as a Fastify plugin typed by its zod schemas. */
export type Routes = FastifyPluginCallbackZod;

/** Who may call a route. Every route says it; the app refuses to start with one that does not. */
export type Access = readonly Role[] | "anybody";
export const everyone: Access = ["player", "clerk", "administrator"];
export const staff: Access = ["clerk", "administrator"];
export const administrators: Access = ["administrator"];

/**
 * One business action. A refusal that is thrown undoes what the action wrote; one that is returned keeps it (a
 * refused scan stays in the scan log). Either way the caller is answered a problem.
 */
export type Action<Result extends object> = (context: ActionContext) => Promise<Result | BusinessError>;

declare module "fastify" {
  interface FastifyInstance {
    readonly db: Db;
  }
  interface FastifyRequest {
    /** Who asks. Reading it on a route open to anybody, without a sign-in, throws `not_signed_in`. */
    readonly actor: Actor;
    /** Of the answer, from `Accept-Language`: French unless English is preferred. */
    readonly language: Language;
  }
  interface FastifyReply {
    /** Runs an action in one transaction and answers what it changed; a retry with the same key answers the same. */
    act<Result extends object>(action: Action<Result>, status?: 200 | 201): Promise<Result>;
  }
  interface FastifyContextConfig {
    access?: Access;
    /** What the caller must be allowed besides, whatever their role. */
    permission?: Permission;
  }
}
