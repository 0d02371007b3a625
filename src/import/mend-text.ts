import { isUtf8 } from "node:buffer";

/**
 * Text that was stored wrongly. UTF-8 bytes that were taken for one-byte characters and written as UTF-8 again show
 * `é` as `Ã©` (taken for Windows-1252, MySQL's "latin1") or as `├®` (code page 850, a Windows console).
 */
const windows1252 = new TextDecoder("windows-1252").decode(
  Uint8Array.from({ length: 256 }, (_, byte) => byte),
);
/** The upper half of code page 850 (https://www.unicode.org/Public/MAPPINGS/VENDORS/MICSFT/PC/CP850.TXT). */
const codePage850 =
  "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐" +
  "└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0";

const byteTables: ReadonlyArray<ReadonlyMap<string, number>> = [
  new Map([...windows1252].map((character, byte) => [character, byte])),
  new Map([...windows1252.slice(0, 128), ...codePage850].map((character, byte) => [character, byte])),
];
/** What a decoder puts in the place of bytes that are no UTF-8. */
const REPLACEMENT = "\ufffd";
const utf8 = new TextDecoder("utf-8", { fatal: true });
/** The first and second byte of a UTF-8 character, seen through one of the tables: without such a pair all is well. */
const looksBroken = new RegExp(
  byteTables
    .map((table) => `[${seenThrough(table, 0xc2, 0xf4)}][${seenThrough(table, 0x80, 0xbf)}]`)
    .join("|"),
);
/** Some texts went through the same mistake more than once. */
const MOST_TIMES = 3;

/** The text as it was meant: mended where a round trip through bytes is valid UTF-8 and shorter, else as it was. */
export function mendText(text: string): string {
  let mended = text;
  for (let time = 0; time < MOST_TIMES && looksBroken.test(mended); time += 1) {
    const once = mendOnce(mended);
    if (once === null) break;
    mended = once;
  }
  return mended;
}

function seenThrough(table: ReadonlyMap<string, number>, from: number, to: number): string {
  return [...table]
    .filter(([, byte]) => byte >= from && byte <= to)
    .map(([character]) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");
}

function mendOnce(text: string): string | null {
  for (const table of byteTables) {
    const bytes = toBytes(text, table);
    if (bytes === null) continue;
    try {
      const decoded = utf8.decode(bytes);
      if (decoded.length < text.length) return decoded;
    } catch {
      // Not UTF-8 seen through this table.
    }
  }
  return null;
}

function toBytes(text: string, table: ReadonlyMap<string, number>): Uint8Array | null {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) {
    const byte = table.get(text[index] as string);
    if (byte === undefined) return null;
    bytes[index] = byte;
  }
  return bytes;
}

/** Bytes as text: UTF-8 where they are that, else Windows-1252; `fits` tells whether they were what was claimed. */
export function decodeBytes(bytes: Uint8Array, claimed: "utf8" | "latin1"): { text: string; fits: boolean } {
  if (claimed === "latin1") return { text: decodeWindows1252(bytes), fits: true };
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  const fits = !text.includes(REPLACEMENT) || isUtf8(bytes);
  return { text: fits ? text : decodeWindows1252(bytes), fits };
}

function decodeWindows1252(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += windows1252[byte];
  return text;
}

/** What a database of ours may hold: composed, without control characters, one space between words. */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .normalize("NFC")
    .replace(/[\p{Cc}\s]+/gu, " ")
    .trim();
}
