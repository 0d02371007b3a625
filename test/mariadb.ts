import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { createConnection } from "mysql2/promise";
import { freePort } from "../src/db/embedded/free-port.ts";

const run = promisify(execFile);
const PATIENCE_MS = 60_000;
const DATABASE = "gamezone";
const server = ["/usr/sbin/mariadbd", "/usr/local/sbin/mariadbd", "/usr/libexec/mariadbd"].find(existsSync);

/** Why tests that need a MariaDB are left out here, or false where it is installed. */
export const noMariaDb = server ? false : "MariaDB is not installed (Debian: apt-get install mariadb-server)";

export interface TestMariaDb {
  readonly address: string;
  /** Runs statements one after the other, as an installation of those days did: it lets everything pass. */
  load(statements: Iterable<string>): Promise<void>;
  /** What the server's own mariadb-dump makes of it. */
  dump(): Promise<string>;
  stop(): Promise<void>;
}

/** A real MariaDB with a data folder of its own, on a free port of the loopback. */
export async function startMariaDb(): Promise<TestMariaDb> {
  const folder = await mkdtemp(join(tmpdir(), "gamezone-mariadb-"));
  await chmod(folder, 0o711);
  const data = join(folder, "data");
  // As root, MariaDB insists on becoming somebody else.
  const account = process.getuid?.() === 0 ? ["--user=mysql"] : [];
  if (account.length > 0) await run("chown", ["mysql", folder]);
  await run("mariadb-install-db", [
    ...account,
    `--datadir=${data}`,
    "--auth-root-authentication-method=normal",
  ]);
  const port = await freePort();
  const child = spawn(
    server as string,
    [
      "--no-defaults",
      ...account,
      `--datadir=${data}`,
      `--socket=${join(folder, "socket")}`,
      `--pid-file=${join(folder, "pid")}`,
      `--port=${port}`,
      "--skip-networking=0",
      "--bind-address=127.0.0.1",
      "--innodb-flush-log-at-trx-commit=0",
    ],
    { stdio: "ignore" },
  );
  const stop = async () => {
    await ended(child);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await untilItAnswers(port, child);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    address: `mysql://root@127.0.0.1:${port}/${DATABASE}`,
    async load(statements) {
      const connection = await createConnection({
        host: "127.0.0.1",
        port,
        user: "root",
        charset: "utf8mb4",
      });
      try {
        await connection.query(`create or replace database ${DATABASE} character set utf8mb4`);
        await connection.query(`use ${DATABASE}`);
        await connection.query("set sql_mode = 'NO_AUTO_VALUE_ON_ZERO', time_zone = '+00:00'");
        for (const statement of statements) await connection.query(statement);
      } finally {
        await connection.end();
      }
    },
    async dump() {
      const { stdout } = await run(
        "mariadb-dump",
        ["--no-defaults", "--protocol=tcp", "--host=127.0.0.1", `--port=${port}`, "--user=root", DATABASE],
        { maxBuffer: 1 << 28, encoding: "latin1" },
      );
      return stdout;
    },
    stop,
  };
}

async function untilItAnswers(port: number, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      const connection = await createConnection({ host: "127.0.0.1", port, user: "root" });
      await connection.end();
      return;
    } catch (error) {
      if (child.exitCode !== null || Date.now() > deadline) throw error;
      await sleep(100);
    }
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const closed = new Promise((resolve) => child.once("close", resolve));
  child.kill("SIGTERM");
  await closed;
}
