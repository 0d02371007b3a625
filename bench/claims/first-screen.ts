import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import lighthouse from "lighthouse";
import type { Browser, BrowserContext } from "playwright-core";
import { build } from "vite";
import { launchBrowser, phone, visit } from "../../e2e/browser.ts";
import { freePort } from "../../src/db/embedded/free-port.ts";
import { openPool } from "../../src/db/pool.ts";
import { inTransaction } from "../../src/db/transaction.ts";
import { client, expect, furnish, TEST_PASSWORD } from "../../test/gamezone.ts";
import { withDatabase } from "../database.ts";
import { median, report, SHORT } from "../measure.ts";
import { startProduct } from "../processes/start.ts";

// What a player's phone waits for on a first visit, with nothing in its cache, from the product itself in a real
// Chromium: the sign-in page, and the page of a player whose session runs.
//
// The network is Chromium's emulation of 400 kbit/s both ways with 400 ms from question to answer, the processor four
// times slower. Usable is the moment at which the field for the username is painted and takes text, or the countdown
// shows figures. The shop's address is a name, as on a shop's network, where Chromium takes gzip and no brotli;
// Lighthouse, with its own settings for a phone, looks at the machine's own address, as at one with a certificate.

const rounds = SHORT ? 1 : 5;
const SHOP = "shop.test";
const SLOW_3G = { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 };
/** Chromium slows a page down by keeping a core busy all the while: not in the short form. */
const CPU_SLOWDOWN = SHORT ? 1 : 4;
/** The rest of the page loads meanwhile. */
const REST_MS = SHORT ? 500 : 3_000;
const MOST_SCRIPT_KB = 150;
const LONGEST_MS = 3_000;
const LEAST_SCORE = 95;

const screens = [
  { name: "sign-in page", path: "/sign-in", usable: "input[autocomplete=username]", signedIn: false },
  { name: "player's page", path: "/my", usable: "[role=timer]", signedIn: true },
] as const;
type Screen = (typeof screens)[number];

const web = join(import.meta.dirname, "../../web");
if (!SHORT || !existsSync(join(web, "dist/index.html")))
  await build({ configFile: join(web, "vite.config.ts"), logLevel: "warn" });
await withDatabase(async (url) => {
  const folder = await mkdtemp(join(tmpdir(), "gamezone-bench-"));
  const pool = openPool(url, 2);
  const made = await inTransaction(pool.db, furnish);
  await pool.close();
  const { program, address } = await startProduct(url, folder);
  const cookie = await playAndSignIn(address, made);
  const debuggingPort = await freePort();
  const browser = await launchBrowser({
    given: [`--remote-debugging-port=${debuggingPort}`, `--host-resolver-rules=MAP ${SHOP} 127.0.0.1`],
  });
  for (const screen of SHORT ? screens.slice(0, 1) : screens) {
    const visits: Visited[] = [];
    for (let round = 0; round < rounds; round += 1)
      visits.push(await visitSlowly(browser, address.replace("127.0.0.1", SHOP), screen, cookie));
    await report({
      claim: `script that the ${screen.name} loads`,
      ours: median(visits.map(({ scriptBytes }) => scriptBytes)) / 1_000,
      baseline: MOST_SCRIPT_KB,
      against: "allowed",
      unit: "kB",
      wanted: { atMost: 1 },
    });
    await report({
      claim: `the ${screen.name} is usable on slow 3G`,
      ours: median(visits.map(({ usableMs }) => usableMs)),
      baseline: LONGEST_MS,
      against: "allowed",
      unit: "ms",
      wanted: { atMost: 1 },
    });
    await judge(screen, address, debuggingPort, cookie);
  }
  await browser.close();
  await program.stop();
  await rm(folder, { recursive: true });
});

interface Visited {
  readonly scriptBytes: number;
  readonly usableMs: number;
}

