import { fromFrenchKeyboard } from "./keyboard-layout.ts";

/**
 * A validation code: 80 random bits as 16 characters of Crockford's base 32 (https://www.crockford.com/base32.html),
 * shown in four groups. The alphabet has no I, L, O, U, so that what is misread can be forgiven.
 */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CODE_LENGTH = 16;
const SIGNATURE_LENGTH = 16;
const QR_VERSION = "GZ1";

/** How many random bytes a code is made of. */
export const CODE_BYTES = 10;

/** Writes bytes (a multiple of five) in Crockford's base 32, eight characters for five bytes. */
export function encodeBase32(bytes: Uint8Array): string {
  let text = "";
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET[(buffer >> bits) & 31];
    }
    buffer &= (1 << bits) - 1;
  }
  return text;
}

/** What a clerk typed, a scanner sent or a customer dictated, as the 16 plain characters; null when it is no code. */
export function parseValidationCode(typed: string): string | null {
  const plain = forgive(
    typed.normalize("NFKC").replace(/[\s\u200b-\u200d\ufeff._\-\u2010-\u2015\u2212]/g, ""),
  );
  if (plain.length !== CODE_LENGTH) return null;
  return [...plain].every((character) => ALPHABET.includes(character)) ? plain : null;
}

/** Case, and the letters that are mistaken for figures. */
function forgive(text: string): string {
  return text.toUpperCase().replace(/O/g, "0").replace(/[IL]/g, "1");
}

/** A code of another shape than ours, as a sold invoice of the old system bears it, so that it is found however it is typed. */
export function foldOldCode(typed: string): string {
  return forgive(typed.normalize("NFKD").replace(/[^A-Za-z0-9]/g, ""));
}

/** `0123456789ABCDEF` → `0123-4567-89AB-CDEF`; a code that came over from the old system is shown as it was printed. */
export function formatValidationCode(code: string): string {
  return parseValidationCode(code) === code ? (code.match(/.{4}/g) as string[]).join("-") : code;
}

/** What the QR carries: version, code, signature. All of it fits the QR alphanumeric mode, so the drawing stays small. */
export function qrPayload(code: string, signature: string): string {
  return `${QR_VERSION}.${code}.${signature}`;
}

export interface ScannedCode {
  readonly code: string;
  /** Present when the text was a QR payload; the caller compares it in constant time. */
  readonly signature: string | null;
}

/**
 * Reads what reached the scan field: a QR payload of ours, or a code typed by hand. A hand scanner set to the American
 * keyboard on a French computer is understood as well. Null when it is nothing of that.
 */
export function readScannedText(text: string): ScannedCode | null {
  const trimmed = text.trim();
  return readPlainText(trimmed) ?? readPlainText(fromFrenchKeyboard(trimmed));
}

function readPlainText(trimmed: string): ScannedCode | null {
  const [version, payloadCode, signature, ...rest] = trimmed.toUpperCase().split(".");
  if (version === QR_VERSION && payloadCode && signature?.length === SIGNATURE_LENGTH && rest.length === 0) {
    const code = parseValidationCode(payloadCode);
    return code === null ? null : { code, signature };
  }
  const code = parseValidationCode(trimmed);
  return code === null ? null : { code, signature: null };
}
