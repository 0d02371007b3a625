import type { FastifyInstance, FastifyRequest } from "fastify";
import { sql } from "kysely";
import { collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { BusinessError } from "../core/errors.ts";
import { readLastResults } from "../doctor/queries.ts";
import type { Identify } from "./authentication.ts";
import { isThisMachine } from "./this-machine.ts";

/**
 * Health, readiness and Prometheus metrics: for machines, so they stand outside the API and its document. Metrics are
 * for the machine itself and for an administrator's API key: they tell how busy a shop is.
 */
export function exposeOperations(app: FastifyInstance, identify: Identify): void {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const durations = new Histogram({
    name: "gamezone_http_request_seconds",
    help: "Time to answer, by route",
    labelNames: ["method", "route", "status"],
    buckets: [0.005, 0.02, 0.1, 0.5, 2],
    registers: [registry],
  });
  const labelNames = ["venue", "check", "severity"];
  const findings = new Gauge({
    name: "gamezone_findings",
    help: "What each check of the doctor found when it last looked",
    labelNames,
    registers: [registry],
  });
  const checkedAt = new Gauge({
    name: "gamezone_check_timestamp_seconds",
    help: "When each check of the doctor last looked",
    labelNames,
    registers: [registry],
  });
  const tellFindings = async () => {
    findings.reset();
    checkedAt.reset();
    for (const { venueId, check, found, checkedAt: at } of await readLastResults(app.db)) {
      const labels = { venue: String(venueId), check: check.name, severity: check.severity };
      findings.set(labels, found);
      checkedAt.set(labels, at.getTime() / 1000);
    }
  };
  app.addHook("onResponse", async (request, reply) => {
    const route = request.routeOptions.url ?? "unknown";
    durations.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
  });
  app.get("/healthz", { schema: { hide: true } }, () => ({ status: "ok" }));
  app.get("/readyz", { schema: { hide: true } }, async (_request, reply) => {
    try {
      await sql`select 1`.execute(app.db);
      return { status: "ready" };
    } catch {
      return reply.code(503).send({ status: "database unreachable" });
    }
  });
  app.get("/metrics", { schema: { hide: true } }, async (request, reply) => {
    if (!isOfThisMachine(request)) {
      const actor = await identify(request);
      if (actor === null) throw new BusinessError("not_signed_in");
      if (actor.role !== "administrator" || actor.apiKeyId === null) throw new BusinessError("not_allowed");
    }
    // The rest is told also while the database is away: that is when somebody looks.
    await tellFindings().catch((error) => request.log.error({ err: error }, "no findings in the metrics"));
    return reply.type(registry.contentType).send(await registry.metrics());
  });
}

/**
 * From this machine and meant for it: not what a proxy on it passes on for somebody else, nor what a page makes a
 * browser on it ask under a name of its own (DNS rebinding).
 */
function isOfThisMachine({ ip, headers, hostname }: FastifyRequest): boolean {
  const isPassedOn = ["x-forwarded-for", "forwarded", "via"].some((name) => headers[name] !== undefined);
  return isThisMachine(ip) && !isPassedOn && /^(localhost|127(\.\d+){3}|\[::1\])$/i.test(hostname);
}
