import type { ChildProcess } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { freePort } from "../../src/db/embedded/free-port.ts";
import { until } from "../../test/processes.ts";
import { familyOf, runProgram, signalAll, startProgram } from "./programs.ts";

export const PASSWORD = "only-for-this-run";
const SETTINGS = join(import.meta.dirname, "../../deploy/postgresql-standby.conf");

/** Who may come in: as docs/scale.md has it, the proxy's question without a password, everybody else with one. */
const ACCESS = `host postgres gamezone_check 127.0.0.1/32 trust
host all all 127.0.0.1/32 scram-sha-256
host replication gamezone_standby 127.0.0.1/32 scram-sha-256
`;

/** GameZone's empty database and its owner, the role of the standby, and that of the proxy's question. */
export const FIRST_STATEMENTS = [
  `create role gamezone login password '${PASSWORD}'`,
  "create database gamezone owner gamezone",
  `create role gamezone_standby login replication password '${PASSWORD}'`,
  "create role gamezone_check login",
];

/** A PostgreSQL server of one machine, from Debian's package, on a loopback port. */
export interface Machine {
  readonly name: string;
  readonly address: string;
  start(): Promise<void>;
  /** Makes a new, empty database server of it, running, with GameZone's database and roles. */
  initialize(): Promise<void>;
  /** Makes a standby of it, running, with a copy of the primary's data. */
  follow(primary: Machine): Promise<void>;
  /** Asks as the superuser. */
  ask(statement: string): Promise<pg.QueryResult["rows"]>;
  /** Kill -9 to all of its processes at once. */
  losePower(): void;
  freeze(): void;
  thaw(): void;
}

/** A machine without data yet. */
export async function makeMachine(folder: string, name: string): Promise<Machine> {
  const data = join(folder, name);
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  let server: ChildProcess | null = null;
  const signal = (which: NodeJS.Signals) => {
    if (server?.pid !== undefined) signalAll(familyOf(server.pid), which);
  };
  const ask = (statement: string) => askServer(address, statement);
  const configure = async () => {
    const own = `port = ${port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = ''\n`;
    await writeFile(join(data, "pg_hba.conf"), ACCESS);
    await writeFile(join(data, "postgresql.conf"), `include '${SETTINGS}'\n${own}`);
  };
  const start = async () => {
    server = startProgram("postgres", ["-D", data], join(folder, `${name}.log`));
    await until(`${name} answers`, () => ask("select 1").catch(() => null));
  };
  return {
    name,
    address,
    start,
    ask,
    async initialize() {
      const password = join(folder, "password");
      await writeFile(password, PASSWORD);
      const how = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums"];
      runProgram("initdb", ["-D", data, "-U", "postgres", `--pwfile=${password}`, ...how]);
      await configure();
      await start();
      for (const statement of FIRST_STATEMENTS) await ask(statement);
    },
    async follow(primary) {
      await rm(data, { recursive: true, force: true });
      const [host, fromPort] = primary.address.split(":");
      const from = `host=${host} port=${fromPort} user=gamezone_standby password=${PASSWORD} application_name=gamezone_standby`;
      runProgram("pg_basebackup", ["-D", data, "-d", from, "--checkpoint=fast", "--write-recovery-conf"]);
      await configure();
      await start();
    },
    losePower: () => signal("SIGKILL"),
    freeze: () => signal("SIGSTOP"),
    thaw: () => signal("SIGCONT"),
  };
}

/** Asks a server as its superuser. */
export async function askServer(address: string, statement: string): Promise<pg.QueryResult["rows"]> {
  const client = new pg.Client({
    connectionString: `postgresql://postgres:${PASSWORD}@${address}/postgres`,
    connectionTimeoutMillis: 3_000,
  });
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

/** GameZone's database behind an address. */
export function databaseUrl(address: string): string {
  return `postgresql://gamezone:${PASSWORD}@${address}/gamezone`;
}
