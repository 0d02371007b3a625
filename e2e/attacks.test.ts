import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { APIRequestContext, Browser, Page } from "playwright-core";
import { byHand } from "../test/database.ts";
import { launchBrowser, visit } from "./browser.ts";
import { type OpenVenue, openVenue, signIn } from "./venue.ts";

// Names, reasons and scanned texts that are programs for a browser which takes them for HTML: every screen shows them
// as the text that they are, and what a page has no right to run is not run.

const image = '<img src=x onerror="window.hit=1">';
const script = '"><script>window.hit=1</script>';
const drawing = "'><svg onload=window.hit=1>";
const payloads = [image, script, drawing];

let venue: OpenVenue;
let browser: Browser;

before(async () => {
  venue = await openVenue();
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  await venue?.close();
});

test("no name, reason or scanned text runs on any screen", async () => {
  const { page, context, complaints } = await watched();
  await venue.signIn(page, "administrator");
  const { sessionIds, invoiceIds, purchaseId, playerId, player } = await fillWithPayloads(context.request);
  const session = sessionIds[0];

  // Each with something that only a payload, written out as text, has in it.
  const screens: Array<[path: string, shown: string]> = [
    ["/", image],
    [`/sell?player=${playerId}`, image],
    ["/invoices", image],
    ...invoiceIds.map((id): [string, string] => [`/invoices/${id}`, image]),
    ...sessionIds.map((id): [string, string] => [`/sessions/${id}`, image]),
    ["/scans", script],
    ["/players", image],
    [`/players/${playerId}`, image],
    ["/catalog", image],
    ["/stations", drawing],
    ["/doctor", image],
    [`/doctor?session=${session}`, image],
    ["/staff", script],
    ["/settings", drawing],
    ["/account", image],
  ];
  for (const [path, shown] of screens) await open(page, path, shown);

  // What is written into the address, or typed, is not run either.
  const written = encodeURIComponent(image);
  for (const path of [`/sessions/${written}`, `/doctor?session=${written}`, `/${written}#${written}`]) {
    await open(page, path);
  }
  await page.goto(`${venue.address}/invoices`);
  await page.getByRole("searchbox").fill(drawing);
  await page.getByText("Aucune facture").first().waitFor();
  await assertUntouched(page, "a search");
  await page.goto(venue.address);
  await page.getByLabel("Scanner une facture").fill(script);
  await page.keyboard.press("Enter");
  await page.getByRole("alert").first().waitFor();
  await assertUntouched(page, "a refused scan");
  assert.deepEqual(complaints, []);

  const guest = await watched();
  await guest.page.goto(`${venue.address}/sign-in`);
  await guest.page.getByLabel(/^Identifiant/).fill(image);
  await guest.page.getByRole("textbox", { name: /^Mot de passe/ }).fill(script);
  await guest.page.getByRole("button", { name: "Se connecter" }).click();
  await guest.page.getByRole("alert").first().waitFor();
  await assertUntouched(guest.page, "a refused sign-in");
  await signIn(guest.page, venue.address, player);
  await open(guest.page, "/my", image);
  await open(guest.page, `/my/${purchaseId}`, image);
  await open(guest.page, "/my/account", image);
  assert.deepEqual(guest.complaints, []);
});

test("the same texts do run where a page takes them for HTML: the content security policy stops them there", async () => {
  const insert = (html: string) => {
    document.body.insertAdjacentHTML("beforeend", html);
    const script = document.createElement("script");
    script.textContent = "window.hit = 1";
    document.body.append(script);
  };
  const ours = await watched();
  await ours.page.goto(`${venue.address}/sign-in`);
  await ours.page.evaluate(insert, image);
  await ours.page.waitForFunction(() => document.querySelector<HTMLImageElement>("img[src=x]")?.complete);
  assert.equal(await hitOf(ours.page), undefined);
  const blocked = ours.complaints.filter((complaint) => /Content Security Policy/.test(complaint));
  assert.ok(blocked.length >= 2, `the script and the handler are blocked: ${ours.complaints.join("; ")}`);
  assert.deepEqual(
    ours.complaints.filter((complaint) => !blocked.includes(complaint)),
    [],
  );
  const refused = await ours.page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        document.addEventListener("securitypolicyviolation", ({ blockedURI }) => resolve(blockedURI));
        const script = document.createElement("script");
        script.src = "https://elsewhere.example/x.js";
        document.body.append(script);
      }),
  );
  assert.equal(refused, "https://elsewhere.example/x.js", "nor a script of another site");

  // Without the policy the same page runs it: the test above would see a hole.
  const context = await browser.newContext({ bypassCSP: true });
  const page = await context.newPage();
  await page.goto(`${venue.address}/sign-in`);
  await page.evaluate(insert, image);
  await page.waitForFunction(() => "hit" in window);
});

interface Filled {
  readonly playerId: number;
  readonly purchaseId: number;
  readonly invoiceIds: readonly number[];
  readonly sessionIds: readonly number[];
  readonly player: { username: string; password: string };
}

