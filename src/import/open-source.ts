import { openDump } from "./read-dump.ts";
import { openMysql } from "./read-mysql.ts";
import type { RowSource } from "./row-source.ts";

/** Opens what `--from` names: an address of a server, or a file. Throws `UnusableSource`. */
export function openSource(from: string): Promise<RowSource> {
  return /^(mysql|mariadb):\/\//i.test(from)
    ? openMysql(from.replace(/^mariadb:/i, "mysql:"))
    : openDump(from);
}
