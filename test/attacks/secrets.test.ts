import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";
import pg from "pg";
import { createTestDatabase, type TestDatabase } from "../database.ts";
import { client, expect } from "../gamezone.ts";
import { cleanUp, makeDataFolder, type Running, startProcess, until } from "../processes.ts";

// The product as it runs in a shop: a process of its own, with its log on a disk.

let database: TestDatabase;
let folder: string;
let server: Running;
let address: string;
before(async () => {
  database = await createTestDatabase();
  folder = await makeDataFolder();
  server = startProcess(["src/cli/main.ts", "serve", "--port", "0", "--data", folder], {
    DATABASE_URL: database.url,
    LOG_LEVEL: "trace",
  });
  [address = ""] = await server.says(/http:\/\/[\w.]+:\d+/);
  await server.says(/Ctrl/);
});
after(async () => {
  await cleanUp();
  await database.drop();
});

test("no password, key, cookie, code or body is ever in the log or on the screen", async () => {
  const shown = server.output();
  const passwordOf = (username: string) =>
    new RegExp(`${username} +([0-9a-z]{4}(?:-[0-9a-z]{4}){2})`).exec(shown)?.[1] as string;
  const secrets = new Map<string, string>();
  const keep = (what: string, secret: string) => {
    assert.ok(secret?.length >= 8, what);
    secrets.set(what, secret);
    return secret;
  };
  const first = keep("a first password", passwordOf("admin"));
  const nobody = client(address, {});
  const signedIn = await nobody.post("/sign-in", { username: "admin", password: first });
  expect(signedIn, 200);
  const [cookie = ""] = (signedIn.headers.getSetCookie()[0] as string).split(";");
  keep("a cookie", decodeURIComponent(cookie.split("=")[1] as string).split(".")[0] as string);
  keep("a cookie's signature", decodeURIComponent(cookie).split(".").at(-1) as string);
  const admin = client(address, { cookie });

  const wrong = keep("a wrong password", "wrong-password-7731");
  await nobody.post("/sign-in", { username: "admin", password: wrong });
  // A password typed into the field above it, as people do.
  await nobody.post("/sign-in", {
    username: keep("a password as a name", "typed-too-early-81"),
    password: "x",
  });
  const change = {
    currentPassword: keep("a guess", "current-guess-5512"),
    newPassword: keep("a wish", "new-wish-6613"),
  };
  await admin.post("/me/password", change);
  const made = { username: "mariam.kone", name: "Mariam Koné", role: "clerk" };
  const idempotency = { "idempotency-key": keep("the key of a retry", "retry-key-90210") };
  const { staffMember, password } = expect(await admin.post("/staff", made, idempotency), 201);
  keep("a new password", password);
  expect(await admin.post("/staff", made, idempotency), 201);
  keep("another", expect(await admin.post(`/staff/${staffMember.id}/password`), 200).password);

  const bearer = { authorization: `Bearer ${keep("a key", "gzk_abcdefghjkmnpqrstvwxyz0123456789")}` };
  await client(address, bearer).get("/me");
  await client(address, bearer).post("/games", { name: "X" });

  const [{ id: playerId }] = expect(await admin.get("/players"), 200).items;
  const packages = expect(await admin.get("/packages?active=true"), 200).items;
  const { id: packageId, price } = packages.find(({ kind }: { kind: string }) => kind === "fixed");
  const purchase = expect(await admin.post("/purchases", { playerId, packageId }), 201);
  const payment = { method: "cash", amount: price };
  const paid = expect(await admin.post(`/purchases/${purchase.id}/payments`, payment), 201);
  const { id, validationCode } = paid.invoice;
  keep("a code", validationCode);
  keep("a code without dashes", validationCode.replaceAll("-", ""));
  const guessed = keep("a guessed code", "7Q7Q-7Q7Q-8R8R-8R8R");
  const plain = guessed.replaceAll("-", "");
  await admin.post("/scans", { code: guessed });
  await admin.post("/scans", { code: `GZ1.${keep("the same in a QR", plain)}.0000000000000000` });
  await admin.post("/doctor/explanations", { reference: guessed });
  await admin.get(`/invoices?search=${guessed}&unknown=${guessed}`);
  await admin.get(`/scans/${guessed}`);
  await admin.get(`/invoices/${plain}`);
  await fetch(`${address}/${guessed}`);
  await fetch(`${address}/invoices/${guessed}?code=${plain}`, { headers: { accept: "text/html" } });
  await fetch(`${address}/%${plain}`);
  for (const body of [`{"code":"${guessed}"`, `"${guessed}"`, `{"${plain}":1}`, `{"code":"${guessed}\\`]) {
    await admin.request("POST", "/scans", body);
  }
  await admin.request("POST", "/scans", `code=${guessed}`, { "content-type": "text/plain" });
  await sendRaw(`GET /${plain} HTTP/9.9\r\n\r\n`);
  await sendRaw(`NONSENSE ${plain}\r\n${bearer.authorization}\r\n\r\n`);

  // What fails unexpectedly says most: each of these is a 500, in the middle of something secret.
  // PostgreSQL shows no more than the beginning of a long value in the row that it refuses.
  keep("the hash of a password", (await readHash()).slice(0, 40));
  for (const table of ["credentials", "invoices", "sign_ins"]) {
    await run(`alter table ${table} add constraint refuse_all check (false) not valid`);
  }
  const failed = [
    await admin.post(`/staff/${staffMember.id}/password`),
    await admin.post("/scans", { code: validationCode }),
    await nobody.post("/sign-in", { username: "admin", password: first }),
  ];
  for (const { status } of failed) assert.equal(status, 500);
  await run("alter table invoices drop constraint refuse_all");
  await run("alter table invoices rename column validation_code to hidden");
  assert.equal((await admin.post("/scans", { code: guessed.replaceAll("8", "6") })).status, 500);
  assert.equal((await admin.get(`/invoices/${id}`)).status, 500);
  keep("a code that failed", guessed.replaceAll("8", "6"));

  expect(await admin.post("/sign-out"), 200);
  const log = await until("the last line is there", async () => {
    const text = await readLog();
    return text.includes("/api/v1/sign-out") && text;
  });
  assert.ok(log.includes('"request failed"'), "the failures are told");
  assert.ok(log.split("\n").length > 20, "and the requests");
  const screen = server.output().slice(shown.length) + server.errors();
  for (const [what, secret] of secrets) {
    assert.ok(!log.includes(secret), `${what} is in the log: ${lineWith(log, secret)}`);
    assert.ok(!screen.includes(secret), `${what} is on the screen`);
  }
});

async function readLog(): Promise<string> {
  const names = await readdir(join(folder, "logs"));
  const texts = await Promise.all(names.map((name) => readFile(join(folder, "logs", name), "utf8")));
  return texts.join("");
}

function lineWith(text: string, words: string): string {
  return text.split("\n").find((line) => line.includes(words)) ?? "";
}

async function readHash(): Promise<string> {
  const rows = await database.db.selectFrom("credentials").select("password").execute();
  return rows[0]?.password as string;
}

/** By a client of its own: the pool would prepare what is only said once. */
async function run(statement: string): Promise<void> {
  const one = new pg.Client({ connectionString: database.url });
  await one.connect();
  try {
    await one.query(statement);
  } finally {
    await one.end();
  }
}

function sendRaw(text: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(address).port), "127.0.0.1", () => socket.write(text));
    socket.on("close", () => resolve());
    socket.on("error", () => resolve());
    socket.resume();
  });
}
