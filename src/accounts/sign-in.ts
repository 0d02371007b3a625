import { randomBytes } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { betterAuth } from "better-auth";
import { username } from "better-auth/plugins/username";
import type { Actor, Role } from "../core/actor.ts";
import { DAY, SECOND } from "../core/duration.ts";
import { BusinessError } from "../core/errors.ts";
import { type Permission, permissionsOf } from "../core/permissions.ts";
import type { Db } from "../db/pool.ts";
import { spendOtherChecks, verifyPassword } from "./password.ts";

/** Sign-in by username and password, kept in a cookie. The library is better-auth; see docs/adr/0006. */
export interface SignIns {
  /** Answers the `Set-Cookie` values of a new sign-in. Throws `wrong_credentials`. */
  signIn(
    credentials: { username: string; password: string },
    headers: IncomingHttpHeaders,
  ): Promise<string[]>;
  /** Ends the sign-in of these cookies. Answers the `Set-Cookie` values that clear it. */
  signOut(headers: IncomingHttpHeaders): Promise<string[]>;
  /** Who signed in with these cookies, or null. */
  findActor(headers: IncomingHttpHeaders, address: string | null): Promise<Actor | null>;
}

const LIFETIME = 7 * DAY;
/** The same as the check on `users.username`. */
const LONGEST_USERNAME = 32;

/** Opens the sign-in library on our tables, which bear our names. Its secret is made on the first start. */
export async function openSignIns(db: Db): Promise<SignIns> {
  const timestamps = { createdAt: "created_at", updatedAt: "updated_at" };
  const auth = betterAuth({
    baseURL: "http://localhost",
    secret: await installationSecret(db, "sign_in"),
    database: { db, type: "postgres" },
    emailAndPassword: { enabled: true, disableSignUp: true, password: { verify: verifyPassword } },
    plugins: [
      username({
        displayUsername: false,
        minUsernameLength: 2,
        maxUsernameLength: LONGEST_USERNAME,
        usernameValidator: () => true,
      }),
    ],
    user: {
      modelName: "users",
      fields: { ...timestamps, emailVerified: "email_verified" },
      additionalFields: {
        role: { type: "string", input: false },
        venueId: { type: "number", fieldName: "venue_id", input: false },
        active: { type: "boolean", input: false },
        // Read with the person, so that no request waits for them on their own.
        granted: { type: "string[]", fieldName: "granted_permissions", input: false },
        withheld: { type: "string[]", fieldName: "withheld_permissions", input: false },
      },
    },
    session: {
      modelName: "sign_ins",
      fields: {
        ...timestamps,
        userId: "user_id",
        expiresAt: "expires_at",
        ipAddress: "ip_address",
        userAgent: "user_agent",
      },
      expiresIn: LIFETIME / SECOND,
      disableSessionRefresh: true,
    },
    account: {
      modelName: "credentials",
      fields: {
        ...timestamps,
        userId: "user_id",
        accountId: "account_id",
        providerId: "provider_id",
        accessToken: "access_token",
        refreshToken: "refresh_token",
        idToken: "id_token",
        accessTokenExpiresAt: "access_token_expires_at",
        refreshTokenExpiresAt: "refresh_token_expires_at",
      },
    },
    verification: { modelName: "verifications", fields: { ...timestamps, expiresAt: "expires_at" } },
    advanced: { cookiePrefix: "gamezone", useSecureCookies: false, database: { generateId: "serial" } },
    logger: { disabled: true },
    telemetry: { enabled: false },
  });

  return {
    async signIn(credentials, headers) {
      const normalized = {
        ...credentials,
        username: normalizeUsername(credentials.username),
      };
      const user = await db
        .selectFrom("users as u")
        .innerJoin("credentials as c", (join) =>
          join.onRef("c.user_id", "=", "u.id").on("c.provider_id", "=", "credential"),
        )
        .select("c.password")
        .where("u.username", "=", normalized.username)
        .where("u.active", "=", true)
        .where("c.password", "is not", null)
        .executeTakeFirst();
      await spendOtherChecks(db, credentials.password, user?.password ?? null);
      if (!user) throw new BusinessError("wrong_credentials");
      const answer = await auth.api
        .signInUsername({ body: normalized, headers: toHeaders(headers), returnHeaders: true })
        .catch((error: { statusCode?: number }) => {
          throw (error.statusCode ?? 500) < 500 ? new BusinessError("wrong_credentials") : error;
        });
      return answer.headers.getSetCookie();
    },
    async signOut(headers) {
      const answer = await auth.api.signOut({ headers: toHeaders(headers), returnHeaders: true });
      return answer.headers.getSetCookie();
    },
    async findActor(headers, address) {
      if (!headers.cookie?.includes("gamezone.")) return null;
      const found = await auth.api.getSession({ headers: toHeaders(headers) });
      const user = found?.user as undefined | KnownUser;
      if (!user?.active) return null;
      return {
        venueId: Number(user.venueId),
        role: user.role,
        userId: Number(user.id),
        apiKeyId: null,
        permissions: permissionsOf(user.role, user),
        address,
      };
    },
  };
}

/** What the library brings of a person who is signed in. */
interface KnownUser {
  readonly id: string;
  readonly role: Role;
  readonly venueId: number;
  readonly active: boolean;
  readonly granted: readonly Permission[];
  readonly withheld: readonly Permission[];
}

/** A username as it is kept, however it is typed. */
export function normalizeUsername(typed: string): string {
  return typed.normalize("NFKC").trim().toLowerCase();
}

/** A secret that the installation made for itself; the first server to ask makes it. */
async function installationSecret(db: Db, name: string): Promise<string> {
  await db
    .insertInto("installation_secrets")
    .values({ name, value: randomBytes(32).toString("base64url") })
    .onConflict((conflict) => conflict.column("name").doNothing())
    .execute();
  const { value } = await db
    .selectFrom("installation_secrets")
    .select("value")
    .where("name", "=", name)
    .executeTakeFirstOrThrow();
  return value;
}

function toHeaders(headers: IncomingHttpHeaders): Headers {
  const kept = new Headers();
  for (const name of ["cookie", "user-agent"]) {
    const value = headers[name];
    if (typeof value === "string") kept.set(name, value);
  }
  return kept;
}
