/**
 * One wish, one idempotency key. The key of a request whose answer never came is kept for a while, so that pressing
 * the button again asks for the same thing and not for a second one.
 */
const KEPT_MS = 120_000;
/** A second press within this time after the answer is the same press: a double click, or a key that bounced. */
const DOUBLE_PRESS_MS = 600;

interface Intent {
  readonly key: string;
  readonly since: number;
}

const unanswered = new Map<string, Intent>();

/** The key of a request: that of the same wish, if it was made a moment ago and never answered, or a new one. */
export function keyOf(wish: string): string {
  const now = performance.now();
  const known = unanswered.get(wish);
  if (known && now - known.since < KEPT_MS) return known.key;
  const key = randomKey();
  unanswered.set(wish, { key, since: now });
  return key;
}

/** The wish was granted or refused: the same one, made again a moment later, is a new wish. */
export function answered(wish: string): void {
  setTimeout(() => unanswered.delete(wish), DOUBLE_PRESS_MS);
}

/** Not `crypto.randomUUID`, which browsers hide from pages that a shop serves without a certificate. */
function randomKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
}