/** Payloads in every field that takes text, through the API. */
async function fillWithPayloads(api: APIRequestContext): Promise<Filled> {
  const call = async (method: "POST" | "PATCH", path: string, data: object) => {
    const answer = await api.fetch(`${venue.address}/api/v1${path}`, { method, data });
    const body = await answer.json();
    assert.ok(answer.ok(), `${method} ${path}: ${JSON.stringify(body)}`);
    return body;
  };
  await call("PATCH", "/venue", { name: `Centre ${drawing}`, address: `${script} ${image}` });
  const me = await (await api.get(`${venue.address}/api/v1/me`)).json();
  await call("PATCH", `/staff/${me.userId}`, { name: `Patron ${image}` });
  await call("POST", "/staff", { username: "hostile", name: `Caisse ${script}`, role: "clerk" });
  const game = await call("POST", "/games", { name: `Jeu ${image}` });
  const sold = { gameId: game.id, name: `Heure ${image}`, minutes: 60, price: 500 };
  const { id: packageId } = await call("POST", "/packages", sold);
  const stationIds = [];
  for (const payload of payloads) stationIds.push((await call("POST", "/stations", { name: payload })).id);
  const { id: playerId, username } = await call("POST", "/players", { name: `Joueur ${image} ${script}` });
  const { password } = await call("POST", `/players/${playerId}/password`, {});

  const sell = async () => {
    const purchase = await call("POST", "/purchases", { playerId, packageId });
    const payment = { method: "mobile_money", amount: 500, reference: `${script} ${purchase.id}` };
    return (await call("POST", `/purchases/${purchase.id}/payments`, payment)).invoice;
  };
  const activate = async (stationId: number) => {
    const invoice = await sell();
    const { session } = await call("POST", "/scans", { code: invoice.validationCode, stationId });
    return { invoice, session };
  };
  const running = await activate(stationIds[0]);
  await call("POST", `/sessions/${running.session.id}/start`, {});
  await call("POST", `/sessions/${running.session.id}/pause`, { reason: `Pause ${image}` });
  await call("POST", `/sessions/${running.session.id}/resume`, {});
  await call("POST", `/sessions/${running.session.id}/extend`, { minutes: 5, reason: `Panne ${image}` });
  const stopped = await activate(stationIds[1]);
  await call("POST", `/sessions/${stopped.session.id}/start`, {});
  await call("POST", `/sessions/${stopped.session.id}/terminate`, { reason: `Fin ${image}` });
  const forced = await activate(stationIds[2]);
  await call("POST", `/sessions/${forced.session.id}/start`, {});
  await call("POST", `/sessions/${forced.session.id}/force-complete`, { reason: `Forcé ${image}` });
  const refunded = await sell();
  await call("POST", `/purchases/${refunded.purchaseId}/refund`, { reason: `Remboursé ${image}` });
  const cancelled = await sell();
  await call("POST", `/invoices/${cancelled.id}/cancel`, { reason: `Annulé ${image}` });
  const unpaid = await call("POST", "/purchases", { playerId, packageId });
  await call("POST", `/purchases/${unpaid.id}/cancel`, { reason: `Parti ${image}` });
  for (const code of payloads) {
    const refused = await api.post(`${venue.address}/api/v1/scans`, { data: { code } });
    assert.equal(refused.status(), 404, await refused.text());
  }
  // Something for the doctor to show, under the names above.
  await byHand(
    venue.gamezone.db,
    `update payments set amount = amount + 50 where purchase_id = ${running.invoice.purchaseId}`,
  );
  return {
    playerId,
    purchaseId: running.invoice.purchaseId,
    invoiceIds: [running.invoice.id, refunded.id, cancelled.id],
    sessionIds: [running.session.id, stopped.session.id, forced.session.id],
    player: { username, password },
  };
}

/** A visitor whose page may open no window with a message either. */
async function watched() {
  const visitor = await visit(browser);
  visitor.page.on("dialog", (dialog) => {
    visitor.complaints.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return visitor;
}

/** Opens a screen and looks for what a payload would have left. It must be seen there, as text, where it is named. */
async function open(page: Page, path: string, shown?: string): Promise<void> {
  await page.goto(venue.address + path);
  await page.getByRole("heading").first().waitFor();
  if (shown !== undefined) {
    await page.waitForFunction(
      (text) =>
        document.body.textContent.includes(text) ||
        [...document.querySelectorAll("input, textarea")].some((field) =>
          (field as HTMLInputElement).value.includes(text),
        ),
      shown,
    );
  }
  await assertUntouched(page, path);
}

async function assertUntouched(page: Page, where: string): Promise<void> {
  assert.equal(await hitOf(page), undefined, `${where}: a payload ran`);
  const made = await page.evaluate(() =>
    [...document.querySelectorAll("img[src=x], [onload], [onerror], script:not([src])")]
      .map((element) => element.outerHTML)
      .filter((html) => html.includes("hit")),
  );
  assert.deepEqual(made, [], `${where}: a payload became part of the page`);
}

function hitOf(page: Page): Promise<unknown> {
  return page.evaluate(() => (window as { hit?: unknown }).hit);
}
