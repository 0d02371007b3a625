import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Row } from "./tables.ts";

/** One thing that must never be seen, in a sentence that names the rows. */
export type Violation = string;

/** What one client asked under one key, and every answer it got. */
export interface Asked {
  readonly key: string;
  readonly action: string;
  readonly path: string;
  readonly body: Row;
  readonly answers: ReadonlyArray<{ readonly status: number; readonly body: Row }>;
  readonly verdict: "acknowledged" | "refused" | "unknown";
}

/** Reads the notes of all clients: files of JSON lines in a folder. */
export async function readNotes(folder: string): Promise<Asked[]> {
  const asked = new Map<string, { sent: Row; answers: Array<{ status: number; body: Row }> }>();
  for (const file of (await readdir(folder)).filter((name) => name.endsWith(".jsonl"))) {
    for (const line of (await readFile(join(folder, file), "utf8")).split("\n").filter(Boolean)) {
      const { key, sent, status, body } = JSON.parse(line);
      if (sent) asked.set(key, { sent, answers: [] });
      else if (status) asked.get(key)?.answers.push({ status, body });
    }
  }
  return [...asked].map(([key, { sent, answers }]) => ({
    key,
    action: sent.action,
    path: sent.path,
    body: sent.body ?? {},
    answers,
    verdict: answers.some(({ status }) => status < 300)
      ? "acknowledged"
      : answers.some(({ status }) => status < 500 && status !== 429)
        ? "refused"
        : "unknown",
  }));
}

/** How often something may be there: once for each that was acknowledged, and at most once more for each unknown. */
export function checkCount(what: string, found: number, notes: readonly Asked[]): Violation[] {
  const least = notes.filter(({ verdict }) => verdict === "acknowledged").length;
  const most = least + notes.filter(({ verdict }) => verdict === "unknown").length;
  if (found < least) return [`lost: ${what}: ${least} acknowledged, ${found} there`];
  if (found > most)
    return [`invented: ${what}: ${least} acknowledged, ${most - least} unknown, ${found} there`];
  return [];
}

/** Those notes that are of one of these actions. */
export function ofAction(notes: readonly Asked[], ...names: string[]): Asked[] {
  return notes.filter(({ action }) => names.includes(action));
}

/** The answer that acknowledged an action; undefined where none did. */
export function acknowledged(one: Asked): Row {
  return one.answers.find(({ status }) => status < 300)?.body;
}

/** Whose row an action was about: the number in its path. */
export function subjectOf({ path }: Asked): number {
  return Number(path.split("/")[2]);
}

/** One key, one answer: a retry that is answered differently was done twice. */
export function checkRetries(notes: readonly Asked[]): Violation[] {
  return notes.flatMap(({ key, action, answers }) => {
    const told = answers.filter(({ status }) => status < 500 && status !== 429);
    const wrong = told.filter(
      // What has expired is paid back by an administrator alone, as when a pass was not used in its window.
      ({ status, body }) => [400, 401, 403].includes(status) && body?.invoiceStatus !== "expired",
    );
    const bodies = new Set(told.map(({ status, body }) => JSON.stringify([status, body])));
    return [
      ...(action !== "read" && bodies.size > 1
        ? [`retry: ${key} (${action}) got ${bodies.size} different answers`]
        : []),
      ...wrong.map(
        ({ status, body }) => `request: ${key} (${action}) was not understood: ${status} ${body?.code}`,
      ),
    ];
  });
}
