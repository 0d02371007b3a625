import { randomUUID } from "node:crypto";
import { hostname } from "node:os";

/** A name for this process among those that work on one database. Its computer comes first: the doctor tells by it. */
export function nameNode(): string {
  return `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;
}
