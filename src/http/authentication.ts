import type { FastifyInstance, FastifyRequest } from "fastify";
import { findActorOfApiKey } from "../accounts/queries.ts";
import type { SignIns } from "../accounts/sign-in.ts";
import type { Actor } from "../core/actor.ts";
import { BusinessError } from "../core/errors.ts";
import type { Language } from "../core/problems.ts";

const ACTOR = Symbol("actor");
type KnownRequest = FastifyRequest & { [ACTOR]?: Actor };

/** Finds out who asks by the API key or the sign-in cookie of a request; null when neither is in use. */
export type Identify = (request: FastifyRequest) => Promise<Actor | null>;

/** How this app identifies its callers. Throws `foreign_origin`. */
export function identifyCallers(app: FastifyInstance, signIns: SignIns): Identify {
  return async (request) => {
    const key = /^Bearer (\S{1,200})$/i.exec(request.headers.authorization ?? "")?.[1];
    if (key !== undefined) return findActorOfApiKey(app.db, key, request.ip);
    refuseForeignOrigin(request);
    return signIns.findActor(request.headers, request.ip);
  };
}

/** Who asked, as far as the request got; null for nobody known. */
export function knownActor(request: FastifyRequest): Actor | null {
  return (request as KnownRequest)[ACTOR] ?? null;
}

/**
 * Identifies the caller of every route and holds the route to the roles and the permission it names. A route under
 * `/api/v1` that names no role makes the app refuse to start.
 */
export function guardRoutes(app: FastifyInstance, identify: Identify): void {
  app.decorateRequest("actor", {
    getter(this: FastifyRequest): Actor {
      const actor = (this as KnownRequest)[ACTOR];
      if (actor === undefined) throw new BusinessError("not_signed_in");
      return actor;
    },
  });
  app.decorateRequest("language", {
    getter(this: FastifyRequest): Language {
      return preferredLanguage(this.headers["accept-language"]);
    },
  });
  app.addHook("onRoute", (route) => {
    if (route.url.startsWith("/api/v1") && route.config?.access === undefined) {
      throw new Error(`${route.method} ${route.url} does not say who may call it.`);
    }
  });
  app.addHook("onRequest", async (request) => {
    const { access, permission } = request.routeOptions.config;
    if (access === undefined || access === "anybody") {
      if (access === "anybody") refuseForeignOrigin(request);
      return;
    }
    const actor = await identify(request);
    if (actor === null) throw new BusinessError("not_signed_in");
    if (!access.includes(actor.role)) throw new BusinessError("not_allowed", { role: actor.role });
    if (permission !== undefined && !actor.permissions.includes(permission)) {
      throw new BusinessError("not_allowed", { role: actor.role, permission });
    }
    (request as KnownRequest)[ACTOR] = actor;
  });
}

/**
 * A cookie travels with requests that another site makes the browser send; those say where they come from. SameSite
 * stops most of them, this stops the rest.
 */
function refuseForeignOrigin(request: FastifyRequest): void {
  if (request.method === "GET" || request.method === "HEAD") return;
  const { origin, host } = request.headers;
  const site = request.headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none")
    throw new BusinessError("foreign_origin");
  if (origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host)) {
    throw new BusinessError("foreign_origin");
  }
}

/** French unless English is asked for first. */
export function preferredLanguage(header: string | undefined): Language {
  const wanted = (header ?? "")
    .split(",")
    .map((part) => {
      const [tag = "", quality] = part.trim().split(";q=");
      return { tag: tag.toLowerCase().slice(0, 2), quality: quality === undefined ? 1 : Number(quality) };
    })
    .sort((one, other) => other.quality - one.quality)
    .find(({ tag }) => tag === "fr" || tag === "en");
  return wanted?.tag === "en" ? "en" : "fr";
}
