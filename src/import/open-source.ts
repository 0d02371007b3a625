import { openDump } from "./read-dump.ts";
import type { RowSource } from "./row-source.ts";

/** Opens what `--from` names: an address of a server, or a file. Throws `UnusableSource`. */
export async function openSource(from: string): Promise<RowSource> {
  if (!/^(mysql|mariadb):\/\//i.test(from)) return openDump(from);
  // Loaded here and not above: only this one way of one command needs the MySQL driver.
  const { openMysql } = await import("./read-mysql.ts");
  return openMysql(from.replace(/^mariadb:/i, "mysql:"));
}
