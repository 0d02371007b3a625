import { setTimeout as sleep } from "node:timers/promises";
import type { Kysely } from "kysely";
import type pg from "pg";
import type { Database } from "./schema.ts";

// A transaction that notifies holds a lock on the whole server's notices until its commit lies on the disk, so that
// commits go one by one instead of together. What a transaction has to tell is therefore told after its commit, by a
// statement of its own that waits for no disk.

const RETRY_MS = 500;

/** What the listeners of a PostgreSQL channel are told. */
export interface Notice {
  readonly channel: string;
  readonly payload: string;
}

export interface Notifier {
  /** Sends notices soon, one statement at a time; what is said again before it was sent is told once. */
  tell(notices: Iterable<Notice>): void;
  /** Waits for what is on its way; if the database is gone, so are its listeners. */
  close(): Promise<void>;
}

const notifiers = new WeakMap<Kysely<Database>, Notifier>();

/** For {@link file://./pool.ts}: gives a database the connection by which its transactions tell what they did. */
export function openNotifier(db: Kysely<Database>, connection: pg.Pool): Notifier {
  let waiting = new Map<string, Notice>();
  let sending: Promise<void> | null = null;
  let closed = false;

  const keep = (notices: Iterable<Notice>) => {
    for (const notice of notices) waiting.set(`${notice.channel} ${notice.payload}`, notice);
  };
  const send = async () => {
    while (waiting.size > 0) {
      const notices = [...waiting.values()];
      waiting = new Map();
      try {
        await notify(connection, notices);
      } catch {
        if (closed) return;
        keep(notices);
        await sleep(RETRY_MS);
      }
    }
    sending = null;
  };
  const notifier: Notifier = {
    tell(notices) {
      keep(notices);
      if (sending === null && waiting.size > 0) sending = send();
    },
    async close() {
      closed = true;
      await sending;
      await connection.end();
    },
  };
  notifiers.set(db, notifier);
  return notifier;
}

/** How the transactions on a database tell what they did, once they have committed. */
export function notifierOf(db: Kysely<Database>): Notifier {
  const notifier = notifiers.get(db);
  if (notifier === undefined)
    throw new Error("Only a database that was opened by openPool tells what it did.");
  return notifier;
}

/** Lets the transactions on one more view of a database tell by the same connection. */
export function shareNotifier(db: Kysely<Database>, other: Kysely<Database>): void {
  notifiers.set(other, notifierOf(db));
}

async function notify(connection: pg.Pool, notices: readonly Notice[]): Promise<void> {
  await connection.query(
    `select set_config('synchronous_commit', 'off', true), pg_notify(channel, payload)
     from unnest($1::text[], $2::text[]) as notice (channel, payload)`,
    [notices.map(({ channel }) => channel), notices.map(({ payload }) => payload)],
  );
}
