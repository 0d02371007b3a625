import createClient from "openapi-fetch";
import i18n from "../i18n/index.ts";
import type { components, paths } from "./api-types.ts";

export type Schemas = components["schemas"];
/** RFC 9457, as the server words it; other members are the facts behind the sentences. */
interface Problem {
  readonly title: string;
  readonly code: string;
  readonly detail: string;
  readonly next: string;
  readonly status: number;
  readonly [fact: string]: unknown;
}

/** A refusal of the server, in words for people: what happened, and what to do next. */
export class Refusal extends Error {
  readonly title: string;
  readonly code: string;
  readonly next: string;
  readonly status: number;
  /** What the sentences are made of: who, when, which session. */
  readonly facts: Readonly<Record<string, unknown>>;

  constructor({ title, code, detail, next, status, ...facts }: Problem) {
    super(detail);
    this.name = "Refusal";
    this.title = title;
    this.code = code;
    this.next = next;
    this.status = status;
    this.facts = facts;
  }
}

/** What was sent may have been done already, so its answer is asked for patiently; what was only read is read again. */
const PAUSES_MS = { sent: [400, 1200, 3000], read: [400] };

/** The typed client of the API, in the language of the screen. */
export const api = createClient<paths>({ baseUrl: "/", fetch: fetchSafely });

/**
 * Gives every POST an idempotency key, so that an answer lost on the way can be asked for again: the same key is
 * answered the same, whatever happened to the first try.
 */
async function fetchSafely(request: Request): Promise<Response> {
  request.headers.set("accept-language", i18n.language);
  if (request.method === "POST") request.headers.set("idempotency-key", randomKey());
  for (const pause of request.method === "GET" ? PAUSES_MS.read : PAUSES_MS.sent) {
    try {
      const response = await fetch(request.clone());
      if (response.status !== 503) return response;
    } catch {
      // The network is away: try again.
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  return fetch(request);
}

/** Not `crypto.randomUUID`, which browsers hide from pages that a shop serves without a certificate. */
function randomKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
}

interface Answer<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

/** The data of an answer. Throws a {@link Refusal} for everything else, an unreachable server included. */
export async function ask<Data>(call: Promise<Answer<Data>>): Promise<Data> {
  const { data, error, response } = await call.catch(() => {
    throw new Refusal({
      status: 0,
      code: "unavailable",
      title: i18n.t("problem.offlineTitle"),
      detail: i18n.t("problem.offlineDetail"),
      next: i18n.t("problem.offlineNext"),
    });
  });
  if (response.ok) return data as Data;
  if (isProblem(error)) throw new Refusal(error);
  throw new Refusal({
    status: response.status,
    code: "internal",
    title: i18n.t("problem.unknownTitle"),
    detail: i18n.t("problem.unknownDetail", { id: response.headers.get("x-request-id") ?? "—" }),
    next: i18n.t("problem.unknownNext"),
  });
}

function isProblem(error: unknown): error is Problem {
  return typeof error === "object" && error !== null && "detail" in error && "code" in error;
}
