import type { Role } from "../core/actor.ts";
import { plainText } from "../core/search-text.ts";
import type { Notebook } from "./notebook.ts";
import { isOff, type OldUser } from "./old-records.ts";
import type { PlannedUser } from "./plan.ts";

const roleWords: Readonly<Record<Role, readonly string[]>> = {
  player: ["", "player", "user", "gamer", "customer", "client", "member", "joueur"],
  clerk: ["clerk", "staff", "cashier", "employee", "operator", "caissier", "caisse", "employe", "employé"],
  administrator: ["administrator", "admin", "superadmin", "super_admin", "owner", "administrateur"],
};
/** What PHP's password_hash writes; a cost beyond this would keep a sign-in waiting for minutes. */
const BCRYPT = /^\$2[aby]\$(?:0[4-9]|1[0-5])\$[./A-Za-z0-9]{53}$/;
const LONGEST_USERNAME = 32;
const PHONE = /^\+?[0-9 ]{4,24}$/;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** Names and addresses that somebody has here already; grows with every person planned. */
export interface TakenNames {
  readonly usernames: Set<string>;
  readonly emails: Set<string>;
}

export function planUser(old: OldUser, taken: TakenNames, notebook: Notebook, now: number): PlannedUser {
  const note: (...args: [Parameters<Notebook["note"]>[0], unknown, unknown?]) => void = (
    kind,
    found,
    became,
  ) => notebook.note(kind, "users", old.id, found, became);
  const username = freeUsername(toUsername(old.username, `joueur-${old.id}`), taken);
  if (username !== old.username.toLowerCase()) note("username_changed", old.username, username);

  const phone = old.phone.replace(/[\s.\-()/]+/g, " ").trim();
  const phoneFits = PHONE.test(phone);
  if (phone !== "" && !phoneFits) note("phone_dropped", old.phone);

  const email = old.email.toLowerCase();
  const emailFits = EMAIL.test(email) && !taken.emails.has(email);
  if (email !== "" && !emailFits) note("email_dropped", old.email);
  const address = emailFits ? email : `${username}@gamezone.invalid`;
  taken.emails.add(address);

  const password = BCRYPT.test(old.password) ? old.password : null;
  if (password === null && old.password !== "") note("password_not_kept", username);

  const role = (Object.keys(roleWords) as Role[]).find((one) => roleWords[one].includes(old.role));
  if (role === undefined) note("role_unknown", old.role, "player");
  return {
    id: 0,
    oldId: old.id,
    role: role ?? "player",
    username,
    name: old.name || username,
    email: address,
    phone: phoneFits ? phone : null,
    active: !isOff(old.status),
    password,
    createdAt: old.createdAt ?? now,
  };
}

/** Somebody of whom only purchases are left: a disabled account that they can hang on. */
export function planLostUser(oldId: number | null, taken: TakenNames, now: number): PlannedUser {
  const username = freeUsername(`ancien-${oldId ?? "inconnu"}`, taken);
  const email = `${username}@gamezone.invalid`;
  taken.emails.add(email);
  return {
    id: 0,
    oldId,
    role: "player",
    username,
    name: `Ancien joueur ${oldId ?? "inconnu"}`,
    email,
    phone: null,
    active: false,
    password: null,
    createdAt: now,
  };
}

/** `Kouamé N'Guessan` → `kouame.n.guessan`: our rule for usernames, see `users.username`. */
function toUsername(text: string, otherwise: string): string {
  const asIs = text.toLowerCase();
  if (/^[a-z0-9][a-z0-9._-]{1,31}$/.test(asIs)) return asIs;
  // An address keeps its part before the @.
  const plain = plainText(text.replace(/@.*$/, ""))
    .replace(/[^a-z0-9 ]/g, "")
    .trim()
    .replace(/ +/g, ".")
    .slice(0, LONGEST_USERNAME);
  return plain.length >= 2 ? plain : otherwise;
}

function freeUsername(wanted: string, { usernames }: TakenNames): string {
  let free = wanted;
  for (let number = 2; usernames.has(free); number += 1) {
    free = `${wanted.slice(0, LONGEST_USERNAME - String(number).length)}${number}`;
  }
  usernames.add(free);
  return free;
}
