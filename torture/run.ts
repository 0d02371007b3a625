import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { gamezone } from "../test/command.ts";
import { cleanUp, until } from "../test/processes.ts";
import { type Centre, openCentre } from "./centre.ts";
import { createChance } from "./chance.ts";
import { check } from "./checker.ts";
import { readNotes } from "./checks/notes.ts";
import { type Outcome, work } from "./client.ts";
import { createFaults, type Fault, mend } from "./faults.ts";
import { makeSmallDisk } from "./small-disk.ts";

// `npm run torture` tortures a centre for ten minutes by a seed's plan and checks, after each round, that nothing was
// lost, invented or done twice. `-- --short` takes half a minute, `--seed N` repeats a plan, `--minutes N` sets the
// length. The plan (what is asked, which fault strikes when) is the seed's; how the processes interleave is not.

const { values } = parseArgs({
  options: { short: { type: "boolean" }, seed: { type: "string" }, minutes: { type: "string" } },
});
const seed = Number(values.seed ?? Math.floor(Date.now() / 1000) % 1_000_000);
const minutes = values.short ? 0.4 : Number(values.minutes ?? 10);
const CLIENTS = 8;
const ROUND_MS = values.short ? 9_000 : 15_000;
/** What a venue's settings make the doctor say after these faults, and what is therefore no violation. */
const EXPECTED: Readonly<Record<string, string>> = {
  clocks_differ: "the run moves the database's clock away from this machine's, on purpose",
  job_failed: "a scheduled job that a fault interrupted says so until it has run again",
  scans_failing: "the clients try wrong codes, on purpose",
};

const started = Date.now();
const total = { acknowledged: 0, refused: 0, unknown: 0 };
const struck = new Map<string, number>();
const folder = await mkdtemp(join(tmpdir(), "gamezone-torture-"));
await chmod(folder, 0o711);
const notes = join(folder, "notes");
const disk = await (async () => {
  await mkdir(notes);
  return makeSmallDisk(folder);
})();
console.log(`torture: seed ${seed}, ${minutes} minutes, ${availableParallelism()} cores`);
console.log(
  disk
    ? `the database lies on a small disk: ${disk.kind}`
    : "No disk may be mounted here: “disk full” was not run.",
);
let violations: string[] = [];
let round = 0;
const ending = process.once("SIGINT", () => {
  violations = ["interrupted"];
});
let centre: Centre | null = null;
try {
  const databaseFolder = join(disk?.folder ?? folder, "data");
  await mkdir(databaseFolder, { mode: 0o711 });
  centre = await openCentre(folder, databaseFolder);
  const chance = createChance(seed);
  const faults = createFaults(centre, disk, chance);
  const measured = Date.now();
  while (violations.length === 0 && Date.now() - measured < minutes * 60_000) {
    round += 1;
    violations = await playRound(centre, faults, chance.between(2, values.short ? 2 : 4));
  }
} catch (error) {
  violations.push(`the run itself failed: ${(error as Error).stack}`);
} finally {
  await centre?.close().catch((error) => console.log(`closing: ${error.message}`));
  await cleanUp();
  if (violations.length === 0) await rm(notes, { recursive: true });
  await disk?.remove().catch((error) => console.log(`the small disk stays: ${error.message}`));
  if (violations.length === 0) await rm(folder, { recursive: true, force: true });
  ending.removeAllListeners("SIGINT");
}

const killed = [...struck].map(([name, count]) => `${count} × ${name}`).join(", ");
const seconds = Math.round((Date.now() - started) / 1000);
console.log(`faults: ${killed}`);
for (const violation of violations) console.log(`✖ ${violation}`);
if (violations.length > 0) {
  console.log(`The clients' notes and the servers' logs are in ${folder}`);
  console.log(
    `replay: node torture/run.ts${values.short ? " --short" : ` --minutes ${minutes}`} --seed ${seed}`,
  );
}
console.log(
  `${violations.length === 0 ? "✔" : "✖"} seed ${seed}: ${round} rounds, ${total.acknowledged} actions acknowledged, ${total.unknown} unknown, ${total.refused} refused, ${[...struck.values()].reduce((sum, count) => sum + count, 0)} faults, ${violations.length} violations, ${seconds} s`,
);
process.exit(violations.length === 0 ? 0 : 1);

