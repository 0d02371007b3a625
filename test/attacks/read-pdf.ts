import { inflateSync } from "node:zlib";

/** What a PDF is made of, as far as an attack could change it. */
export interface ReadPdf {
  /** Every object without the bytes of its stream, where names and dictionaries are. */
  readonly structure: string;
  /** What the document says of itself: its title, its author. */
  readonly about: readonly string[];
  /** The words that are drawn, without the spaces between them. */
  readonly words: string;
}

interface PdfObject {
  readonly dictionary: string;
  readonly stream: string | null;
}

/** Reads a PDF as our invoices are written: embedded fonts with a table from glyphs to letters (ISO 32000-1, 9.10). */
export function readPdf(bytes: Buffer): ReadPdf {
  const raw = bytes.toString("latin1");
  const objects = new Map<string, PdfObject>();
  for (const [, id = "", content = ""] of raw.matchAll(/(?:^|\n)(\d+) 0 obj\n([\s\S]*?)\nendobj/g)) {
    const at = content.indexOf("\nstream\n");
    const dictionary = at < 0 ? content : content.slice(0, at);
    const packed = at < 0 ? null : content.slice(at + 8, content.lastIndexOf("\nendstream"));
    objects.set(id, { dictionary, stream: packed === null ? null : unpack(dictionary, packed) });
  }
  const fonts = new Map<string, Map<string, string>>();
  for (const { dictionary } of objects.values()) {
    for (const [, name = "", id = ""] of dictionary.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const table = /\/ToUnicode (\d+) 0 R/.exec(objects.get(id)?.dictionary ?? "")?.[1];
      fonts.set(name, readLetters(objects.get(table ?? "")?.stream ?? ""));
    }
  }
  const drawn = [...objects.values()].filter(({ stream }) => stream?.includes(" Tf"));
  return {
    structure: [...objects.values()].map(({ dictionary }) => dictionary).join("\n"),
    about: [...objects.values()].flatMap(({ dictionary }) => readStrings(dictionary)),
    words: drawn.map(({ stream }) => readWords(stream as string, fonts)).join(""),
  };
}

function unpack(dictionary: string, packed: string): string {
  const bytes = Buffer.from(packed, "latin1");
  return (dictionary.includes("/FlateDecode") ? inflateSync(bytes) : bytes).toString("latin1");
}

/** `<0000> <00ff> [<0041> <0042>]`: which letters the glyphs from the first number on stand for. */
function readLetters(table: string): Map<string, string> {
  const letters = new Map<string, string>();
  for (const [, from = "", list = ""] of table.matchAll(/<(\w{4})> <\w{4}> \[([^\]]*)\]/g)) {
    let glyph = Number.parseInt(from, 16);
    for (const [, letter = ""] of list.matchAll(/<([\w ]+)>/g)) {
      letters.set(
        glyph.toString(16).padStart(4, "0"),
        fromUtf16(Buffer.from(letter.replaceAll(" ", ""), "hex")),
      );
      glyph += 1;
    }
  }
  return letters;
}

function readWords(content: string, fonts: ReadonlyMap<string, ReadonlyMap<string, string>>): string {
  let font: ReadonlyMap<string, string> = new Map();
  let words = "";
  for (const [, name, glyphs] of content.matchAll(/\/(F\d+) [\d.]+ Tf|<([0-9a-f]+)>/g)) {
    if (name !== undefined) font = fonts.get(name) ?? new Map();
    else for (const glyph of (glyphs as string).match(/.{4}/g) ?? []) words += font.get(glyph) ?? "�";
  }
  return words.replace(/\s+/g, "");
}

/** Strings in brackets, undone from their escapes; those that begin with a mark are UTF-16. */
function readStrings(dictionary: string): string[] {
  return [...dictionary.matchAll(/\(((?:\\[\s\S]|[^\\()])*)\)/g)].map(([, written = ""]) => {
    const plain = written.replace(
      /\\([\s\S])/g,
      (_whole, sign: string) => ({ n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" })[sign] ?? sign,
    );
    const bytes = Buffer.from(plain, "latin1");
    return bytes[0] === 0xfe && bytes[1] === 0xff ? fromUtf16(bytes.subarray(2)) : plain;
  });
}

function fromUtf16(bytes: Buffer): string {
  return Buffer.from(bytes).swap16().toString("utf16le");
}
