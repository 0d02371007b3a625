import { createHash } from "node:crypto";
import type { Socket } from "node:net";
import pg from "pg";

/** From this use on a statement is prepared: what is asked once or twice is not worth keeping. */
const WORTH_IT = 3;
/** So many texts are remembered; more would mean that values are written into statements. */
const REMEMBERED = 2_000;

interface Statement {
  readonly name: string;
  uses: number;
}
const statements = new Map<string, Statement>();

/**
 * A client that sends what is asked without waiting for an answer in between in one packet; the beginning of a
 * transaction goes with its first statement.
 */
export class SendingClient extends pg.Client {
  #corked = false;

  // biome-ignore lint/suspicious/noExplicitAny: pg describes the ten ways to ask by overloads
  override query(...given: any[]): any {
    if (!this.pipeline) return this.#ask(given);
    this.#cork();
    if (given[0] !== "begin") return this.#ask(given);
    // A transaction that did not begin must not go on without one.
    this.#ask(["begin"]).catch(() => this.end());
    return Promise.resolve({ command: "BEGIN", rowCount: null, rows: [], fields: [], oid: 0 });
  }

  #ask(given: unknown[]): Promise<unknown> {
    return (super.query as (...all: unknown[]) => Promise<unknown>).apply(this, given);
  }

  #cork(): void {
    if (this.#corked) return;
    this.#corked = true;
    const { stream } = (this as unknown as { connection: { stream: Socket } }).connection;
    stream.cork();
    process.nextTick(() => {
      this.#corked = false;
      stream.uncork();
    });
  }
}

/**
 * The same, and it prepares what it is asked again and again: PostgreSQL then plans a statement once a connection, which
 * for a query over ten tables takes longer than to run it. Where a prepared statement no longer fits the tables, because
 * another node brought the database up to date, the next ones are prepared anew under other names.
 */
export class PreparingClient extends SendingClient {
  #generation = 0;

  // biome-ignore lint/suspicious/noExplicitAny: as above
  override query(...given: any[]): any {
    const [text, values] = given;
    const hasValues =
      given.length === 2 && typeof text === "string" && Array.isArray(values) && values.length > 0;
    const name = hasValues ? nameStatement(text) : null;
    if (name === null) return super.query(...given);
    return super.query({ name: `${name}_${this.#generation}`, text, values }).catch((error: unknown) => {
      if (isOutdated(error)) this.#generation += 1;
      throw error;
    });
  }
}

/** Whether a prepared statement met tables that have changed since. Asked again, it is prepared anew. */
export function isOutdated(error: unknown): boolean {
  const { code, routine } = error as { code?: string; routine?: string };
  return code === "0A000" && routine === "RevalidateCachedQuery";
}

function nameStatement(text: string): string | null {
  let statement = statements.get(text);
  if (statement === undefined) {
    if (statements.size === REMEMBERED) statements.clear();
    statement = { name: createHash("sha256").update(text).digest("hex").slice(0, 32), uses: 0 };
    statements.set(text, statement);
  }
  statement.uses += 1;
  return statement.uses < WORTH_IT ? null : statement.name;
}
