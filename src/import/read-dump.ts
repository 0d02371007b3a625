import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { basename } from "node:path";
import { createGunzip } from "node:zlib";
import { type DumpColumn, type DumpValue, parseDump, UnreadableDump } from "./dump-parser.ts";
import { decodeBytes } from "./mend-text.ts";
import {
  isOldTable,
  type OldRow,
  type OldRows,
  type OldTable,
  type RowSource,
  UnusableSource,
} from "./row-source.ts";

const NOT_ASCII = /[\u0080-\u00ff]/;

/** A dump file as mysqldump or phpMyAdmin wrote it, plain or compressed. Throws `UnusableSource`. */
export async function openDump(path: string): Promise<RowSource> {
  const { size } = await stat(path).catch(() => {
    throw new UnusableSource(`There is no file ${path}.`, `Il n’y a pas de fichier ${path}.`);
  });
  const start = await readStart(path);
  const columns = new Map<OldTable, readonly string[]>();
  const undecodable = new Map<OldTable, number>();
  return {
    label: basename(path),
    columns,
    undecodable,
    read: (tables, onProgress) => {
      undecodable.clear();
      const reading = new DumpReading({ wanted: new Set(tables), columns, undecodable });
      return reading.run(readText(path, start, (done) => onProgress(done, size)));
    },
    close: async () => {},
  };
}

interface Start {
  readonly isCompressed: boolean;
}

async function readStart(path: string): Promise<Start> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return { isCompressed: buffer[0] === 0x1f && buffer[1] === 0x8b };
  } finally {
    await file.close();
  }
}

/** The file, one character a byte. A dump that PowerShell redirected is UTF-16: it becomes UTF-8 first. */
async function* readText(
  path: string,
  { isCompressed }: Start,
  onBytes: (done: number) => void,
): AsyncGenerator<string> {
  const file = createReadStream(path, { highWaterMark: 1 << 20 });
  let done = 0;
  file.on("data", (chunk) => {
    done += chunk.length;
    onBytes(done);
  });
  const plain = isCompressed ? file.pipe(createGunzip({ chunkSize: 1 << 20 })) : file;
  file.on("error", (error) => plain.destroy(error));
  let wide: TextDecoder | null | undefined;
  try {
    for await (const chunk of plain as AsyncIterable<Buffer>) {
      if (wide === undefined) wide = wideDecoder(chunk);
      if (wide) yield Buffer.from(wide.decode(chunk, { stream: true })).toString("latin1");
      else yield chunk.toString("latin1");
    }
  } catch (error) {
    const code = (error as { code?: string }).code ?? "";
    if (!code.startsWith("Z_")) throw error;
    throw new UnusableSource(
      `The compressed file ${basename(path)} is damaged or cut off.`,
      `Le fichier compressé ${basename(path)} est abîmé ou coupé.`,
    );
  } finally {
    file.destroy();
  }
}

function wideDecoder(chunk: Buffer): TextDecoder | null {
  if (chunk[0] === 0xff && chunk[1] === 0xfe) return new TextDecoder("utf-16le");
  if (chunk[0] === 0xfe && chunk[1] === 0xff) return new TextDecoder("utf-16be");
  return null;
}

/** One pass over a dump: what its settings say so far, and the tables as its CREATE TABLE statements describe them. */
class DumpReading {
  readonly #wanted: ReadonlySet<OldTable>;
  readonly #columns: Map<OldTable, readonly string[]>;
  readonly #undecodable: Map<OldTable, number>;
  readonly #created = new Map<string, readonly DumpColumn[]>();
  readonly #databaseOf = new Map<string, string>();
  #database = "";
  #encoding: "utf8" | "latin1" = "utf8";
  #timestampsAreUtc = false;
  #saysWhenComplete = false;
  #isComplete = false;

  constructor(given: {
    wanted: ReadonlySet<OldTable>;
    columns: Map<OldTable, readonly string[]>;
    undecodable: Map<OldTable, number>;
  }) {
    this.#wanted = given.wanted;
    this.#columns = given.columns;
    this.#undecodable = given.undecodable;
  }