/** One round: clients work, faults strike, everything is mended, and the checker looks. */
async function playRound(centre: Centre, faults: readonly Fault[], servers: number): Promise<string[]> {
  const chance = createChance(seed * 1000 + round);
  const counts = { acknowledged: 0, refused: 0, unknown: 0 };
  await centre.haveServers(servers);
  const begun = Date.now();
  let over = false;
  const clients = Array.from({ length: CLIENTS }, (_, index) =>
    work(
      {
        name: `s${seed}-r${round}-c${index}`,
        seed: seed * 100_000 + round * 100 + index,
        folder: notes,
        authorizations: centre.clerks,
        administrator: centre.administrator,
        board: centre.board,
        addresses: () => centre.servers.map(({ address }) => address),
        tell: (_action, outcome: Outcome) => {
          counts[outcome] += 1;
        },
      },
      () => over,
    ),
  );
  const names: string[] = [];
  try {
    while (Date.now() - begun < ROUND_MS) {
      await sleep(chance.between(200, 1_400));
      const fault = chance.oneOf(faults) as Fault;
      names.push(fault.name);
      struck.set(fault.name, (struck.get(fault.name) ?? 0) + 1);
      // A fault may find the database away because of the one before it: that is part of the torture.
      await fault.strike().catch(() => {});
      if (centre.servers.length === 0 || chance.percent(25))
        await centre.haveServers(servers).catch(() => {});
    }
  } finally {
    over = true;
  }
  await mend(centre, disk, servers);
  await Promise.all(clients);
  await untilQuiet(centre);
  const found = await check(centre.url, await readNotes(notes));
  found.push(...(await askDoctor(centre)), ...(await readFailures()));
  for (const outcome of ["acknowledged", "refused", "unknown"] as const) total[outcome] += counts[outcome];
  const list = [...new Set(names)].map((name) => `${names.filter((one) => one === name).length} × ${name}`);
  console.log(
    `round ${round}: ${servers} servers, ${counts.acknowledged} acknowledged, ${counts.unknown} unknown, ${counts.refused} refused, ${((Date.now() - begun) / 1000).toFixed(1)} s; ${list.join(", ")}`,
  );
  return found;
}

/** Waits until what was asked is done and what is due is closed; the checker says what is not. */
async function untilQuiet(centre: Centre): Promise<void> {
  await until(
    "nothing is due",
    async () => {
      const [row] = await centre
        .sql(`select (select count(*) from play_sessions where clock_now() - interval '1 second' >
        case status when 'active' then ends_at when 'paused' then closes_at when 'ready' then ready_expires_at end)
      + (select count(*) from pg_stat_activity where datname = current_database() and application_name = 'gamezone'
        and state <> 'idle') as left`)
        .catch(() => []);
      if (row && Number(row.left) === 0) return true;
      await sleep(100);
      return false;
    },
    15_000,
  ).catch(() => {});
}

async function askDoctor(centre: Centre): Promise<string[]> {
  const { code, stdout, stderr } = await gamezone(["doctor", "--json"], {
    databaseUrl: centre.url,
    folder: centre.folder,
  });
  if (code !== 0 && code !== 1) return [`doctor: exit code ${code}: ${stderr}`];
  const { checks } = JSON.parse(stdout) as {
    checks: Array<{ name: string; found: number; severity: string; findings: Array<{ detail: string }> }>;
  };
  return checks
    .filter(({ name, found, severity }) => found > 0 && severity !== "notice" && !(name in EXPECTED))
    .map(({ name, found, findings }) => `doctor: ${found} × ${name}: ${findings[0]?.detail}`);
}

/** A failure that the product calls unexpected is one, whatever was done to it: faults are answered "not now". */
async function readFailures(): Promise<string[]> {
  const internal = (await readNotes(notes)).flatMap(({ key, action, answers }) =>
    answers
      .filter(({ status }) => status === 500)
      .map(({ body }) => `answer: ${key} (${action}) got 500 ${body?.detail}`),
  );
  return internal.slice(0, 5);
}