/** A first visit: a phone that was never here. */
async function visitSlowly(
  browser: Browser,
  address: string,
  { path, usable, signedIn }: Screen,
  cookie: string,
): Promise<Visited> {
  const { page, context } = await visit(browser, { viewport: phone, isMobile: true, hasTouch: true });
  if (signedIn) await bringCookie(context, address, cookie);
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", SLOW_3G);
  await session.send("Emulation.setCPUThrottlingRate", { rate: CPU_SLOWDOWN });
  const scripts = new Set<string>();
  let scriptBytes = 0;
  session.on("Network.responseReceived", ({ requestId, response }) => {
    if (response.mimeType.includes("javascript")) scripts.add(requestId);
  });
  // As it came over the line, packed; without the heads of the answers.
  session.on("Network.dataReceived", ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) scriptBytes += encodedDataLength;
  });
  await page.addInitScript(`const look = () => {
    const found = document.querySelector(${JSON.stringify(usable)});
    const painted = performance.getEntriesByName("first-contentful-paint").length > 0;
    if (found && found.offsetHeight > 0 && painted) window.usableMs = performance.now();
    else requestAnimationFrame(look);
  };
  look();`);
  await page.goto(address + path, { waitUntil: "commit" });
  const usableMs = await page.waitForFunction(
    () => (globalThis as { usableMs?: number }).usableMs,
    undefined,
    { timeout: 60_000 },
  );
  if (!signedIn) {
    await page.locator(usable).pressSequentially("awa");
    await sleep(REST_MS);
    if ((await page.locator(usable).inputValue()) !== "awa") throw new Error("What was typed is lost.");
  }
  await sleep(REST_MS);
  const visited = { scriptBytes, usableMs: Number(await usableMs.jsonValue()) };
  await context.close();
  return visited;
}

/** Lighthouse's four categories; in the short form the quickest, which shows that Lighthouse runs. */
async function judge(
  { name, path, signedIn }: Screen,
  address: string,
  port: number,
  cookie: string,
): Promise<void> {
  const judged = await lighthouse(address + path, {
    port,
    output: "json",
    logLevel: "error",
    onlyCategories: SHORT ? ["seo"] : ["performance", "accessibility", "best-practices", "seo"],
    ...(signedIn && { extraHeaders: { Cookie: cookie } }),
  });
  if (!judged) throw new Error("Lighthouse said nothing.");
  const { categories, audits, runtimeError } = judged.lhr;
  if (runtimeError) throw new Error(runtimeError.message);
  if (!judged.lhr.finalDisplayedUrl.endsWith(path)) throw new Error(judged.lhr.finalDisplayedUrl);
  for (const { id, title, score, auditRefs } of Object.values(categories)) {
    for (const ref of auditRefs) {
      const audit = audits[ref.id];
      if (ref.weight > 0 && audit?.score !== null && (audit?.score ?? 1) < 0.9)
        console.log(`  ${id}: ${audit?.title} ${audit?.displayValue ?? ""}`);
    }
    await report({
      claim: `Lighthouse: ${title}, ${name}`,
      ours: (score ?? 0) * 100,
      baseline: LEAST_SCORE,
      against: "wanted",
      unit: "points",
      wanted: { atLeast: 1 },
    });
  }
}

/** A player whose hour runs. Answers the cookie of their sign-in. */
async function playAndSignIn(address: string, made: Awaited<ReturnType<typeof furnish>>): Promise<string> {
  const clerk = client(address, { authorization: `Bearer ${made.keys.clerk}` });
  const { playerId } = made;
  const purchase = expect(await clerk.post("/purchases", { playerId, packageId: made.packageIds[2] }), 201);
  const payment = { method: "cash", amount: 500 };
  const { invoice } = expect(await clerk.post(`/purchases/${purchase.id}/payments`, payment), 201);
  const { session } = expect(await clerk.post("/scans", { code: invoice.validationCode }), 201);
  expect(await clerk.post(`/sessions/${session.id}/start`), 200);
  const nobody = client(address, {});
  const answer = await nobody.post("/sign-in", { username: made.playerUsername, password: TEST_PASSWORD });
  expect(answer, 200);
  return answer.headers
    .getSetCookie()
    .map((one) => one.slice(0, one.indexOf(";")))
    .join("; ");
}

async function bringCookie(context: BrowserContext, url: string, cookie: string): Promise<void> {
  const cookies = cookie.split("; ").map((one) => {
    const [name = "", value = ""] = [one.slice(0, one.indexOf("=")), one.slice(one.indexOf("=") + 1)];
    return { name, value, url };
  });
  await context.addCookies(cookies);
}
