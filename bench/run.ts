import { spawn } from "node:child_process";
import { globSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { COMPILED } from "../test/processes.ts";
import { shareServer } from "./database.ts";
import { type Figure, holds, ratio, round } from "./measure.ts";

// `npm run bench` measures every claim and writes the figures into the table of README.md; `npm run bench -- doctor`
// only the claims named; with `--short` it shows that each script works and writes nothing. A figure that falls short
// fails no run: machines are noisy. A script that fails does.

const FOLDER = import.meta.dirname;
const FIGURES = join(FOLDER, "figures.json");
const README = join(FOLDER, "README.md");

/** The figures of a claim's script, as they were last measured. */
interface Measured {
  readonly date: string;
  readonly machine: string;
  readonly figures: readonly Figure[];
}

const words = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const short = process.argv.includes("--short");
const claims = globSync("claims/*.ts", { cwd: FOLDER })
  .sort()
  .filter((file) => words.length === 0 || words.some((word) => file.includes(word)));

let failed = 0;
const kept = JSON.parse(await readFile(FIGURES, "utf8").catch(() => "{}")) as Record<string, Measured>;
const folder = await mkdtemp(join(tmpdir(), "gamezone-figures-"));
// In the short form nobody looks at the figures: two at a time, on one server, from a program compiled before.
const queue = claims.values();
if (short) process.env.NODE_COMPILE_CACHE = COMPILED;
const stopServer = short ? await shareServer() : async () => {};
try {
  await Promise.all(
    (short ? [queue, queue] : [queue]).map(async (lane) => {
      for (const claim of lane) await measure(claim);
    }),
  );
} finally {
  await stopServer();
}
await rm(folder, { recursive: true, force: true });
console.log(`${claims.length - failed} claims measured, ${failed} failed`);
process.exit(failed === 0 && claims.length > 0 ? 0 : 1);

async function measure(claim: string): Promise<void> {
  const name = basename(claim, ".ts");
  console.log(`— ${name}`);
  const lines = join(folder, name);
  const code = await runClaim(claim, lines);
  const figures = await readFigures(lines);
  if (code !== 0 || figures.length === 0) {
    failed += 1;
    console.log(`${name} ${code === 0 ? "printed no figure" : `failed with exit code ${code}`}`);
    return;
  }
  kept[name] = { date: new Date().toISOString().slice(0, 10), machine: nameMachine(), figures };
  if (!short) await keepFigures();
}

/** After each claim: a long run that breaks off has not measured in vain. */
async function keepFigures(): Promise<void> {
  await writeFile(FIGURES, `${JSON.stringify(kept, null, 2)}\n`);
  await writeTable();
}

function runClaim(claim: string, lines: string): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(FOLDER, claim), ...(short ? ["--short"] : [])], {
      stdio: "inherit",
      env: { ...process.env, BENCH_FIGURES: lines },
    });
    child.on("close", (code) => resolve(code ?? 1));
  });
}

async function readFigures(file: string): Promise<Figure[]> {
  const text = await readFile(file, "utf8").catch(() => "");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Figure);
}

function nameMachine(): string {
  return `${availableParallelism()} × ${cpus()[0]?.model.trim() ?? "processor"}, Node ${process.versions.node}`;
}

async function writeTable(): Promise<void> {
  const rows = Object.entries(kept).flatMap(([name, { date, machine, figures }]) =>
    figures.map((figure) => {
      const { claim, ours, baseline, against, unit, wanted } = figure;
      const target = "atLeast" in wanted ? `≥ ${wanted.atLeast}` : `≤ ${wanted.atMost}`;
      return `| ${name} | ${claim} | ${round(ours)} ${unit} | ${against}: ${round(baseline)} ${unit} | ${round(ratio(figure))} | ${target} | ${holds(figure) ? "yes" : "**no**"} | ${date}, ${machine} |`;
    }),
  );
  const head =
    "| script | claim | ours | baseline | ratio | wanted | holds | measured |\n|---|---|---|---|---|---|---|---|";
  const readme = await readFile(README, "utf8");
  const table = `<!-- figures -->\n${[head, ...rows].join("\n")}\n<!-- /figures -->`;
  await writeFile(
    README,
    readme.replace(/<!-- figures -->[\s\S]*<!-- \/figures -->/, () => table),
  );
}
