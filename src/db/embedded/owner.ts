import pg from "pg";

const OWNER_LOCK = 4_720_000;
const CONNECT_MS = 3_000;

/** Ownership of a running embedded database: a lock that PostgreSQL gives up by itself when its holder dies. */
export interface Ownership {
  readonly client: pg.Client;
  release(): Promise<void>;
}

/** Takes the ownership of a database; `taken` when another process has it, `unreachable` while nobody answers. */
export async function takeOwnership(url: string): Promise<Ownership | "taken" | "unreachable"> {
  const client = new pg.Client({
    connectionString: url,
    application_name: "gamezone owner",
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
  });
  client.on("error", () => {});
  try {
    await client.connect();
    const { rows } = await client.query("select pg_try_advisory_lock($1) as taken", [OWNER_LOCK]);
    if (rows[0].taken) return { client, release: () => client.end() };
    await client.end();
    return "taken";
  } catch {
    await client.end().catch(() => {});
    return "unreachable";
  }
}
