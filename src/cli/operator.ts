import { readConfig } from "../config.ts";
import { productActor } from "../core/actor.ts";
import { BusinessError } from "../core/errors.ts";
import type { Language } from "../core/problems.ts";
import { borrowDatabase, type OpenedDatabase } from "../db/open.ts";
import type { Db } from "../db/pool.ts";
import { type ActionContext, inTransaction, type Transaction } from "../db/transaction.ts";
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
    const venue = await readFirstVenue(tx);
    if (!venue) throw new Error(words[language].noVenue);
    return action({ tx, actor: productActor(venue.id) });
  });
}

/** The venue that the operator of one shop means; null before the first start. */
export async function readFirstVenue(db: Db | Transaction): Promise<{ id: number; timeZone: string } | null> {
  const venue = await db
    .selectFrom("venues")
    .select(["id", "time_zone as timeZone"])
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
  return venue ?? null;
}

/** An id as somebody types it. Throws `invalid_input`. */
export function readId(given: string): number {
  const id = Number(given);
  if (!/^\d+$/.test(given) || !Number.isSafeInteger(id) || id < 1) {
    throw new BusinessError("invalid_input", { summary: `ID: ${given}` });
  }
  return id;
}

/** How commands write an instant: in the calendar of the first venue, as the doctor's sentences do. */
export async function openCalendar(
  db: Db,
  language: Language,
  timeStyle: "short" | "medium",
): Promise<(instant: Date) => string> {
  const locale = language === "fr" ? "fr-FR" : "en-GB";
  const timeZone = (await readFirstVenue(db))?.timeZone ?? "UTC";
  const format = new Intl.DateTimeFormat(locale, { dateStyle: "short", timeStyle, timeZone });
  return (instant) => format.format(instant);
}
