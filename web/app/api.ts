import createClient from "openapi-fetch";
import i18n from "../i18n/index.ts";
import type { components, paths } from "./api-types.ts";
import { answered, keyOf } from "./intents.ts";

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
  /** By which the server's log knows the request; null when it never came there, or the sentence says it already. */
  readonly requestId: string | null;
  /** When it was refused, by the browser's stopwatch. */
  readonly at = performance.now();

  constructor({ title, code, detail, next, status, ...facts }: Problem, requestId: string | null = null) {
    super(detail);
    this.name = "Refusal";
    this.title = title;
    this.code = code;
    this.next = next;
    this.status = status;
    this.facts = facts;
    this.requestId = requestId !== null && detail.includes(requestId) ? null : requestId;
  }

  /** An id among the facts, as `invoiceId`; null when the refusal does not speak of one. */
  idOf(fact: string): number | null {
    const id = this.facts[fact];
    return typeof id === "number" ? id : null;
  }
}

/** What was sent may have been done already, so its answer is asked for patiently; what was only read is read again. */
const PAUSES_MS = { sent: [400, 1200, 3000], read: [400] };
/** A line that is half dead neither answers nor breaks. Only the doctor of a big house may think for longer. */
const PATIENCE_MS = 15_000;
const DOCTORS_PATIENCE_MS = 120_000;
/** The database, or a proxy before the server, says "later". */
const LATER: readonly number[] = [502, 503, 504];

/** The typed client of the API, in the language of the screen. */
export const api = createClient<paths>({ baseUrl: "/", fetch: fetchSafely });

/**
 * Gives every POST the idempotency key of its wish, so that an answer lost on the way can be asked for again: the same
 * key is answered the same, whatever happened to the first try.
 */
async function fetchSafely(request: Request): Promise<Response> {
  request.headers.set("accept-language", i18n.language);
  if (request.method === "GET") return tryAgain(request, PAUSES_MS.read);
  const wish = `${request.method} ${request.url} ${await request.clone().text()}`;
  if (request.method === "POST") request.headers.set("idempotency-key", keyOf(wish));
  const response = await tryAgain(request, PAUSES_MS.sent);
  if (!LATER.includes(response.status)) answered(wish);
  return response;
}

async function tryAgain(request: Request, pauses: readonly number[]): Promise<Response> {
  const patience = new URL(request.url).pathname.startsWith("/api/v1/doctor")
    ? DOCTORS_PATIENCE_MS
    : PATIENCE_MS;
  const send = () => fetch(request.clone(), { signal: AbortSignal.timeout(patience) });
  for (const pause of pauses) {
    try {
      const response = await send();
      if (!LATER.includes(response.status)) return response;
    } catch {
      // The network is away: try again.
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  return send();
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
  const requestId = response.headers.get("x-request-id");
  if (isProblem(error)) throw new Refusal(error, requestId);
  const unknown = {
    status: response.status,
    code: "internal",
    title: i18n.t("problem.unknownTitle"),
    detail: i18n.t("problem.unknownDetail"),
    next: i18n.t("problem.unknownNext"),
  };
  throw new Refusal(unknown, requestId);
}

function isProblem(error: unknown): error is Problem {
  return typeof error === "object" && error !== null && "detail" in error && "code" in error;
}
