/**
 * Reads the statements of a dump as mysqldump, mariadb-dump and phpMyAdmin write them. The text comes in pieces of any
 * size and as one character a byte, so that binary values pass through unharmed; only the rows of wanted tables are
 * taken apart, everything else is skipped over.
 */
export interface DumpHandlers {
  /** Whether the rows of a table (lower case) are wanted. */
  wants(table: string): boolean;
  /** A value as it stands in the dump, without its quotes and escapes. */
  decode(bytes: string, value: DumpValue): string;
}

/** Where a value stands. */
export interface DumpValue {
  readonly table: string;
  /** Those that the statement names, if it names any. */
  readonly columns: readonly string[] | null;
  /** Which of the row's values it is. */
  readonly index: number;
  /** False when the dump itself says that it is bytes. */
  readonly isText: boolean;
}

/** What the parser met, in the order of the dump. `table` is in lower case. */
export type DumpPart =
  | { readonly type: "table"; readonly table: string; readonly columns: readonly DumpColumn[] }
  | {
      readonly type: "rows";
      readonly table: string;
      /** Null when the statement names none: then they are those of its CREATE TABLE. */
      readonly columns: readonly string[] | null;
      readonly rows: ReadonlyArray<ReadonlyArray<string | null>>;
    }
  /** `USE …`, or the settings that say how the following is to be read. */
  | { readonly type: "setting"; readonly statement: string }
  | { readonly type: "comment"; readonly text: string };

export interface DumpColumn {
  readonly name: string;
  readonly isTimestamp: boolean;
  readonly isBytes: boolean;
  /** Computed by MySQL: a dump holds no value for it. */
  readonly isGenerated: boolean;
}

/** The dump is cut off or is written in a way that this parser does not know. */
export class UnreadableDump extends Error {
  readonly reason: "cut_off" | "not_understood";

  constructor(reason: "cut_off" | "not_understood", near: string) {
    super(near);
    this.reason = reason;
  }
}

const ROWS_AT_ONCE = 500;
/** No statement's beginning, up to its first row, is longer. */
const LONGEST_HEAD = 65_536;
const NAME = '(?:(?:`[^`]+`|[\\w$]+)\\s*\\.\\s*)?(?:`([^`]+)`|"([^"]+)"|([\\w$]+))';
const INSERT = new RegExp(
  `(?:INSERT|REPLACE)\\s+(?:(?:LOW_PRIORITY|DELAYED|HIGH_PRIORITY|IGNORE)\\s+)*(?:INTO\\s+)?${NAME}\\s*(?:\\(([^)]*)\\))?\\s*VALUES?\\s*(?=\\()`,
  "iy",
);
const CREATE = new RegExp(`CREATE\\s+TABLE\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?${NAME}\\s*\\(`, "iy");
const KEYWORD = /[A-Za-z]+/y;
const BLANK = /[\s;]+/y;
const SETTING = /(?:USE|SET)\b/iy;
/** One piece of a statement that is skipped: plain text, something quoted, a comment. */
const PIECE =
  /[^'"`;\-#/]+|'[^'\\]*(?:(?:\\[\s\S]|'')[^'\\]*)*'|"[^"\\]*(?:(?:\\[\s\S]|"")[^"\\]*)*"|`[^`]*`|--\s[^\n]*\n|#[^\n]*\n|\/\*[\s\S]*?\*\/|-(?!-\s)|\/(?!\*)/y;
