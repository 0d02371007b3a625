import { spawn } from "node:child_process";
import type { Command } from "commander";
import type { Language } from "../core/problems.ts";
import { FINDINGS, type OperatorOptions, readFirstVenue, withDatabase } from "./operator.ts";
import { runPrompt } from "./sql-prompt.ts";
import { sqlWords } from "./sql-words.ts";
import { words } from "./words.ts";

interface SqlOptions extends OperatorOptions {
  readonly command?: string;
}

/** psql says 3 when a statement of its input was refused, and 1 for one command; here both are 1. */
const PSQL_SCRIPT_REFUSED = 3;

export function addSql(program: Command, language: Language): void {
  const text = sqlWords[language];
  program
    .command("sql")
    .description(text.sql)
    .option("-c, --command <statement>", text.command)
    .option("--data <folder>", words[language].data)
    .option("--json", text.json)
    .action((options: SqlOptions) =>
      withDatabase(options, async ({ url, pool }) => {
        const timeZone = (await readFirstVenue(pool.db))?.timeZone ?? "UTC";
        const { command, json = false } = options;
        const status = json ? null : await runPsql({ url, timeZone, command });
        process.exitCode = status ?? (await runPrompt({ url, timeZone, command, json, language }));
      }),
    );
}

/** psql on the same terminal. Answers its exit code, or null where it is not installed. */
async function runPsql(where: {
  url: string;
  timeZone: string;
  command?: string | undefined;
}): Promise<number | null> {
  const typed = where.command === undefined && process.stdin.isTTY;
  const given = [
    // Somebody who types keeps their own settings; what runs by itself does the same everywhere, and ends at an error.
    ...(typed ? [] : ["--no-psqlrc", "--set=ON_ERROR_STOP=1"]),
    ...(where.command === undefined ? [] : [`--command=${where.command}`]),
  ];
  // Ctrl+C ends a query of psql's, not us and the database that it works in.
  const ignore = () => {};
  process.on("SIGINT", ignore);
  try {
    return await new Promise((resolve, reject) => {
      const psql = spawn("psql", given, {
        env: { ...process.env, ...surroundings(where) },
        stdio: "inherit",
      });
      psql.on("error", (error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") resolve(null);
        else reject(error);
      });
      psql.on("close", (code) => resolve(code === PSQL_SCRIPT_REFUSED ? FINDINGS : (code ?? FINDINGS)));
    });
  } finally {
    process.off("SIGINT", ignore);
  }
}

/** An address as psql finds it in its surroundings: what is given on the command line, other users of a machine can read. */
function surroundings({ url, timeZone }: { url: string; timeZone: string }): Record<string, string> {
  const address = new URL(url);
  const asked = address.searchParams;
  const values: Record<string, string | null | undefined> = {
    PGHOST: asked.get("host") ?? address.hostname.replace(/^\[|\]$/g, ""),
    PGPORT: asked.get("port") ?? address.port,
    PGUSER: asked.get("user") ?? decodeURIComponent(address.username),
    PGPASSWORD: asked.get("password") ?? decodeURIComponent(address.password),
    PGDATABASE: asked.get("dbname") ?? decodeURIComponent(address.pathname.slice(1)),
    // What our own driver calls "no-verify" is what psql calls "require".
    PGSSLMODE: asked.get("sslmode")?.replace("no-verify", "require"),
    PGSSLROOTCERT: asked.get("sslrootcert"),
    PGSSLCERT: asked.get("sslcert"),
    PGSSLKEY: asked.get("sslkey"),
    PGOPTIONS: [process.env.PGOPTIONS, asked.get("options"), "-c search_path=legacy,public"]
      .filter(Boolean)
      .join(" "),
    PGAPPNAME: "gamezone sql",
    PGTZ: timeZone,
  };
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
}
