import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { checks } from "../src/doctor/queries.ts";
import { byHand } from "../test/database.ts";
import { launchBrowser, visit } from "./browser.ts";
import { openTill, type Sold, type Till } from "./till.ts";
import { type OpenVenue, openVenue } from "./venue.ts";

let venue: OpenVenue;
let browser: Browser;
let till: Till;
/** A notice is no check that could have found something wrong. */
const mayBeWrong = checks.filter(({ severity }) => severity !== "notice");

before(async () => {
  venue = await openVenue();
  till = await openTill(venue);
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  await venue?.close();
});

test("a customer says it does not work: the clerk sees why, and mends it with one button", async () => {
  const { page, complaints } = await visit(browser);
  await venue.signIn(page, "clerk");
  const { number } = await sellAndStart();
  const { sessionId } = await caseOf(number);
  await byHand(
    venue.gamezone.db,
    `delete from session_events where session_id = ${sessionId};
    delete from session_runs where session_id = ${sessionId};
    delete from session_grants where session_id = ${sessionId};
    delete from play_sessions where id = ${sessionId}`,
  );

  await openDoctor(page);
  const card = page.getByRole("article", { name: "Factures activées sans session" });
  await card.getByText("Critique").waitFor();
  await card.getByText(new RegExp(number)).first().waitFor();
  await page.getByText("Tout va bien.").waitFor({ state: "hidden" });

  await page.keyboard.type(`${number}\n`);
  await page
    .getByRole("status")
    .getByText(/Appuyez sur «\sRéparer\s»/)
    .waitFor();
  await page.getByText("Session prête").waitFor();
  await page.getByText("Facture émise").first().waitFor();
  assert.equal(
    await page.getByText("ligne", { exact: false }).count(),
    1,
    "the audit lines wait to be asked for",
  );
  await page.getByRole("button", { name: "Réparer", exact: true }).click();
  await page.getByText("1 point réparé.").waitFor();
  await page.getByText(/^Tout va bien\.$/).waitFor();
  await page.getByText(`${mayBeWrong.length} contrôles, rien à signaler.`, { exact: true }).waitFor();
  await page
    .getByText(/Appuyez sur «\sDémarrer\s»/)
    .first()
    .waitFor();
  const mended = await caseOf(number);
  assert.equal(mended.sessionStatus, "ready");

  await page.getByRole("link", { name: /^Session n°/ }).click();
  await page.getByRole("heading", { name: new RegExp(String(mended.sessionId)) }).waitFor();
  await page.getByRole("link", { name: /^Pourquoi\s\?$/ }).click();
  await page.getByRole("heading", { name: new RegExp(number) }).waitFor();
  assert.equal(new URL(page.url()).search, `?session=${mended.sessionId}`);
  assert.deepEqual(complaints, []);
});

