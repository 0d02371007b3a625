import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { groups } from "./acts/groups.ts";
import { openPlay } from "./acts/open-play.ts";
import { passes } from "./acts/passes.ts";
import { reading } from "./acts/reading.ts";
import { sales } from "./acts/sales.ts";
import { sessions } from "./acts/sessions.ts";
import { shifts } from "./acts/shifts.ts";
import type { Act, Board, Body, Request, Till } from "./acts/till.ts";
import { type Chance, createChance } from "./chance.ts";

/** What one action of a client came to. */
export type Outcome = "acknowledged" | "refused" | "unknown";

export interface ClientParts {
  readonly name: string;
  readonly seed: number;
  readonly folder: string;
  readonly authorizations: readonly string[];
  readonly administrator: string;
  readonly board: Board;
  /** The addresses of the servers that are up, as a load balancer would know them. */
  addresses(): readonly string[];
  tell(action: string, outcome: Outcome): void;
}

const PATIENCE_MS = 4_000;
const ATTEMPTS = 6;
const BETWEEN_ATTEMPTS_MS = 250;

/** Everything a counter does. */
const acts = { ...sales, ...sessions, ...passes, ...openPlay, ...groups, ...shifts, ...reading };

/** A till: asks, writes down what it asked before it asks, and every answer it gets. Works until told to stop. */
export async function work(parts: ClientParts, isOver: () => boolean): Promise<void> {
  const chance = createChance(parts.seed);
  let asked = 0;
  const till: Till = {
    chance,
    board: parts.board,
    async ask(request) {
      asked += 1;
      return ask(parts, chance, `${parts.name}-${asked}`, request);
    },
  };
  const deck = Object.values(acts).flatMap(([weight, act]) => Array.from({ length: weight }, () => act));
  while (!isOver()) {
    await (chance.oneOf(deck) as Act)(till, `${parts.name}-${asked + 1}`);
    await sleep(chance.between(5, 40));
  }
}

/** Asks with one key until there is an answer, or gives up as a clerk would: then nobody knows. */
async function ask(parts: ClientParts, chance: Chance, key: string, request: Request): Promise<Body | null> {
  const method = request.action === "read" ? "GET" : "POST";
  const clerk = chance.oneOf(parts.authorizations) as string;
  const authorization = request.by === "administrator" ? parts.administrator : clerk;
  const file = join(parts.folder, `${parts.name}.jsonl`);
  const note = (line: object) => appendFileSync(file, `${JSON.stringify(line)}\n`);
  note({ key, sent: { method, ...request } });
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const address = chance.oneOf(parts.addresses());
    const answer = address && (await post(address, authorization, key, method, request));
    if (answer) note({ key, attempt, status: answer.status, body: method === "GET" ? null : answer.body });
    else note({ key, attempt, lost: true });
    if (answer && answer.status < 400) {
      parts.tell(request.action, "acknowledged");
      return answer.body;
    }
    if (answer && answer.status < 500 && answer.status !== 429) {
      parts.tell(request.action, "refused");
      return null;
    }
    if (chance.percent(10)) break;
    await sleep(BETWEEN_ATTEMPTS_MS * attempt);
  }
  parts.tell(request.action, "unknown");
  return null;
}

async function post(
  address: string,
  authorization: string,
  key: string,
  method: string,
  { path, body }: Request,
): Promise<{ status: number; body: Body } | null> {
  try {
    const response = await fetch(`${address}/api/v1${path}`, {
      method,
      headers: {
        authorization,
        ...(method === "POST" && { "idempotency-key": key }),
        ...(body && { "content-type": "application/json" }),
      },
      body: body ? JSON.stringify(body) : null,
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return { status: response.status, body: await response.json() };
  } catch {
    return null;
  }
}
