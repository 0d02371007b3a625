import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import pg from "pg";
import { type Running, runProcess, startProcess, until } from "../../test/processes.ts";

const MAIN = join(import.meta.dirname, "../../src/cli/main.ts");
const RETRY_MS = 100;
const ANSWER_WITHIN_MS = 40_000;

/** A GameZone server, one of several on the same database. */
export interface Node extends Running {
  readonly address: string;
  readonly passwords: Readonly<Record<string, string>>;
}

/** Starts the product as an operator does, and waits until it is ready. */
export async function openNode(data: string, environment: Record<string, string>): Promise<Node> {
  const server = startProcess([MAIN, "serve", "--port", "0", "--data", data], environment);
  const [, address] = await server.says(/GameZone is ready: (\S+)/);
  await server.says(/Ctrl\+C/);
  const lines = server.output().matchAll(/^ {4}(?:administrator|clerk|player) +(\S+) +(\S+)$/gm);
  const passwords = Object.fromEntries([...lines].map(([, username, password]) => [username, password]));
  return { ...server, address: address as string, passwords };
}

/** Makes a key for a program that works as a clerk. */
export async function makeKey(
  role: "clerk" | "administrator",
  environment: Record<string, string>,
): Promise<string> {
  return (await command(["api-key", "create", "--role", role, "--name", role], environment)).trim();
}

/** What a command of the product says. Throws when its exit code is not 0. */
export async function command(words: string[], environment: Record<string, string>): Promise<string> {
  const { code, output, errors } = await runProcess([MAIN, ...words], environment);
  if (code !== 0) throw new Error(`gamezone ${words.join(" ")} ended with ${code}: ${output}${errors}`);
  return output;
}

/** An action that the product said it had done. */
interface Acknowledged {
  readonly path: string;
  readonly body: object | null;
  readonly key: string;
  /** By the clock of this script, in milliseconds. */
  readonly at: number;
  readonly answer: Answer;
}
// biome-ignore lint/suspicious/noExplicitAny: the answers of five routes; the product's own tests check their shape
type Answer = any;

/** Clients that sell, scan and play without a pause, and what they were told. */
export interface Load {
  readonly acknowledged: readonly Acknowledged[];
  /** Answers that are no answer: the database was away, the action was tried again with the same key. */
  unavailable(): number;
  /** Of those, how many turned out to have been done the first time. */
  replayed(): number;
  /** Problems that should never be seen: an unexpected error, a refusal of what must succeed. */
  readonly wrong: readonly string[];
  /** Ends every client after the sale it has in hand. */
  stop(): Promise<void>;
}

interface Customer {
  readonly playerId: number;
  readonly packageId: number;
  readonly price: number;
}

/** Lets so many clients work at nodes, each client at one of them. */
export async function startLoad(addresses: readonly string[], key: string, clients: number): Promise<Load> {
  const acknowledged: Acknowledged[] = [];
  const wrong: string[] = [];
  let unavailable = 0;
  let replayed = 0;
  let stopped = false;
  const customer = await readCustomer(addresses[0] as string, key);

  const act = async (address: string, path: string, body: object | null): Promise<Answer> => {
    const idempotencyKey = crypto.randomUUID();
    for (let doubted = false; ; doubted = true) {
      const { status, answer, replay } = await post(address, key, path, body, idempotencyKey).catch(() => ({
        status: 0,
        answer: null,
        replay: false,
      }));
      if (status === 200 || status === 201) {
        if (doubted && replay) replayed += 1;
        acknowledged.push({ path, body, key: idempotencyKey, at: Date.now(), answer });
        return answer;
      }
      if (status !== 503 && status !== 0) {
        wrong.push(`${path}: ${status} ${JSON.stringify(answer)}`);
        if (status < 500) throw new Error(`${path} was refused: ${status} ${JSON.stringify(answer)}`);
      }
      unavailable += 1;
      await sleep(RETRY_MS);
    }
  };
  const serve = async (address: string) => {
    while (!stopped) {
      const purchase = await act(address, "/purchases", {
        playerId: customer.playerId,
        packageId: customer.packageId,
      });
      const paid = await act(address, `/purchases/${purchase.id}/payments`, {
        method: "cash",
        amount: customer.price,
      });
      const { session } = await act(address, "/scans", { code: paid.invoice.validationCode });
      await act(address, `/sessions/${session.id}/start`, null);
      await act(address, `/sessions/${session.id}/terminate`, { reason: "The customer had to go" });
    }
  };
  const running = Promise.all(
    Array.from({ length: clients }, (_, index) => serve(addresses[index % addresses.length] as string)),
  );
  // It is told by stop(); until then nobody waits for it.
  running.catch(() => {});
  return {
    acknowledged,
    wrong,
    unavailable: () => unavailable,
    replayed: () => replayed,
    async stop() {
      stopped = true;
      await running;
    },
  };
}

async function readCustomer(address: string, key: string, minutes = 60): Promise<Customer> {
  const [player] = (await get(address, key, "/players")).items;
  const packages = (await get(address, key, "/packages?limit=200")).items;
  const sold = packages.find((one: { minutes: number }) => one.minutes === minutes);
  return { playerId: player.id, packageId: sold.id, price: sold.price };
}