test("everything at once: first the plan, which changes nothing, then the repair and what it changed", async () => {
  const { page, complaints } = await visit(browser);
  await venue.signIn(page, "clerk");
  const { number } = await sellAndStart();
  const { sessionId, invoiceId } = await caseOf(number);
  await complete(page, sessionId);
  await byHand(
    venue.gamezone.db,
    `update invoices set status = 'active', used_at = null where id = ${invoiceId}`,
  );

  await openDoctor(page);
  await page.getByRole("article", { name: "Sessions terminées, factures encore ouvertes" }).waitFor();
  await page.getByRole("button", { name: "Tout réparer" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText(/^1 point peut être réparé/).waitFor();
  await dialog.getByText(new RegExp(number)).waitFor();
  assert.equal((await caseOf(number)).invoiceStatus, "active");
  const { violations } = await new AxeBuilder({ page }).include("[role=dialog]").analyze();
  assert.deepEqual(
    violations.filter(({ impact }) => impact === "serious" || impact === "critical"),
    [],
  );
  await dialog.getByRole("button", { name: "Réparer 1 point" }).click();
  await dialog.getByText("1 point réparé.").waitFor();
  assert.deepEqual(await dialog.getByRole("row").allInnerTexts(), [
    "\tAvant\tAprès",
    "critiques\t1\t0",
    "à surveiller\t0\t0",
  ]);
  assert.equal((await caseOf(number)).invoiceStatus, "used");
  await dialog.getByRole("button", { name: "Fermer" }).last().click();
  await page.getByText(/^Tout va bien\.$/).waitFor();
  assert.deepEqual(complaints, []);
});

test("a ticket that a hand scanner sends is explained, not activated, and no code stays in the address", async () => {
  const { page } = await visit(browser);
  await venue.signIn(page, "clerk");
  const { number, code } = await till.sell("Fatou Diop", 30);
  await openDoctor(page);
  // Wherever the focus was.
  await page.getByRole("button", { name: "Examiner à nouveau" }).focus();
  await page.keyboard.type(`${code}\n`);
  await page.getByRole("heading", { name: new RegExp(number) }).waitFor();
  const { invoiceId, invoiceStatus } = await caseOf(number);
  assert.equal(invoiceStatus, "pending");
  assert.equal(new URL(page.url()).search, `?invoice=${invoiceId}`);
  await page
    .getByText(/Scannez le QR de la facture/)
    .first()
    .waitFor();

  await page.keyboard.type("2019-99999\n");
  await page
    .getByRole("alert")
    .getByText(/2019-99999/)
    .waitFor();
  assert.equal(await page.getByRole("heading", { name: new RegExp(number) }).count(), 0);

  // Who writes a code into the address by hand is not answered from there.
  await page.goto(`${venue.address}/doctor?invoice=${code}`);
  await page.getByText(/^Examiné à/).waitFor();
  assert.equal(await page.getByRole("heading", { name: new RegExp(number) }).count(), 0);
});

test("what has no right answer is decided by a person: an administrator keeps it, with a reason", async () => {
  const clerk = await visit(browser);
  await venue.signIn(clerk.page, "clerk");
  const { number, purchaseId } = await till.sell("Fatou Diop", 30);
  await byHand(
    venue.gamezone.db,
    `update payments set amount = amount + 50, tendered = null, change = null where purchase_id = ${purchaseId}`,
  );
  await openDoctor(clerk.page);
  const name = "Paiements qui ne correspondent pas à l’achat";
  await clerk.page.getByRole("article", { name }).getByText(new RegExp(number)).first().waitFor();
  assert.equal(await clerk.page.getByRole("button", { name: /Garder avec un motif/ }).count(), 0);
  assert.equal(await clerk.page.getByRole("button", { name: "Tout réparer" }).count(), 0);

  const { page } = await visit(browser);
  await venue.signIn(page, "administrator");
  await openDoctor(page);
  await page.getByRole("link", { name: /^Diagnostic 1/ }).waitFor();
  await page.getByRole("button", { name: new RegExp(`^Garder avec un motif.*${number}`) }).click();
  await page.getByText("Vérifié en caisse").click();
  await page.getByRole("button", { name: "Garder", exact: true }).click();
  await page.getByText(/^Tout va bien\.$/).waitFor();
  await page.getByRole("link", { name: "Diagnostic", exact: true }).waitFor();
  // The other counter hears of it.
  await clerk.page.getByText(/^Tout va bien\.$/).waitFor();
});

test("the counter says how the day goes, keeps the scan field, and is quiet once it is closed", async () => {
  const { page } = await visit(browser, { viewport: { width: 390, height: 844 } });
  await venue.signIn(page, "administrator");
  const strip = page.getByRole("region", { name: "Résumé de la journée" });
  await strip.getByText(/^Aujourd’hui\s:\s[\d\s]+\sFCFA/).waitFor();
  const height = (await strip.boundingBox())?.height ?? 0;
  assert.ok(height <= 64, `two lines at most, not ${height} pixels`);
  await strip.getByRole("button", { name: "Détails" }).click();
  await strip.getByRole("row", { name: /^Ventes/ }).waitFor();
  await page.keyboard.type("ABCD");
  assert.equal(await page.getByLabel("Scanner une facture").inputValue(), "ABCD");
  await strip.getByRole("button", { name: "Fermer jusqu’à demain" }).click();
  await strip.waitFor({ state: "detached" });
  await page.reload();
  await page.getByRole("button", { name: "Résumé de la journée" }).click();
  await strip.getByText(/^Hier\s:/).waitFor();

  const clerk = await visit(browser);
  await venue.signIn(clerk.page, "clerk");
  const toClerk = clerk.page.getByRole("region", { name: "Résumé de la journée" });
  await toClerk.getByText(/^Aujourd’hui\s:\s\d+ ventes/).waitFor();
  await toClerk.getByRole("button", { name: "Détails" }).click();
  await toClerk.getByRole("row", { name: /^Ventes/ }).waitFor();
  assert.equal(await toClerk.getByText(/FCFA/).count(), 0);
});

/** The ids behind an invoice number, and how they stand. */
async function caseOf(number: string) {
  const row = await venue.gamezone.db
    .selectFrom("purchase_session_overview")
    .selectAll()
    .where("invoice_number", "=", number)
    .executeTakeFirstOrThrow();
  return {
    purchaseId: row.purchase_id,
    invoiceId: row.invoice_id,
    invoiceStatus: row.invoice_status,
    sessionId: row.session_id,
    sessionStatus: row.session_status,
  };
}

async function openDoctor(page: Page): Promise<void> {
  await page.goto(`${venue.address}/doctor`);
  await page.getByText(/^Examiné à/).waitFor();
}

async function sellAndStart(): Promise<Sold> {
  const sold = await till.sell("Fatou Diop", 30);
  await till.start(sold);
  return sold;
}

/** Forces the end of a session, from its page. */
async function complete(page: Page, sessionId: number | null): Promise<void> {
  await page.goto(`${venue.address}/sessions/${sessionId}`);
  await page.getByRole("button", { name: "Autres actions" }).click();
  await page.getByRole("menuitem", { name: /Forcer/ }).click();
  await page.getByRole("dialog").getByRole("textbox").fill("Le client est parti");
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /Forcer|Terminer/ })
    .click();
  await page.getByText("Terminée").first().waitFor();
}
