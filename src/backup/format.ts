import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createGunzip } from "node:zlib";

/**
 * Our own format of a backup: one gzip stream of text in the manner of an SQL script. First a comment that describes
 * what follows, then every table as `copy … from stdin;`, its rows in PostgreSQL's COPY text format and `\.`, tables
 * before those that refer to them; last a comment with the number of rows and the SHA-256 of all that came before.
 */
export interface BackupHeader {
  readonly gamezoneBackup: 1;
  /** Version of the product that made it. */
  readonly product: string;
  /** RFC 3339 */
  readonly madeAt: string;
  readonly migrations: readonly string[];
  readonly tables: readonly TableShape[];
}

export interface TableShape {
  readonly name: string;
  readonly columns: readonly string[];
  /** Where the sequences of its identity columns stood. */
  readonly sequences: ReadonlyArray<{ column: string; lastValue: string; called: boolean }>;
}

export interface BackupFooter {
  readonly rows: Readonly<Record<string, number>>;
  readonly sha256: string;
}

/** The file is no backup of ours, or not as it was written. Nothing was changed. */
export class DamagedBackup extends Error {
  readonly messageFr: string;

  constructor(file: string, why: string) {
    super(`${file} is not a complete backup of GameZone (${why}). Nothing was changed.`);
    this.messageFr = `${file} n’est pas une sauvegarde complète de GameZone (${why}). Rien n’a été changé.`;
  }
}

export type BackupFormat = "pg_dump" | "copy";

/** By its first bytes, whatever its name. Throws {@link DamagedBackup}, and what the system says of an unreadable file. */
export async function readFormat(file: string): Promise<BackupFormat> {
  const handle = await open(file);
  try {
    const { buffer } = await handle.read(Buffer.alloc(5), 0, 5, 0);
    if (buffer.toString("latin1") === "PGDMP") return "pg_dump";
    if (buffer[0] === 0x1f && buffer[1] === 0x8b) return "copy";
  } finally {
    await handle.close();
  }
  throw new DamagedBackup(file, "unknown format");
}

/** What is done with the rows of a table, which are to be read to their end. */
export type TakeTable = (
  table: TableShape,
  rows: AsyncIterable<Buffer>,
  header: BackupHeader,
) => Promise<void>;

const drain: TakeTable = async (_table, rows) => {
  for await (const _ of rows);
};

/**
 * Reads a backup from its beginning to its end and checks it; the rows pass by in blocks, and never all at once.
 * Throws {@link DamagedBackup} when anything is missing or changed.
 */
export async function readBackup(
  file: string,
  take: TakeTable = drain,
): Promise<{ header: BackupHeader; footer: BackupFooter }> {
  const source = createReadStream(file);
  const unzipped = source.pipe(createGunzip());
  source.on("error", (error) => unzipped.destroy(error));
  const input = new Input(file, unzipped);
  try {
    const header = input.parse<BackupHeader>(await input.line());
    if (header.gamezoneBackup !== 1) throw new DamagedBackup(file, "unknown format");
    const counted: Record<string, number> = {};
    for (const table of header.tables) {
      if ((await input.line()) !== copyFrom(table)) throw new DamagedBackup(file, table.name);
      const before = input.rowsRead;
      await take(table, input.rows(), header);
      counted[table.name] = input.rowsRead - before;
    }
    const sha256 = input.finishHash();
    const footer = input.parse<BackupFooter>(await input.line());
    if (footer.sha256 !== sha256) throw new DamagedBackup(file, "SHA-256");
    for (const { name } of header.tables) {
      if (footer.rows[name] !== counted[name]) throw new DamagedBackup(file, name);
    }
    if (!(await input.atEnd())) throw new DamagedBackup(file, "SHA-256");
    return { header, footer };
  } catch (error) {
    const { code } = error as { code?: string };
    throw code?.startsWith("Z_") ? new DamagedBackup(file, code) : error;
  } finally {
    source.destroy();
    unzipped.destroy();
  }
}

/** The line before the rows of a table; also the statement that takes them in. */
export function copyFrom(table: TableShape): string {
  return `copy ${quoteName(table.name)} (${table.columns.map(quoteName).join(", ")}) from stdin;`;
}

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

const NEWLINE = 0x0a;
const END = Buffer.from("\\.\n");
const NEWLINE_END = Buffer.from("\n\\.\n");

/** The text of a backup, by the line or by blocks of rows. */
class Input {
  rowsRead = 0;
  readonly #file: string;
  readonly #chunks: AsyncIterator<Buffer>;
  #hash: Hash | null = createHash("sha256");
  #waiting: Buffer = Buffer.alloc(0);

  constructor(file: string, chunks: AsyncIterable<Buffer>) {
    this.#file = file;
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** The next line, without its end. */
  async line(): Promise<string> {
    while (!this.#waiting.includes(NEWLINE)) await this.#more();
    const line = this.#take(this.#waiting.indexOf(NEWLINE) + 1);
    return line.toString("utf8", 0, line.length - 1);
  }

  /** Whole rows up to the line that ends a table. */
  async *rows(): AsyncGenerator<Buffer> {
    while (!this.#waiting.subarray(0, END.length).equals(END)) {
      const end = this.#waiting.indexOf(NEWLINE_END);
      const whole = (end < 0 ? this.#waiting.lastIndexOf(NEWLINE) : end) + 1;
      if (whole === 0) {
        await this.#more();
        continue;
      }
      const block = this.#take(whole);
      for (let at = block.indexOf(NEWLINE); at >= 0; at = block.indexOf(NEWLINE, at + 1)) this.rowsRead += 1;
      yield block;
    }
    this.#take(END.length);
  }

  /** The SHA-256 of all that was read. What comes after is not part of it. */
  finishHash(): string {
    const sha256 = (this.#hash as Hash).digest("hex");
    this.#hash = null;
    return sha256;
  }

  async atEnd(): Promise<boolean> {
    return this.#waiting.length === 0 && (await this.#chunks.next()).done === true;
  }

  /** Header and footer are comments that hold JSON. */
  parse<Content>(line: string): Content {
    try {
      return JSON.parse(line.replace(/^-- /, ""));
    } catch {
      throw new DamagedBackup(this.#file, "JSON");
    }
  }

  async #more(): Promise<void> {
    const { value, done } = await this.#chunks.next();
    if (done) throw new DamagedBackup(this.#file, "too short");
    this.#waiting = Buffer.concat([this.#waiting, value]);
  }

  #take(length: number): Buffer {
    const taken = this.#waiting.subarray(0, length);
    this.#waiting = this.#waiting.subarray(length);
    this.#hash?.update(taken);
    return taken;
  }
}