/** Sells, scans and starts so many minutes: answers the session. */
export async function play(address: string, key: string, minutes: 1 | 60 = 60): Promise<Answer> {
  const { playerId, packageId, price } = await readCustomer(address, key, minutes);
  const ask = async (path: string, body: object | null) => {
    const { status, answer } = await post(address, key, path, body, crypto.randomUUID());
    if (status >= 300) throw new Error(`${path}: ${status} ${JSON.stringify(answer)}`);
    return answer;
  };
  const purchase = await ask("/purchases", { playerId, packageId });
  const { invoice } = await ask(`/purchases/${purchase.id}/payments`, { method: "cash", amount: price });
  const { session } = await ask("/scans", { code: invoice.validationCode });
  return (await ask(`/sessions/${session.id}/start`, null)).session;
}

export async function get(address: string, key: string, path: string): Promise<Answer> {
  const response = await fetch(`${address}/api/v1${path}`, { headers: { authorization: `Bearer ${key}` } });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

async function post(address: string, key: string, path: string, body: object | null, idempotencyKey: string) {
  const response = await fetch(`${address}/api/v1${path}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${key}`,
      "idempotency-key": idempotencyKey,
      ...(body && { "content-type": "application/json" }),
    },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  const answer: Answer = await response.json();
  return { status: response.status, answer, replay: response.headers.has("idempotency-replayed") };
}

/** How many rows of each kind the database holds: what a number of acknowledged actions must have added exactly. */
export interface Books {
  readonly purchases: number;
  readonly payments: number;
  readonly scans: number;
  readonly starts: number;
  readonly terminations: number;
}

export async function readBooks(url: string): Promise<Books> {
  const [row] = await askGameZone(
    url,
    `select (select count(*) from purchases)::int as purchases, (select count(*) from payments)::int as payments,
      (select count(*) from invoice_scans where outcome = 'activated')::int as scans,
      (select count(*) from session_events where type = 'started')::int as starts,
      (select count(*) from session_events where type = 'terminated')::int as terminations`,
  );
  return row as unknown as Books;
}

/**
 * Compares what clients were told with what a database holds. Answers a sentence for everything that was acknowledged
 * and is not there, was done twice, or is there although nobody was told so in the end.
 */
export async function compare(url: string, load: Load, before: Books): Promise<string[]> {
  const complaints: string[] = [];
  const now = await readBooks(url);
  const kinds: Record<keyof Books, RegExp> = {
    purchases: /^\/purchases$/,
    payments: /\/payments$/,
    scans: /^\/scans$/,
    starts: /\/start$/,
    terminations: /\/terminate$/,
  };
  for (const [kind, pattern] of Object.entries(kinds) as Array<[keyof Books, RegExp]>) {
    const told = load.acknowledged.filter(({ path }) => pattern.test(path)).length;
    const there = now[kind] - before[kind];
    if (told !== there) complaints.push(`${kind}: ${told} acknowledged, ${there} in the database`);
  }
  const found = await askGameZone(
    url,
    `select p.id, i.number, s.id as session_id, s.status
    from purchases p
    join invoices i on i.venue_id = p.venue_id and i.purchase_id = p.id
    join play_sessions s on s.venue_id = i.venue_id and s.invoice_id = i.id`,
  );
  const sales = new Map(found.map((row) => [row.id, row]));
  for (const { path, answer } of load.acknowledged) {
    if (path === "/purchases" && !sales.has(answer.id)) complaints.push(`purchase ${answer.id} is lost`);
    const sale = answer.purchase && sales.get(answer.purchase.id);
    if (path.endsWith("/payments") && sale?.number !== answer.invoice.number)
      complaints.push(`invoice ${answer.invoice.number} is lost`);
  }
  const sessions = new Map(found.map((row) => [row.session_id, row.status]));
  for (const { path, answer } of load.acknowledged) {
    if (path.endsWith("/terminate") && sessions.get(answer.session.id) !== "terminated")
      complaints.push(`the end of session ${answer.session.id} is lost`);
  }
  return complaints;
}

/** Asks for acknowledged actions once more, with their keys. Answers a sentence for each that is answered otherwise. */
export async function askAgain(
  address: string,
  key: string,
  actions: readonly Acknowledged[],
): Promise<string[]> {
  const complaints: string[] = [];
  for (const one of actions) {
    const { answer, replay } = await post(address, key, one.path, one.body, one.key);
    if (!replay || !isDeepStrictEqual(answer, one.answer))
      complaints.push(`${one.path}, asked again with its key, is answered ${JSON.stringify(answer)}`);
  }
  return complaints;
}

/** Asks GameZone's database itself. */
export async function askGameZone(url: string, statement: string): Promise<Array<Record<string, unknown>>> {
  const types = new pg.TypeOverrides();
  types.setTypeParser(pg.types.builtins.INT8, Number);
  const client = new pg.Client({ connectionString: url, types, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

/** Waits until so many more actions are acknowledged. */
export async function untilMore(load: Load, count: number): Promise<void> {
  const wanted = load.acknowledged.length + count;
  await until(`${count} more acknowledged actions`, () => load.acknowledged.length >= wanted);
}
