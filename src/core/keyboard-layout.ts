/**
 * What a French (AZERTY) computer makes of the keys that a hand scanner set to the American layout presses: the
 * figures become `& é " ' ( - è _ ç à`, some letters change places. Position by position the same keys.
 * Source: the two Windows layouts (kbdus, kbdfr).
 */
const american = "1234567890-qwazQWAZmM.;";
const french = "&é\"'(-è_çà)azqwAZQW,?:m";

/** What the scanner meant, when it pressed American keys on a French computer. */
export function fromFrenchKeyboard(typed: string): string {
  return translate(typed, french, american);
}

/** What a French computer shows when the keys of an American keyboard are pressed. */
export function toFrenchKeyboard(pressed: string): string {
  return translate(pressed, american, french);
}

function translate(text: string, from: string, to: string): string {
  return [...text].map((sign) => to[from.indexOf(sign)] ?? sign).join("");
}