const STRING = /'([^'\\]*)'(?!')/y;
const STRING_WITH_ESCAPES = /'([^'\\]*(?:(?:\\[\s\S]|'')[^'\\]*)*)'(?!')/y;
const WORD = /[^\s,()']+/y;
const BYTES_AS_HEX = /(?:0x([0-9a-fA-F]*)|[xX]'([0-9a-fA-F]*)')(?=[\s,)])/y;
const BITS = /(?:0b([01]+)|[bB]'([01]*)')(?=[\s,)])/y;
const INTRODUCER = /(?:_[A-Za-z0-9]+|N)\s*(?=['x0X])/y;

export async function* parseDump(
  pieces: AsyncIterable<string>,
  handlers: DumpHandlers,
): AsyncGenerator<DumpPart> {
  const text = new Pieces(pieces);
  for (;;) {
    yield* skipBlanksAndComments(text);
    await text.have(LONGEST_HEAD);
    if (text.atEnd) return;
    const keyword = text.match(KEYWORD)?.[0].toUpperCase();
    if (keyword === "DELIMITER") await skipOtherDelimiter(text);
    else if (keyword === "INSERT" || keyword === "REPLACE") yield* readInsert(text, handlers);
    else if (keyword === "CREATE" && text.match(CREATE)) yield* readCreate(text);
    else if (text.match(SETTING)) yield { type: "setting", statement: await readStatement(text) };
    else await skipStatement(text);
  }
}

/** The dump as far as it was read and is not yet understood. */
class Pieces {
  readonly #pieces: AsyncIterator<string>;
  #buffer = "";
  #complete = false;
  position = 0;

  constructor(pieces: AsyncIterable<string>) {
    this.#pieces = pieces[Symbol.asyncIterator]();
  }

  /** Reads on, at least as much again as is waiting, so that one huge row is not looked at too often. */
  async more(): Promise<void> {
    if (this.#complete) throw new UnreadableDump("cut_off", this.near());
    const waiting = this.#buffer.slice(this.position);
    this.position = 0;
    const added: string[] = [waiting];
    let length = 0;
    while (!this.#complete && length <= waiting.length) {
      const next = await this.#pieces.next();
      if (next.done) this.#complete = true;
      else {
        added.push(next.value);
        length += next.value.length;
      }
    }
    this.#buffer = added.join("");
  }

  /** Makes sure that so much is there to look at, or all that is left. */
  async have(length: number): Promise<void> {
    while (!this.#complete && this.#buffer.length - this.position < length) await this.more();
  }

  get buffer(): string {
    return this.#buffer;
  }

  get isComplete(): boolean {
    return this.#complete;
  }

  get atEnd(): boolean {
    return this.#complete && this.position >= this.#buffer.length;
  }

  /** Looks at what stands here, without going on. */
  match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.position;
    return pattern.exec(this.#buffer);
  }

  near(): string {
    return this.#buffer.slice(this.position, this.position + 60).replace(/\s+/g, " ");
  }
}

async function* skipBlanksAndComments(text: Pieces): AsyncGenerator<DumpPart> {
  for (;;) {
    await text.have(4);
    const blank = text.match(BLANK);
    if (blank) {
      text.position += blank[0].length;
      continue;
    }
    const here = text.buffer.slice(text.position, text.position + 3);
    const isLine = here.startsWith("#") || /^--\s?/.test(here);
    if (!isLine && !here.startsWith("/*")) return;
    const close = isLine ? "\n" : "*/";
    let end = text.buffer.indexOf(close, text.position + 2);
    while (end < 0 && !text.isComplete) {
      await text.more();
      end = text.buffer.indexOf(close, text.position + 2);
    }
    if (end < 0 && !isLine) throw new UnreadableDump("cut_off", text.near());
    const stop = end < 0 ? text.buffer.length : end + close.length;
    yield { type: "comment", text: text.buffer.slice(text.position, Math.min(stop, text.position + 300)) };
    text.position = stop;
  }
}

/** Triggers and procedures stand between `DELIMITER ;;` and `DELIMITER ;`: nothing there is data. */
async function skipOtherDelimiter(text: Pieces): Promise<void> {
  const line = /DELIMITER[ \t]+(\S+)[^\n]*(?:\n|$)/iy;
  const next = /\n[ \t]*DELIMITER[ \t]+(\S+)[^\n]*(?:\n|$)/gi;
  await text.have(200);
  const first = text.match(line);
  if (!first) throw new UnreadableDump("not_understood", text.near());
  text.position += first[0].length;
  let delimiter = first[1];
  // One step back, so that the line end before the next DELIMITER can be seen.
  text.position -= 1;
  while (delimiter !== ";") {
    next.lastIndex = Math.max(0, text.position);
    const found = next.exec(text.buffer);
    if (found && (next.lastIndex < text.buffer.length || text.isComplete)) {
      delimiter = found[1];
      text.position = next.lastIndex - 1;
    } else await text.more();
  }
  text.position += 1;
}

/** Goes on behind the `;` that ends the statement. */
async function skipStatement(text: Pieces): Promise<void> {
  for (;;) {
    if (text.position >= text.buffer.length) {
      if (text.isComplete) return;
      await text.more();
      continue;
    }
    if (text.buffer[text.position] === ";") {
      text.position += 1;
      return;
    }
    const piece = text.match(PIECE);
    const end = text.position + (piece?.[0].length ?? 0);
    // What reaches the end of what was read may go on in the next piece.
    if (piece && (end < text.buffer.length || text.isComplete)) text.position = end;
    else await text.more();
  }
}

async function readStatement(text: Pieces): Promise<string> {
  for (;;) {
    const start = text.position;
    const waiting = text.buffer;
    const copy = findEnd(waiting, start);
    if (copy >= 0) {
      text.position = copy + 1;
      return waiting.slice(start, copy);
    }
    if (text.isComplete) {
      text.position = waiting.length;
      return waiting.slice(start);
    }
    await text.more();
  }
}

/** Where the `;` stands that ends a statement; -1 when it is not there yet. */
function findEnd(buffer: string, start: number): number {
  let position = start;
  while (position < buffer.length) {
    if (buffer[position] === ";") return position;
    PIECE.lastIndex = position;
    const piece = PIECE.exec(buffer);
    if (!piece) return -1;
    position += piece[0].length;
  }
  return -1;
}

async function* readCreate(text: Pieces): AsyncGenerator<DumpPart> {
  const statement = await readStatement(text);
  CREATE.lastIndex = 0;
  const head = CREATE.exec(statement) as RegExpExecArray;
  const table = nameOf(head).toLowerCase();
  yield { type: "table", table, columns: columnsOf(statement.slice(head[0].length)) };
}

/** Each definition that begins with a name is a column; keys and constraints begin with a word. */
function columnsOf(definitions: string): DumpColumn[] {
  const columns: DumpColumn[] = [];
  for (const definition of splitAtCommas(definitions)) {
    const match = /^\s*(?:`([^`]+)`|"([^"]+)")\s+([A-Za-z]+)([\s\S]*)$/.exec(definition);
    if (!match) continue;
    const [, quoted, doubleQuoted, type = "", rest = ""] = match;
    columns.push({
      name: (quoted ?? doubleQuoted ?? "").toLowerCase(),
      isTimestamp: /^timestamp$/i.test(type),
      isBytes: /binary|blob/i.test(type),
      isGenerated: /\bAS\s*\(/i.test(rest.replace(/'[^']*'/g, "")),
    });
  }
  return columns;
}

function splitAtCommas(definitions: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  const sign = /'(?:[^'\\]|\\[\s\S]|'')*'|`[^`]*`|[(),]/g;
  for (let match = sign.exec(definitions); match; match = sign.exec(definitions)) {
    if (match[0] === "(") depth += 1;
    else if (match[0] === ")") depth -= 1;
    else if (match[0] === "," && depth === 0) {
      parts.push(definitions.slice(start, match.index));
      start = match.index + 1;
    }
    if (depth < 0) return [...parts, definitions.slice(start, match.index)];
  }
  return [...parts, definitions.slice(start)];
}

async function* readInsert(text: Pieces, handlers: DumpHandlers): AsyncGenerator<DumpPart> {
  const head = text.match(INSERT);
  const table = head && nameOf(head).toLowerCase();
  if (!head || !table || !handlers.wants(table)) return skipStatement(text);
  const columns = head[4] === undefined ? null : namesIn(head[4]);
  text.position += head[0].length;
  const decode: Decode = (bytes, isText, index) => handlers.decode(bytes, { table, columns, isText, index });
  let rows: Array<Array<string | null>> = [];
  for (;;) {
    const row = readRow(text.buffer, text.position, decode);
    if (row === null) {
      await text.more();
      continue;
    }
    if (row === "not_understood") throw new UnreadableDump("not_understood", text.near());
    text.position = row.end;
    rows.push(row.values);
    if (rows.length === ROWS_AT_ONCE) {
      yield { type: "rows", table, columns, rows };
      rows = [];
    }
    if (!(await anotherRowFollows(text))) break;
  }
  if (rows.length > 0) yield { type: "rows", table, columns, rows };
  await skipStatement(text);
}

async function anotherRowFollows(text: Pieces): Promise<boolean> {
  for (;;) {
    const between = text.match(/\s*(,?)\s*(\(|;|[A-Za-z])/y);
    if (between) {
      if (between[1] !== "" && between[2] === "(") {
        text.position += between[0].length - 1;
        return true;
      }
      return false;
    }
    if (text.isComplete) throw new UnreadableDump("cut_off", text.near());
    await text.more();
  }
}

type Decode = (bytes: string, isText: boolean, index: number) => string;
type Row = { values: Array<string | null>; end: number };

/** One `(…)`; null when its end was not read yet. */
function readRow(buffer: string, start: number, decode: Decode): Row | "not_understood" | null {
  const values: Array<string | null> = [];
  let position = start + 1;
  for (;;) {
    position = skipSpaces(buffer, position);
    const value = readValue(buffer, position, (bytes, isText) => decode(bytes, isText, values.length));
    if (value === null) return null;
    values.push(value.value);
    position = skipSpaces(buffer, value.end);
    if (position >= buffer.length) return null;
    const sign = buffer[position];
    position += 1;
    if (sign === ")") return { values, end: position };
    if (sign !== ",") return "not_understood";
  }
}

function skipSpaces(buffer: string, start: number): number {
  let position = start;
  while (position < buffer.length && buffer.charCodeAt(position) <= 32) position += 1;
  return position;
}

/** One value and where it ends; null when that was not read yet. */
function readValue(
  buffer: string,
  start: number,
  decode: (bytes: string, isText: boolean) => string,
): { value: string | null; end: number } | null {
  let position = start;
  const introducer = matchAt(INTRODUCER, buffer, position);
  if (introducer) position += introducer[0].length;
  const isText = introducer?.[0].trim().toLowerCase() !== "_binary";
  if (buffer[position] === "'") {
    const plain = matchAt(STRING, buffer, position);
    if (plain) return { value: decode(plain[1] as string, isText), end: STRING.lastIndex };
    const escaped = matchAt(STRING_WITH_ESCAPES, buffer, position);
    if (!escaped) return null;
    return {
      value: decode(withoutEscapes(escaped[1] as string), isText),
      end: STRING_WITH_ESCAPES.lastIndex,
    };
  }
  const hex = matchAt(BYTES_AS_HEX, buffer, position);
  if (hex) {
    const bytes = Buffer.from(hex[1] ?? hex[2] ?? "", "hex").toString("latin1");
    return { value: decode(bytes, false), end: BYTES_AS_HEX.lastIndex };
  }
  const bits = matchAt(BITS, buffer, position);
  if (bits) return { value: String(Number.parseInt(bits[1] || bits[2] || "0", 2)), end: BITS.lastIndex };
  const word = matchAt(WORD, buffer, position);
  if (!word) return null;
  const isNull = word[0].toUpperCase() === "NULL";
  return { value: isNull ? null : word[0], end: WORD.lastIndex };
}

function matchAt(pattern: RegExp, buffer: string, position: number): RegExpExecArray | null {
  pattern.lastIndex = position;
  return pattern.exec(buffer);
}

const escapes: Readonly<Record<string, string>> = {
  "0": "\0",
  b: "\b",
  n: "\n",
  r: "\r",
  t: "\t",
  Z: "\x1a",
  "%": "\\%",
  _: "\\_",
};

function withoutEscapes(quoted: string): string {
  return quoted.replace(/\\([\s\S])|''/g, (pair, sign?: string) =>
    sign === undefined ? "'" : (escapes[sign] ?? pair.slice(1)),
  );
}

function nameOf(match: RegExpExecArray): string {
  return match[1] ?? match[2] ?? match[3] ?? "";
}

function namesIn(list: string): string[] {
  return list.split(",").map((name) =>
    name
      .trim()
      .replace(/^[`"]|[`"]$/g, "")
      .toLowerCase(),
  );
}
