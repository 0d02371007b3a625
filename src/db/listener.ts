import pg from "pg";
import { NOTICE_SILENCE } from "./pool.ts";

const RETRY_MS = 500;
const CONNECT_MS = 10_000;

/** Notifications of PostgreSQL on one connection of their own, which comes back by itself when it is lost. */
export interface Listener {
  on(channel: string, receive: (payload: string) => void): () => void;
  /** Called when the connection is lost, as when the database is away. */
  onLost(receive: () => void): () => void;
  /** Called after a lost connection is back: whatever was notified meanwhile is lost. */
  onReconnected(receive: () => void): () => void;
  close(): Promise<void>;
}

/** Connects and listens. Throws when the first connection fails. */
export async function openListener(url: string, channels: readonly string[]): Promise<Listener> {
  const receivers = new Map<string, Set<(payload: string) => void>>();
  const lost = new Set<() => void>();
  const reconnected = new Set<() => void>();
  let client: pg.Client | null = null;
  let closed = false;
  let retry: NodeJS.Timeout | null = null;

  const connect = async () => {
    const fresh = new pg.Client({
      connectionString: url,
      application_name: "gamezone listener",
      connectionTimeoutMillis: CONNECT_MS,
      ...NOTICE_SILENCE,
    });
    fresh.on("notification", ({ channel, payload }) => {
      for (const receive of receivers.get(channel) ?? []) receive(payload ?? "");
    });
    fresh.on("error", () => {});
    fresh.on("end", () => {
      if (client !== fresh) return;
      if (!closed) for (const receive of lost) receive();
      scheduleReconnect();
    });
    await fresh.connect();
    for (const channel of channels) await fresh.query(`listen ${channel}`);
    client = fresh;
  };
  const scheduleReconnect = () => {
    client = null;
    if (closed) return;
    retry = setTimeout(() => {
      connect().then(
        () => {
          for (const receive of reconnected) receive();
        },
        () => scheduleReconnect(),
      );
    }, RETRY_MS);
  };
  await connect();

  return {
    on(channel, receive) {
      const set = receivers.get(channel) ?? new Set();
      receivers.set(channel, set.add(receive));
      return () => set.delete(receive);
    },
    onLost: (receive) => listen(lost, receive),
    onReconnected: (receive) => listen(reconnected, receive),
    async close() {
      closed = true;
      if (retry) clearTimeout(retry);
      await client?.end();
    },
  };
}

function listen(receivers: Set<() => void>, receive: () => void): () => void {
  receivers.add(receive);
  return () => receivers.delete(receive);
}