  async *run(pieces: AsyncIterable<string>): AsyncGenerator<OldRows> {
    const handlers = {
      wants: (table: string) => this.#wanted.has(table as OldTable),
      decode: (bytes: string, value: DumpValue) => this.#decode(bytes, value),
    };
    try {
      for await (const part of parseDump(pieces, handlers)) {
        if (part.type === "comment") this.#notice(part.text);
        else if (part.type === "setting") this.#notice(part.statement);
        else if (part.type === "table") this.#meet(part.table, part.columns);
        else {
          const table = part.table as OldTable;
          const columns = part.columns ?? this.#columnsFor(table, part.rows[0]?.length ?? 0);
          this.#columns.set(table, columns);
          yield { table, rows: part.rows.map((row) => this.#name(table, columns, row)) };
        }
      }
    } catch (error) {
      if (error instanceof UnreadableDump) throw toUnusable(error);
      throw error;
    }
    if (this.#saysWhenComplete && !this.#isComplete) throw toUnusable(new UnreadableDump("cut_off", ""));
  }

  #notice(text: string): void {
    const names = /SET NAMES\s+'?([a-z0-9]+)/i.exec(text)?.[1]?.toLowerCase();
    if (names) this.#encoding = names === "latin1" ? "latin1" : "utf8";
    if (/TIME_ZONE\s*=\s*['"]\+00:00['"]/i.test(text)) this.#timestampsAreUtc = true;
    if (/^-- (?:MySQL|MariaDB) dump /.test(text)) this.#saysWhenComplete = true;
    if (/^-- Dump completed/.test(text)) this.#isComplete = true;
    const used = /^USE\s+`?([^`;\s]+)/i.exec(text)?.[1];
    if (used) this.#database = used;
  }

  #meet(table: string, columns: readonly DumpColumn[]): void {
    if (!isOldTable(table)) return;
    const other = this.#databaseOf.get(table);
    if (other !== undefined && other !== this.#database) {
      throw new UnusableSource(
        `The dump holds the table ${table} of two databases (${other}, ${this.#database}): dump one alone.`,
        `La sauvegarde contient la table ${table} de deux bases (${other}, ${this.#database}) : n’en exportez qu’une.`,
      );
    }
    this.#databaseOf.set(table, this.#database);
    this.#created.set(table, columns);
    this.#columns.set(
      table,
      columns.map((column) => column.name),
    );
  }

  /** A statement without a list of columns gives all of them, or all that MySQL does not compute. */
  #columnsFor(table: OldTable, values: number): readonly string[] {
    const all = this.#created.get(table) ?? [];
    const stored = all.filter((column) => !column.isGenerated);
    const given = [all, stored].find((columns) => columns.length === values);
    if (given === undefined) throw toUnusable(new UnreadableDump("not_understood", table));
    return given.map((column) => column.name);
  }

  #name(table: OldTable, columns: readonly string[], values: ReadonlyArray<string | null>): OldRow {
    const utc = this.#timestampsAreUtc ? this.#created.get(table) : undefined;
    const row: Record<string, string | null> = {};
    for (const [index, column] of columns.entries()) row[column] = values[index] ?? null;
    for (const column of utc ?? []) {
      const value = row[column.name];
      if (column.isTimestamp && value) row[column.name] = `${value}Z`;
    }
    return row;
  }

  #decode(bytes: string, value: DumpValue): string {
    if (!NOT_ASCII.test(bytes)) return bytes;
    const { text, fits } = decodeBytes(Buffer.from(bytes, "latin1"), this.#encoding);
    if (!fits && value.isText && !this.#isOfBytes(value)) {
      const table = value.table as OldTable;
      this.#undecodable.set(table, (this.#undecodable.get(table) ?? 0) + 1);
    }
    return text;
  }

  /** mariadb-dump writes bytes like text: only the table's definition tells. */
  #isOfBytes({ table, columns, index }: DumpValue): boolean {
    const created = this.#created.get(table) ?? [];
    const name = columns?.[index];
    const stored = created.filter((column) => !column.isGenerated);
    return (name ? created.find((column) => column.name === name) : stored[index])?.isBytes === true;
  }
}

function toUnusable({ reason, message }: UnreadableDump): UnusableSource {
  if (reason === "cut_off") {
    return new UnusableSource(
      "The dump is cut off: it ends before its end. Make it again.",
      "La sauvegarde est coupée : elle s’arrête avant sa fin. Refaites-la.",
    );
  }
  return new UnusableSource(
    `The dump is written in a way that is not understood, near: ${message}`,
    `La sauvegarde est écrite d’une façon inconnue, près de : ${message}`,
  );
}
