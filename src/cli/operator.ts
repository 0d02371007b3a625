import { readConfig } from "../config.ts";
import { productActor } from "../core/actor.ts";
import type { Language } from "../core/problems.ts";
import { borrowDatabase, type OpenedDatabase } from "../db/open.ts";
import type { Db } from "../db/pool.ts";
import { type ActionContext, inTransaction } from "../db/transaction.ts";
import { words } from "./words.ts";

export interface OperatorOptions {
  readonly data?: string;
  readonly json?: boolean;
}

/** Exit code of a command that found something wrong, or was refused. */
export const FINDINGS = 1;

/** A command that understood what was asked and cannot do it; the message is in the operator's language. */
export class Refusal extends Error {}

/** Runs a command beside a running server, or starts the database for as long as the command lasts. */
export async function withDatabase<Result>(
  options: OperatorOptions,
  work: (database: OpenedDatabase) => Promise<Result>,
): Promise<Result> {
  const database = await borrowDatabase(readConfig(options));
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

/** Runs one action as the operator of the machine: an administrator whom the audit names by no account. */
export async function asOperator<Result>(
  options: OperatorOptions,
  language: Language,
  action: (context: ActionContext) => Promise<Result>,
): Promise<Result> {
  return withDatabase(options, ({ pool }) => actAsOperator(pool.db, language, action));
}

/** The same on a database that is already open. */
export async function actAsOperator<Result>(
  db: Db,
  language: Language,
  action: (context: ActionContext) => Promise<Result>,
): Promise<Result> {
  return inTransaction(db, async (tx) => {
    const venue = await tx.selectFrom("venues").select("id").orderBy("id").limit(1).executeTakeFirst();
    if (!venue) throw new Error(words[language].noVenue);
    return action({ tx, actor: productActor(venue.id) });
  });
}
