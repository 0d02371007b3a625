import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { withDatabase } from "../../bench/database.ts";
import { type Db, openPool } from "../../src/db/pool.ts";
import { inTransaction } from "../../src/db/transaction.ts";
import { furnish } from "../gamezone.ts";
import { cleanUp, makeDataFolder, startProcess } from "../processes.ts";

// sqlmap, the tool that finds SQL injections by itself, against the whole product as `npm start` runs it, on a database
// of its own: `node test/attacks/sqlmap.ts`. First it must find a hole in a small server that has one on purpose, so
// that finding none means something. SQLMAP_SECONDS is how long it may take over one target.

/** Of one target. What was tried by then was tried; the line says so. */
const SECONDS = Number(process.env.SQLMAP_SECONDS ?? 120);
const THREADS = 4;
/** Answers that end no test: a refusal is an answer. */
const REFUSALS = "400,401,403,404,409,413,415,422,429";

/** A request with one place to inject into: a parameter's name, or the mark `*` of sqlmap in a path or a header. */
interface Target {
  readonly name: string;
  readonly url: string;
  readonly parameter?: string;
  readonly data?: string;
  readonly headers?: readonly string[];
}

type Outcome = "injectable" | "safe" | "stopped" | "unusable";

const words: Readonly<Record<Outcome, string>> = {
  injectable: "INJECTABLE",
  safe: "not injectable",
  stopped: `nothing found in ${SECONDS} seconds, then stopped`,
  unusable: "NOT TESTED",
};

if (!(await isInstalled())) {
  console.log("sqlmap is not installed here, so nothing was tried. On Debian and Ubuntu:");
  console.log("  apt-get install -y --no-install-recommends sqlmap");
  process.exit(0);
}

const folder = await mkdtemp(join(tmpdir(), "gamezone-sqlmap-"));
let failed = 0;
try {
  await withDatabase(async (url) => {
    const pool = openPool(url, 2);
    try {
      const made = await inTransaction(pool.db, furnish);
      await withHole(pool.db, async (address) => {
        const target = { name: "the hole made on purpose", url: `${address}/?name=Awa`, parameter: "name" };
        const outcome = await attack(target);
        if (outcome !== "injectable") failed += 1;
        report(target, outcome, outcome === "injectable" ? "found, as it must be" : "NOT FOUND");
      });
      const product = startProcess(["src/cli/main.ts", "serve", "--port", "0", "--no-demo"], {
        DATABASE_URL: url,
        GAMEZONE_DATA: await makeDataFolder(),
        LOG_LEVEL: "silent",
      });
      const [address] = await product.says(/http:\/\/127\.0\.0\.1:\d+/);
      const key = `Authorization: Bearer ${made.keys.administrator}`;
      for (const target of targetsOf(`${address}/api/v1`, made)) {
        const outcome = await attack({ ...target, headers: [key, ...(target.headers ?? [])] });
        if (outcome === "injectable" || outcome === "unusable") failed += 1;
        report(target, outcome, words[outcome]);
      }
    } finally {
      await pool.close();
      await cleanUp();
    }
  });
} finally {
  await rm(folder, { recursive: true, force: true });
}
console.log(failed === 0 ? "Nothing is injectable." : `${failed} targets failed.`);
process.exit(failed === 0 ? 0 : 1);

function targetsOf(api: string, made: Awaited<ReturnType<typeof furnish>>): Target[] {
  const cursor = Buffer.from("99").toString("base64url");
  const json = (path: string, body: object, parameter: string): Target => ({
    name: `POST ${path}, ${parameter}`,
    url: api + path,
    data: JSON.stringify(body),
    parameter,
  });
  return [
    { name: "GET /players/{id}, id", url: `${api}/players/${made.playerId}*` },
    { name: "GET /players, search", url: `${api}/players?search=Awa`, parameter: "search" },
    { name: "GET /players, cursor", url: `${api}/players?cursor=${cursor}`, parameter: "cursor" },
    { name: "GET /invoices, search", url: `${api}/invoices?search=2026`, parameter: "search" },
    { name: "GET /invoices, status", url: `${api}/invoices?status=pending`, parameter: "status" },
    { name: "GET /sessions, status", url: `${api}/sessions?status=open`, parameter: "status" },
    { name: "GET /scans, invoiceId", url: `${api}/scans?invoiceId=1`, parameter: "invoiceId" },
    json("/sign-in", { username: made.playerUsername, password: "a wrong one" }, "username"),
    json("/scans", { code: "ABCD-ABCD-ABCD-ABCD" }, "code"),
    json("/players", { name: "Awa Koné" }, "name"),
    json("/doctor/explanations", { reference: "2026-00001" }, "reference"),
    {
      name: "POST /games, the header Idempotency-Key",
      url: `${api}/games`,
      data: '{"name":"FIFA"}',
      headers: ["Idempotency-Key: one*"],
    },
    { name: "GET /me, the header Accept-Language", url: `${api}/me`, headers: ["Accept-Language: fr*"] },
  ];
}

function report({ name }: Target, outcome: Outcome, text: string): void {
  console.log(`${outcome === "unusable" ? "✖" : "—"} ${name}: ${text}`);
}

async function attack({ url, parameter, data, headers = [] }: Target): Promise<Outcome> {
  const given = [
    ["--url", url],
    ["--batch", "--flush-session", "--disable-coloring", "--skip-waf"],
    ["--output-dir", folder],
    ["--level", "2", "--risk", "1", "--dbms", "PostgreSQL"],
    ["--threads", String(THREADS), "--timeout", "10", "--retries", "0"],
    ["--ignore-code", REFUSALS],
    ["--headers", [...headers, ...(data === undefined ? [] : ["Content-Type: application/json"])].join("\n")],
    ...(parameter === undefined ? [] : ["-p", parameter]),
    ...(data === undefined ? [] : ["--data", data]),
  ].flat();
  const { text, stopped } = await run(given);
  if (/identified the following injection point|appears to be .* injectable|is vulnerable/.test(text)) {
    return "injectable";
  }
  if (/do(es)? not (appear|seem) to be injectable/.test(text)) return "safe";
  if (stopped && /testing '/.test(text)) return "stopped";
  console.log(text.slice(-2_000));
  return "unusable";
}

function run(given: readonly string[]): Promise<{ text: string; stopped: boolean }> {
  return new Promise((resolve, reject) => {
    const child = spawn("sqlmap", given, { stdio: ["ignore", "pipe", "pipe"] });
    let text = "";
    let stopped = false;
    const limit = setTimeout(() => {
      stopped = true;
      child.kill("SIGKILL");
    }, SECONDS * 1_000);
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (chunk) => {
        text += chunk;
      });
    }
    child.on("error", reject);
    child.on("close", () => {
      clearTimeout(limit);
      resolve({ text, stopped });
    });
  });
}

async function isInstalled(): Promise<boolean> {
  return run(["--version"]).then(
    () => true,
    () => false,
  );
}

/** Lends the address of a server that writes a parameter into its SQL. */
async function withHole(db: Db, work: (address: string) => Promise<void>): Promise<void> {
  const server = createServer(async (request, response) => {
    const name = new URL(request.url ?? "/", "http://hole").searchParams.get("name") ?? "";
    try {
      const { rows } = await sql.raw(`select name from users where name like '%${name}%'`).execute(db);
      response.end(JSON.stringify(rows));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}
