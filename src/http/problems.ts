import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { ConnectionError, FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import { z } from "zod";
import { BusinessError, describeProblem } from "../core/errors.ts";
import { type InvalidField, isInputRule } from "../core/invalid-input.ts";
import { type Language, type ProblemCode, problems } from "../core/problems.ts";
import { preferredLanguage } from "./authentication.ts";

const PROBLEM_TYPE = "application/problem+json; charset=utf-8";
const wordings = { fr: z.locales.fr().localeError, en: z.locales.en().localeError };

/**
 * PostgreSQL's error classes for a server that went away or is out of disk, memory or connections, for a lock (55P03) or
 * a statement (57014) that took too long, for a standby that takes no writes (25006: the address has yet to move to the
 * new primary), and Node's for a server that is not there.
 */
const UNREACHABLE =
  /^(08|25006|57P0[123]|53[123]00|55P03|57014)|^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/;
const UNREACHABLE_MESSAGE =
  /^(Connection terminated|timeout exceeded when trying to connect|Client (has encountered a connection error|was closed))/;

const REFUSAL = Symbol("refusal");
type RefusedRequest = FastifyRequest & { [REFUSAL]?: ProblemCode };

/** With which code a request was refused; undefined when it was not. */
export function refusalOf(request: FastifyRequest): ProblemCode | undefined {
  return (request as RefusedRequest)[REFUSAL];
}

/**
 * What was asked, as the log may name it: its route with the ids in it, without the query string, which may hold a
 * code. What stands where an id belongs may be a code as well, and the address of no route may be anything, a ticket
 * scanned into the address bar for one.
 */
export function nameRequest(request: FastifyRequest): { method: string; url: string | null } {
  const { method, is404, params, routeOptions } = request;
  if (is404 || routeOptions.url === undefined) return { method, url: null };
  const given = (params ?? {}) as Record<string, unknown>;
  const url = routeOptions.url.replace(/:(\w+)/g, (_whole, name: string) => {
    const value = String(given[name]);
    return /^\d{1,16}$/.test(value) ? value : "…";
  });
  return { method, url };
}

/** Answers every refusal and every failure as problem details (RFC 9457). */
export function answerProblems(app: FastifyInstance): void {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const refusal = toRefusal(error, request);
    if (refusal.status >= 500) {
      request.log.error({ err: error, ...nameRequest(request) }, "request failed");
    }
    return sendProblem(request, reply, refusal);
  });
}

/**
 * For an address that is none (`/%`) or whose parameter is too long: the framework refuses it before any route, and
 * before a request knows its language.
 */
export function answerUnroutable(_error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const language = preferredLanguage(request.headers["accept-language"]);
  reply
    .code(problems.not_found.status)
    .header("x-request-id", request.id)
    .type(PROBLEM_TYPE)
    .send(JSON.stringify(describeProblem(new BusinessError("not_found"), language)));
}

/** For what is no HTTP at all, or has headers beyond the limit: there is no request yet, only a connection. */
export function answerUnreadable(error: ConnectionError, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
  const code = error.code === "HPE_HEADER_OVERFLOW" ? "too_large" : "invalid_input";
  const problem = describeProblem(new BusinessError(code), "fr");
  const body = JSON.stringify(problem);
  socket.end(
    [
      `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
      `content-type: ${PROBLEM_TYPE}`,
      `content-length: ${Buffer.byteLength(body)}`,
      "connection: close",
      "",
      body,
    ].join("\r\n"),
  );
}

export function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  refusal: BusinessError,
): FastifyReply {
  const problem = describeProblem(refusal, request.language);
  (request as RefusedRequest)[REFUSAL] = refusal.code;
  return reply
    .code(problem.status)
    .type(PROBLEM_TYPE)
    .serializer((body) => JSON.stringify(body))
    .send(problem);
}

function toRefusal(error: FastifyError, request: FastifyRequest): BusinessError {
  if (error instanceof BusinessError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) return invalidInput(error, request.language);
  if (error.statusCode === 413) return new BusinessError("too_large");
  if (error.statusCode === 415) return new BusinessError("unsupported_media");
  if (error.statusCode === 429) return new BusinessError("rate_limited");
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    return new BusinessError("invalid_input", { summary: error.message });
  }
  if (UNREACHABLE.test(error.code ?? "") || UNREACHABLE_MESSAGE.test(error.message)) {
    return new BusinessError("unavailable", { requestId: request.id });
  }
  return new BusinessError("internal", { requestId: request.id });
}

/** Names every field that is wrong, in the caller's language. */
function invalidInput(error: FastifyError, language: Language): BusinessError {
  const errors: InvalidField[] = (error.validation ?? []).map((issue) => {
    const path = issue.instancePath.split("/").filter((part) => part !== "");
    const raw = { ...issue.params, code: issue.keyword, path, message: issue.message };
    const field = path.join(".") || (error.validationContext ?? "body");
    if (isInputRule(issue.message ?? "")) return { field, message: issue.message as string };
    const worded = wordings[language](raw as never);
    const message = (typeof worded === "string" ? worded : worded?.message) ?? issue.message ?? "";
    return { field, message };
  });
  return new BusinessError("invalid_input", { errors });
}
