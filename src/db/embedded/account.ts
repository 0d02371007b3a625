import { readFileSync } from "node:fs";

/** The operating system's user that PostgreSQL runs as when we are root, which it refuses to be. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Users that exist on the systems we know; an unknown uid makes PostgreSQL fail. */
const CANDIDATES = ["postgres", "nobody"];

/** Null when we are not root (or on Windows): then PostgreSQL simply runs as we do. Throws when no candidate exists. */
export function findAccount(): Account | null {
  if (process.getuid?.() !== 0) return null;
  const users = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  for (const candidate of CANDIDATES) {
    const user = users.find(([name]) => name === candidate);
    if (user) return { uid: Number(user[2]), gid: Number(user[3]) };
  }
  throw new Error(`GameZone runs as root here, and none of the users ${CANDIDATES.join(", ")} exists.`);
}
