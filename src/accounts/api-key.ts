import { createHash } from "node:crypto";

/** A key has 200 random bits, so that one plain hash is enough: nobody can try them all. */
export function hashApiKey(key: string): Buffer {
  return createHash("sha256").update(key).digest();
}
