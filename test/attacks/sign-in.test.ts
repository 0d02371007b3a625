import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { readConfig } from "../../src/config.ts";
import { CODE_BYTES, encodeBase32, formatValidationCode } from "../../src/core/validation-code.ts";
import {
  type Client,
  client,
  expect,
  startTestGameZone,
  TEST_PASSWORD,
  type TestGameZone,
} from "../gamezone.ts";

let zone: TestGameZone;
let clerk: { readonly username: string; readonly password: string };
before(async () => {
  zone = await startTestGameZone();
  clerk = { username: `clerk${zone.venueId}`, password: TEST_PASSWORD };
});
after(() => zone.close());

test("a sign-in never takes a token that somebody planted, and never gives one twice", async () => {
  const planted = "gamezone.session_token=planted.c2lnbmF0dXJl";
  const answer = await zone.as.nobody.post("/sign-in", clerk, { cookie: planted });
  expect(answer, 200);
  const tokens = [tokenOf(answer.headers), tokenOf((await zone.as.nobody.post("/sign-in", clerk)).headers)];
  assert.equal(new Set(tokens).size, 2);
  for (const token of tokens) assert.ok(token.length >= 60 && !token.includes("planted"), token);
  // Who signs in with a cookie of somebody else's gets one of their own; the first goes on being the other's.
  const theirs = await zone.signIn(zone.playerUsername, TEST_PASSWORD);
  const mine = await zone.as.nobody.post("/sign-in", clerk, { cookie: theirs.cookie });
  assert.equal(expect(await withCookie(tokenOf(mine.headers)).get("/me"), 200).role, "clerk");
  assert.equal(expect(await theirs.get("/me"), 200).role, "player");
  assert.equal((await withCookie(planted).get("/me")).status, 401);
});

test("a token that somebody changed by one sign is none", async () => {
  const { cookie } = await zone.signIn(clerk.username, clerk.password);
  const [name = "", value = ""] = cookie.split("=");
  for (const at of [0, 10, value.length - 20]) {
    const changed = `${value.slice(0, at)}${value[at] === "A" ? "B" : "A"}${value.slice(at + 1)}`;
    assert.equal((await withCookie(`${name}=${changed}`).get("/me")).status, 401, changed);
  }
  // The half that stands in the database is not enough: the other is signed with a secret.
  const rows = await zone.db.selectFrom("sign_ins").select("token").execute();
  for (const { token } of rows) assert.equal((await withCookie(`${name}=${token}`).get("/me")).status, 401);
});

test("a cookie that was copied is dead after sign-out, a new password, another role and disabling", async () => {
  const staff = zone.as.administrator;
  const made = { username: "copied.cookie", name: "Copied Cookie", role: "clerk" };
  let { staffMember, password } = expect(await staff.post("/staff", made), 201);
  const ways: Array<[how: string, end: (signedIn: Client) => Promise<unknown>]> = [
    ["sign-out", (signedIn) => signedIn.post("/sign-out")],
    ["another role", () => staff.patch(`/staff/${staffMember.id}`, { role: "administrator" })],
    ["demotion", () => staff.patch(`/staff/${staffMember.id}`, { role: "clerk" })],
    [
      "disabling",
      async () => {
        await staff.patch(`/staff/${staffMember.id}`, { active: false });
        await staff.patch(`/staff/${staffMember.id}`, { active: true });
      },
    ],
    [
      "a password of one's own",
      async (signedIn) => {
        const change = { currentPassword: password, newPassword: "quite another one" };
        expect(await signedIn.post("/me/password", change), 200);
        password = change.newPassword;
      },
    ],
    [
      "a new password",
      async () => {
        ({ staffMember, password } = expect(await staff.post(`/staff/${staffMember.id}/password`), 200));
      },
    ],
  ];
  for (const [how, end] of ways) {
    const signedIn = await zone.signIn(made.username, password);
    const copied = withCookie(signedIn.cookie);
    expect(await copied.get("/me"), 200);
    await end(signedIn);
    assert.equal((await copied.get("/me")).status, 401, how);
    assert.equal((await copied.post("/games", { name: "X" })).status, 401, how);
  }
});

test("a request that was overheard and sent again changes nothing more", async () => {
  const { cookie } = await zone.signIn(clerk.username, clerk.password);
  const send = () =>
    client(zone.address, { cookie, "idempotency-key": "overheard" }).post("/purchases", {
      playerId: zone.playerId,
      packageId: zone.packageIds[0],
    });
  const first = await send();
  const again = await send();
  assert.deepEqual([again.status, again.body.id], [first.status, first.body.id]);
  assert.equal(again.headers.get("idempotency-replayed"), "true");
  // Another's key is not this one's: who overhears only the key is told nothing.
  const other = await zone.as.administrator.post(
    "/purchases",
    { playerId: zone.playerId, packageId: zone.packageIds[0] },
    { "idempotency-key": "overheard" },
  );
  assert.notEqual(expect(other, 201).id, first.body.id);
});

