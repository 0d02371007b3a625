import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Chance, createChance } from "./chance.ts";

/** What the clients know together: only what an answer told them. */
export interface Board {
  readonly players: number[];
  readonly packages: ReadonlyArray<{ readonly id: number; readonly price: number }>;
  readonly stations: readonly number[];
  readonly purchases: Array<{ readonly id: number; readonly price: number }>;
  readonly codes: string[];
  readonly sessions: number[];
}

/** What one action of a client came to. */
export type Outcome = "acknowledged" | "refused" | "unknown";

export interface ClientParts {
  readonly name: string;
  readonly seed: number;
  readonly folder: string;
  readonly authorizations: readonly string[];
  readonly board: Board;
  /** The addresses of the servers that are up, as a load balancer would know them. */
  addresses(): readonly string[];
  tell(action: string, outcome: Outcome): void;
}

interface Request {
  readonly action: string;
  readonly path: string;
  readonly body?: Record<string, unknown>;
}

const PATIENCE_MS = 4_000;
const ATTEMPTS = 6;
const BETWEEN_ATTEMPTS_MS = 250;

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
  const deck = Object.values(actions).flatMap(([weight, act]) => Array.from({ length: weight }, () => act));
  while (!isOver()) {
    await (chance.oneOf(deck) as Act)(till, `${parts.name}-${asked + 1}`);
    await sleep(chance.between(5, 40));
  }
}

// biome-ignore lint/suspicious/noExplicitAny: answers of twenty routes; the checker looks at what they say
type Body = any;

interface Till {
  readonly chance: Chance;
  readonly board: Board;
  /** Answers the body of a success; null when it was refused or nobody knows. */
  ask(request: Request): Promise<Body | null>;
}

type Act = (till: Till, reason: string) => Promise<void>;

const onSession =
  (name: string, body: (till: Till, reason: string) => Record<string, unknown>): Act =>
  async (till, reason) => {
    // Mostly what is new: old sessions are mostly over.
    const { sessions } = till.board;
    const id = till.chance.percent(80) ? till.chance.oneOf(sessions.slice(-12)) : till.chance.oneOf(sessions);
    if (id === undefined) return;
    await till.ask({ action: name, path: `/sessions/${id}/${name}`, body: body(till, reason) });
  };

const seat = (till: Till) =>
  till.chance.percent(30) ? { stationId: till.chance.oneOf(till.board.stations) } : {};

/** Everything a counter does, with how often it does it. A reason is the action's own key, so that it can be found. */
const actions: Readonly<Record<string, readonly [weight: number, act: Act]>> = {
  player: [
    4,
    async (till, reason) => {
      const player = await till.ask({ action: "player", path: "/players", body: { name: reason } });
      if (player) till.board.players.push(player.id);
    },
  ],
  sell: [
    18,
    async (till) => {
      const { players, packages } = till.board;
      const { id: packageId, price } = till.chance.oneOf(packages) as { id: number; price: number };
      const playerId = till.chance.oneOf(players) as number;
      const sold = await till.ask({ action: "sell", path: "/purchases", body: { playerId, packageId } });
      if (sold) till.board.purchases.push({ id: sold.id, price });
    },
  ],
  pay: [
    20,
    async (till, reason) => {
      const sold = till.chance.oneOf(till.board.purchases.slice(-8));
      if (!sold) return;
      const amount = sold.price;
      const body = till.chance.percent(60)
        ? { method: "cash", amount, tendered: amount + till.chance.between(0, 5) * 100 }
        : { method: "mobile_money", amount, reference: reason };
      const paid = await till.ask({ action: "pay", path: `/purchases/${sold.id}/payments`, body });
      if (paid) till.board.codes.push(paid.invoice.validationCode);
    },
  ],
  scan: [
    20,
    async (till) => {
      const code = till.chance.oneOf(till.board.codes.slice(-8));
      if (code === undefined) return;
      const scan = () => till.ask({ action: "scan", path: "/scans", body: { code } });
      // Two tills with one ticket, at the same instant.
      const answers = await Promise.all(till.chance.percent(30) ? [scan(), scan()] : [scan()]);
      for (const answer of answers) if (answer) till.board.sessions.push(answer.session.id);
    },
  ],
  wrongCode: [
    1,
    async (till) => {
      if (!till.chance.percent(20)) return;
      const code = `ZZZZ-ZZZZ-ZZZZ-${String(till.chance.between(1000, 9999))}`;
      await till.ask({ action: "scan", path: "/scans", body: { code } });
    },
  ],
  start: [14, onSession("start", seat)],
  pause: [6, onSession("pause", (_till, reason) => ({ reason }))],
  resume: [8, onSession("resume", seat)],
  move: [4, onSession("move", (till) => ({ stationId: till.chance.oneOf(till.board.stations) ?? null }))],
  swap: [
    3,
    onSession("swap", (till) => ({ withSessionId: till.chance.oneOf(till.board.sessions.slice(-12)) })),
  ],
  extend: [5, onSession("extend", (till, reason) => ({ minutes: till.chance.between(1, 5), reason }))],
  terminate: [2, onSession("terminate", (_till, reason) => ({ reason }))],
  forceComplete: [2, onSession("force-complete", (_till, reason) => ({ reason }))],
  resumeAll: [
    1,
    async (till) => void (await till.ask({ action: "resume-all", path: "/sessions/resume-all" })),
  ],
  refund: [
    3,
    async (till, reason) => {
      const sold = till.chance.oneOf(till.board.purchases);
      if (sold) await till.ask({ action: "refund", path: `/purchases/${sold.id}/refund`, body: { reason } });
    },
  ],
  cancel: [
    1,
    async (till, reason) => {
      const sold = till.chance.oneOf(till.board.purchases);
      if (sold) await till.ask({ action: "cancel", path: `/purchases/${sold.id}/cancel`, body: { reason } });
    },
  ],
  read: [
    6,
    async (till) => {
      const path = till.chance.oneOf([
        "/sessions?status=open",
        "/purchases",
        "/invoices",
        "/scans",
        "/players",
      ]);
      await till.ask({ action: "read", path: path as string });
    },
  ],
};

/** Asks with one key until there is an answer, or gives up as a clerk would: then nobody knows. */
async function ask(parts: ClientParts, chance: Chance, key: string, request: Request): Promise<Body | null> {
  const method = request.action === "read" ? "GET" : "POST";
  const authorization = chance.oneOf(parts.authorizations) as string;
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
