import { spawn } from "node:child_process";
import { globSync, statSync } from "node:fs";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { pathToFileURL } from "node:url";
import { prepareBrowser } from "../e2e/browser.ts";
import { prepareTemplate } from "./database.ts";
import { prepareCluster, startHastyServer } from "./prepared-cluster.ts";
import { COMPILED, noProcessList } from "./processes.ts";

// `npm test` runs everything; `npm test -- src/scans` only the tests whose path contains one of the words given.

const ROOT = join(import.meta.dirname, "..");
const words = process.argv.slice(2);
const node = process.execPath;
/** Of one file of tests; the long forms of some take more (TEST_MINUTES=60). */
const PATIENCE_MS = Number(process.env.TEST_MINUTES ?? 5) * 60_000;

/** Many of them wait, for a session to end or a process to start: three keep two cores busy. */
const AT_ONCE = 3;
/** The files that take longest, as they were last measured. */
const LONGEST = [
  "cli/serve",
  "e2e/counter",
  "db/embedded",
  "e2e/accessibility",
  "e2e/states",
  "e2e/doctor",
  "e2e/attacks",
  "e2e/outage",
  "e2e/whole-path",
  "e2e/evening",
  "cli/import",
  "doctor/doctor",
  "http/roles",
  "import/import",
  "backup/backup",
  "attacks/fuzz",
  "cli/doctor",
  "cli/sql",
  "cli/cli",
  "deadlines/deadlines",
  "cli/restore-embedded",
];
/** So many of the others share a process: to load the program takes longer than what most of them do. */
const SHARING = 6;
/** Those that start databases of their own. */
const OWN_DATABASE = /(embedded|serve|outage)\.test\.ts$/;

interface Check {
  readonly name: string;
  readonly command: string[];
}
const checks: Check[] = [
  {
    name: "types of the server",
    command: ["node_modules/typescript-7/bin/tsc", "--project", "tsconfig.json"],
  },
  {
    name: "types of the web app",
    command: ["node_modules/typescript-7/bin/tsc", "--project", "web/tsconfig.json"],
  },
  {
    name: "types of the browser tests",
    command: ["node_modules/typescript-7/bin/tsc", "--project", "e2e/tsconfig.json"],
  },
  { name: "lint and format", command: ["node_modules/@biomejs/biome/bin/biome", "check", "."] },
  {
    name: "imports run downwards",
    command: [
      "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs",
      "--config",
      ".dependency-cruiser.json",
      "src",
      "web",
      "test",
      "e2e",
      "bench",
      "torture",
    ],
  },
];

// What browser tests see, and what is asked of its files, is the app as it now is.
const webBuild: Check = {
  name: "the web app builds",
  command: ["node_modules/vite/bin/vite.js", "build", "--config", "web/vite.config.ts"],
};

let passed = 0;
let failed = 0;

const found = globSync("{src,test,e2e,torture}/**/*.test.ts", { cwd: ROOT }).sort();
const wanted = found.filter((file) => words.length === 0 || words.some((word) => file.includes(word)));
const wantsBrowser = wanted.some((file) => file.startsWith("e2e"));
const wantsWeb = wantsBrowser || wanted.some((file) => file.endsWith("attacks/answers.test.ts"));

const wantedChecks = [
  ...(wantsWeb && !webIsBuilt() ? [webBuild] : []),
  ...(words.length === 0 ? checks : []),
];
const checking = wantedChecks.values();
await Promise.all(
  [checking, checking].map(async (queue) => {
    for (const check of queue) {
      const ok = await runCheck(check);
      if (ok) passed += 1;
      else failed += 1;
      console.log(`${ok ? "✔" : "✖"} ${check.name}`);
    }
  }),
);
if (wantsBrowser) await prepareBrowser();

// Every file of tests, and every command that one starts, loads the same program.
process.env.NODE_COMPILE_CACHE = COMPILED;

// The tests' own PostgreSQL, or the one named by TEST_DATABASE_URL (to try another version of it).
const folder = await mkdtemp(join(tmpdir(), "gamezone-test-"));
// Otherwise root's database would go to /var/lib/gamezone, and every run would leave one there.
await chmod(folder, 0o711);
const given = process.env.TEST_DATABASE_URL;
if (!given || (!noProcessList && wanted.some((file) => OWN_DATABASE.test(file))))
  await prepareCluster(join(folder, "prepared"));
const own = given ? null : await startHastyServer(folder);
try {
  if (own) process.env.TEST_DATABASE_URL = own.url;
  await prepareTemplate(process.env.TEST_DATABASE_URL as string);
  await runTests(wanted);
} finally {
  await own?.stop();
  await rm(folder, { recursive: true, force: true });
}

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);

/** Whether the built app is younger than everything it is made of: `npm ci` has just built it. */
function webIsBuilt(): boolean {
  const age = (file: string) => statSync(join(ROOT, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = globSync("web/**/*", { cwd: ROOT, exclude: ["web/dist", "web/dist/**"] });
  const newest = Math.max(...["package-lock.json", ...sources].map(age));
  return age("web/dist/index.html") > newest;
}

function runCheck({ command }: Check): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(node, command, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    child.stderr.on("data", (chunk) => {
      output += chunk;
    });
    child.on("close", (code) => {
      if (code !== 0) console.log(output);
      resolve(code === 0);
    });
  });
}

/** So that at the end no core waits for a last long file; those whose name is not here take some seconds each. */
function rankOf(file: string): number {
  const found = LONGEST.findIndex((name) => file.endsWith(`${name}.test.ts`));
  return found < 0 ? LONGEST.length : found;
}

async function runTests(files: readonly string[]): Promise<void> {
  if (files.length === 0) return;
  const long = files
    .filter((file) => rankOf(file) < LONGEST.length)
    .toSorted((a, b) => rankOf(a) - rankOf(b))
    .map((file) => join(ROOT, file));
  const short = files.filter((file) => rankOf(file) === LONGEST.length);
  // Dealt like cards, so that neighbours, which are alike, do not all sit at one table.
  const tables = Math.max(Math.ceil(short.length / SHARING), Math.min(AT_ONCE, short.length));
  const shared = await Promise.all(
    Array.from({ length: tables }, (_, table) =>
      writeShared(
        `shared-${table + 1}.mjs`,
        short.filter((_, index) => index % tables === table),
      ),
    ),
  );
  const events = run({
    files: [...long, ...shared],
    concurrency: AT_ONCE,
    isolation: "process",
    timeout: PATIENCE_MS * SHARING,
  });
  events.on("test:pass", (event) => {
    if (event.details.type !== "suite" && !event.skip && !event.todo) passed += 1;
  });
  events.on("test:fail", ({ details }) => {
    // A file of which only tests failed is not one failure more; one that could not be loaded is.
    const { failureType } = details.error as { failureType?: string };
    if (details.type !== "suite" || failureType !== "subtestsFailed") failed += 1;
  });
  const report = events.compose(spec);
  for await (const text of report) process.stdout.write(text);
}

/** A program that runs files of tests one after the other, each with its own set-up and its own patience. */
async function writeShared(name: string, files: readonly string[]): Promise<string> {
  const path = join(folder, name);
  const suites = files.map((file) => {
    const location = JSON.stringify(pathToFileURL(join(ROOT, file)));
    return `suite(${JSON.stringify(file)}, { timeout: ${PATIENCE_MS} }, async () => { await import(${location}); });\n`;
  });
  await writeFile(path, `import { suite } from "node:test";\n${suites.join("")}`);
  return path;
}
