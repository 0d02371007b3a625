import { createInterface } from "node:readline/promises";
import pg from "pg";
import type { Language } from "../core/problems.ts";
import { FINDINGS } from "./operator.ts";
import { isBlank, splitStatements } from "./sql-statements.ts";
import { drawTable } from "./sql-table.ts";
import { sqlWords } from "./sql-words.ts";

export interface PromptOptions {
  readonly url: string;
  readonly timeZone: string;
  /** What to run instead of what is typed. */
  readonly command: string | undefined;
  readonly json: boolean;
  readonly language: Language;
}

/**
 * A simple SQL prompt for where psql is not installed, and for rows as JSON. Answers the exit code: 1 when a statement
 * of a command or of piped input was refused, which ends it there; somebody who types goes on.
 */
export async function runPrompt(options: PromptOptions): Promise<number> {
  const client = new pg.Client({
    connectionString: options.url,
    application_name: "gamezone sql",
    types: options.json ? jsonTypes() : textTypes,
  });
  client.on("notice", (notice) => console.error(wordMessage("notice", notice, options.language)));
  await client.connect();
  try {
    await client.query(
      "select set_config('search_path', 'legacy, public', false), set_config('timezone', $1, false)",
      [options.timeZone],
    );
    const run = (statement: string) => runStatement(client, statement, options);
    if (options.command !== undefined) return (await run(options.command)) ? 0 : FINDINGS;
    return await (process.stdin.isTTY ? converse(run, options.language) : runInput(run));
  } finally {
    await client.end();
  }
}

type Run = (statement: string) => Promise<boolean>;

async function converse(run: Run, language: Language): Promise<number> {
  console.log(sqlWords[language].welcome);
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  let waiting = "";
  const ask = () => {
    terminal.setPrompt(isBlank(waiting) ? "gamezone=> " : "gamezone-> ");
    terminal.prompt();
  };
  ask();
  for await (const line of terminal) {
    if (line.trim() === "\\q") break;
    const { statements, rest } = splitStatements(`${waiting}${line}\n`);
    waiting = isBlank(rest) ? "" : rest;
    for (const statement of statements) await run(statement);
    ask();
  }
  terminal.close();
  return 0;
}

async function runInput(run: Run): Promise<number> {
  let input = "";
  for await (const piece of process.stdin.setEncoding("utf8")) input += piece;
  const { statements, rest } = splitStatements(input);
  if (!isBlank(rest)) statements.push(rest);
  for (const statement of statements) if (!(await run(statement))) return FINDINGS;
  return 0;
}

/** Runs what may be several statements and shows their answers. False when it was refused, which is then said. */
async function runStatement(client: pg.Client, text: string, options: PromptOptions): Promise<boolean> {
  try {
    const query = options.json ? { text } : { text, rowMode: "array" as const };
    const answered: pg.QueryResult | pg.QueryResult[] = await client.query(query);
    for (const result of [answered].flat()) {
      console.log(options.json ? inJson(result) : inWords(result, options.language));
    }
    return true;
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    console.error(wordMessage("error", error, options.language));
    return false;
  }
}

function inJson({ command, rowCount, fields, rows }: pg.QueryResult): string {
  return JSON.stringify(fields.length > 0 ? rows : { command, rows: rowCount ?? 0 });
}

function inWords({ command, rowCount, fields, rows }: pg.QueryResult, language: Language): string {
  if (fields.length === 0) return rowCount === null ? command : `${command} ${rowCount}`;
  return `${drawTable(fields, rows)}\n${sqlWords[language].rows(rows.length)}\n`;
}

function wordMessage(
  kind: "error" | "notice",
  { message, detail, hint }: { message?: string; detail?: string; hint?: string },
  language: Language,
): string {
  const text = sqlWords[language];
  const lines = [
    `${text[kind]}:  ${message}`,
    detail,
    hint === undefined ? undefined : `${text.hint}:  ${hint}`,
  ];
  return lines.filter((line) => line !== undefined).join("\n");
}

/** Every value as PostgreSQL writes it. */
const textTypes: pg.CustomTypesConfig = { getTypeParser: () => (value: string) => value };

/** Numbers as numbers, as everywhere in our JSON; a calendar day has no time zone to shift it by. */
function jsonTypes(): pg.TypeOverrides {
  const types = new pg.TypeOverrides();
  types.setTypeParser(pg.types.builtins.INT8, Number);
  types.setTypeParser(pg.types.builtins.NUMERIC, Number);
  types.setTypeParser(pg.types.builtins.DATE, (value) => value);
  return types;
}