test("the cookie is out of reach of scripts and of other sites, and of plain HTTP where the page is not", async () => {
  const plain = (await zone.as.nobody.post("/sign-in", clerk)).headers.getSetCookie();
  assert.equal(plain.length, 1);
  for (const flag of [/; HttpOnly/i, /; SameSite=Lax/i, /; Path=\//i, /; Max-Age=604800/i]) {
    assert.match(plain[0] as string, flag);
  }
  assert.doesNotMatch(plain[0] as string, /; Secure|; Domain/i);
  const host = new URL(zone.address).host;
  const behindProxy = await zone.as.nobody.post("/sign-in", clerk, { origin: `https://${host}` });
  expect(behindProxy, 200);
  assert.match(behindProxy.headers.getSetCookie()[0] as string, /; Secure$/);
});

test("nothing is open by default: this machine only, random first passwords, no key", async () => {
  assert.equal(readConfig({}, {}).host, "127.0.0.1");
  const made = new Set<string>();
  for (let count = 0; count < 3; count += 1) {
    const { password } = expect(await zone.clerk.post(`/players/${zone.playerId}/password`), 200);
    assert.match(password, /^[0-9a-hjkmnp-tv-z]{4}(-[0-9a-hjkmnp-tv-z]{4}){2}$/, "twelve signs of five bits");
    made.add(password);
  }
  assert.equal(made.size, 3);
  for (const password of ["", "admin", "password", "gamezone", "123456"]) {
    assert.notEqual((await zone.as.nobody.post("/sign-in", { username: "admin", password })).status, 200);
  }
});

// ── Validation codes ──────────────────────────────────────────────────────────────────────────────────────────────

test("the arithmetic of guessing a code: less than one in a thousand million after a century", () => {
  assert.equal(CODE_BYTES, 10, "eighty bits");
  assert.equal(formatValidationCode(encodeBase32(new Uint8Array(CODE_BYTES))).length, 19);
  const codes = 2n ** 80n;
  // Far more than any venue ever has unused, guessed at from as many addresses as the shop has machines.
  const unused = 100_000n;
  const addresses = 10n;
  const guesses = 20n * addresses * 60n * 24n * 36_525n;
  const oneIn = codes / (unused * guesses);
  assert.ok(oneIn > 1_000_000_000n, `one in ${oneIn}`);
});

test("a hundred guesses of a code at once do not get around the limit of a staff member", async () => {
  const outcomes = await Promise.all(Array.from({ length: 100 }, (_, at) => guess(zone.clerk, at)));
  assert.equal(outcomes.filter((code) => code === "invalid_code").length, 10);
  assert.equal(outcomes.filter((code) => code === "rate_limited").length, 90);
});

test("several staff members who guess behind one address share its limit", async () => {
  const other = await startTestGameZone();
  try {
    const third = await other.signIn(`clerk${other.venueId}`, TEST_PASSWORD);
    const tried = [];
    for (const as of [other.clerk, other.as.administrator]) {
      for (let at = 0; at < 10; at += 1) tried.push(await guess(as, at));
    }
    assert.deepEqual(tried, Array(20).fill("invalid_code"));
    assert.equal(await guess(third, 0), "rate_limited");
  } finally {
    await other.close();
  }
});

test("a QR photographed over a shoulder opens one session, its owner's, and the second is told who had it", async () => {
  const other = await startTestGameZone();
  try {
    const { id, validationCode } = await other.sell(15);
    const thief = await other.signIn(other.playerUsername, TEST_PASSWORD);
    assert.equal((await thief.post("/scans", { code: validationCode })).status, 403, "only staff activate");
    const { session } = expect(await other.clerk.post("/scans", { code: validationCode }), 201);
    assert.equal(session.player.id, other.playerId, "whoever shows it");
    const again = await other.as.administrator.post("/scans", { code: validationCode });
    const refused = expect(again, 409);
    assert.equal(refused.code, "already_active");
    assert.equal(refused.activatedBy, "key of clerk");
    assert.ok(Math.abs(Date.now() - Date.parse(refused.activatedAt)) < 60_000);
    const kept = expect(await other.clerk.get(`/scans?invoiceId=${id}`), 200).items;
    assert.deepEqual(
      kept.map((scan: { outcome: string; scannedBy: string }) => [scan.outcome, scan.scannedBy]),
      [
        ["already_active", "key of administrator"],
        ["activated", "key of clerk"],
      ],
    );
  } finally {
    await other.close();
  }
});

async function guess(as: Client, at: number): Promise<string> {
  return (await as.post("/scans", { code: `ZZZZ-ZZZZ-ZZZZ-${String(at).padStart(4, "0")}` })).body.code;
}

function withCookie(cookie: string): Client {
  return client(zone.address, { cookie });
}

function tokenOf(headers: Headers): string {
  const [cookie = ""] = headers.getSetCookie();
  return cookie.slice(0, cookie.indexOf(";"));
}
