import { appendFile } from "node:fs/promises";

/** The short form only shows that a claim's script works: few rows, few rounds. */
export const SHORT = process.argv.includes("--short");

/** What a claim was found to be. A ratio of ours to the baseline: `atMost` for times and sizes, `atLeast` for speeds. */
export interface Figure {
  /** In a reader's words; one claim may have several figures. */
  readonly claim: string;
  readonly ours: number;
  readonly baseline: number;
  /** What ours is compared with. */
  readonly against: string;
  readonly unit: string;
  readonly wanted: { readonly atLeast: number } | { readonly atMost: number };
}

/**
 * Runs every contestant once a round, in turn, in the opposite order every other round, so that a machine that slows
 * down or warms up is unfair to nobody. Each answers its own figure; the median of its rounds comes back.
 */
export async function interleave<Name extends string>(
  contestants: Readonly<Record<Name, () => Promise<number>>>,
  rounds: number,
): Promise<Record<Name, number>> {
  const names = Object.keys(contestants) as Name[];
  const measured = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed())
      measured.get(name)?.push(await contestants[name]());
  }
  return Object.fromEntries([...measured].map(([name, values]) => [name, median(values)])) as Record<
    Name,
    number
  >;
}

/** Milliseconds that a piece of work takes. */
export async function time(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}

/** The value that a share of all values does not exceed: `percentile(latencies, 0.99)`. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] as number;
}

/** Prints a figure as a sentence and, where `npm run bench` asks for it, as a line for the table. */
export async function report(figure: Figure): Promise<void> {
  console.log(describe(figure));
  const file = process.env.BENCH_FIGURES;
  if (file) await appendFile(file, `${JSON.stringify(figure)}\n`);
}

export function ratio({ ours, baseline }: Figure): number {
  return ours / baseline;
}

export function holds(figure: Figure): boolean {
  const { wanted } = figure;
  return "atLeast" in wanted ? ratio(figure) >= wanted.atLeast : ratio(figure) <= wanted.atMost;
}

function describe(figure: Figure): string {
  const { claim, ours, baseline, against, unit, wanted } = figure;
  const target = "atLeast" in wanted ? `at least ${wanted.atLeast}` : `at most ${wanted.atMost}`;
  return `${claim}: ${round(ours)} ${unit}, ${against}: ${round(baseline)} ${unit}, ratio ${round(ratio(figure))} (wanted ${target})`;
}

/** Three significant digits. */
export function round(value: number): string {
  return Number(value.toPrecision(3)).toString();
}
