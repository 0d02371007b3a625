import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import jsQR from "jsqr";
import { sql } from "kysely";
import type { Browser, Page } from "playwright-core";
import { PNG } from "pngjs";
import { launchBrowser, visit } from "./browser.ts";
import { openTill, type Till } from "./till.ts";
import { type OpenVenue, openVenue } from "./venue.ts";

let venue: OpenVenue;
let browser: Browser;
let till: Till;
/** One page for all tests: to load the app in a new one takes three times as long. */
let page: Page;
let complaints: string[];

before(async () => {
  venue = await openVenue();
  till = await openTill(venue);
  browser = await launchBrowser();
  ({ page, complaints } = await visit(browser));
  await venue.signIn(page, "clerk");
});
afterEach(async () => {
  await page.unrouteAll();
  complaints.length = 0;
  for (const context of browser.contexts()) if (context !== page.context()) await context.close();
});
after(async () => {
  await browser?.close();
  await venue?.close();
});

test("a hand scanner types into the counter wherever the focus is, and a second scan says who was first", async () => {
  const { code, number } = await till.sell("Fatou Diop", 60);
  await page.goto(venue.address);
  await page.getByRole("heading", { name: "Comptoir" }).click();
  await page.keyboard.type(code.toLowerCase().replaceAll("-", ""));
  await page.keyboard.press("Enter");
  await page.getByText(`Facture ${number} activée`).waitFor();
  await page.getByRole("button", { name: "PC 1", exact: true }).click();
  await page.getByRole("article", { name: "Fatou Diop" }).getByText("En cours").waitFor();

  // O for 0 and I or L for 1 are forgiven.
  await page.keyboard.type(` ${code.replaceAll("0", "o").replaceAll("1", "l").replaceAll("-", " ")}`);
  await page.keyboard.press("Enter");
  const refusal = page.getByRole("alert");
  await refusal.getByText("Facture déjà activée", { exact: true }).waitFor();
  assert.match(
    (await refusal.textContent()) ?? "",
    /déjà activée par Mariam Koné le .*Aucune minute n’est perdue/,
  );
  await refusal.getByRole("link", { name: "Voir la session" }).click();
  await page.getByRole("heading", { name: /^Session \d+$/ }).waitFor();
  assert.deepEqual(complaints, []);
});

test("a hand scanner is heard on every screen, presses no button, and spoils nothing that is being filled in", async () => {
  // On a page without a field, in its search field, and on the very button that takes the money.
  const first = await sell("Fatou Diop", "15 min");
  await page.goto(`${venue.address}/invoices`);
  await page.getByRole("heading", { name: "Factures" }).click();
  await scanByHand(first.qrText);
  await page.getByText(`Facture ${first.number} activée`).waitFor();

  const second = await sell("Fatou Diop", "15 min");
  await page.goto(`${venue.address}/invoices`);
  await page.getByLabel("Chercher une facture").click();
  await scanByHand(second.qrText);
  await page.getByText(`Facture ${second.number} activée`).waitFor();

  const third = await till.sell("Fatou Diop", 15);
  await page.goto(`${venue.address}/sell`);
  await page.getByRole("button", { name: /Fatou Diop/ }).click();
  await page.getByRole("button", { name: /^1\sh/ }).click();
  const take = page.getByRole("button", { name: /^Encaisser/ });
  await take.focus();
  const sold = await countPurchases();
  await scanByHand(third.code.replaceAll("-", ""));
  await page.getByText(`Facture ${third.number} activée`).waitFor();
  assert.equal(await countPurchases(), sold);
  // What was scanned is scanned once: coming back to the counter, or loading it anew, scans nothing.
  await page.reload();
  await page.getByRole("heading", { name: "Comptoir" }).waitFor();
  assert.equal(await page.getByText(/Facture .* activée/).count(), 0);

  // A form keeps what was typed and is not sent; letters typed by hand are letters.
  const fourth = await sell("Fatou Diop", "15 min");
  await page.goto(`${venue.address}/players`);
  await page.getByRole("button", { name: "Nouveau joueur" }).click();
  await page.getByLabel("Nom", { exact: true }).fill("Bintou Cissé");
  await page.getByLabel("Téléphone").click();
  await scanByHand(fourth.qrText);
  await page.getByText("Ticket scanné, rien n’est activé").waitFor();
  assert.equal(await page.getByLabel("Nom", { exact: true }).inputValue(), "Bintou Cissé");
  await page.goto(`${venue.address}/invoices`);
  const search = page.getByLabel("Chercher une facture");
  await search.click();
  await page.keyboard.type(fourth.code, { delay: 60 });
  await page.keyboard.press("Enter");
  assert.equal(await search.inputValue(), fourth.code);
  assert.equal(new URL(page.url()).pathname, "/invoices");
  assert.deepEqual(complaints, []);
});

test("a picture of the QR activates the invoice; a picture without one says what to do", async () => {
  const { number, qr } = await sell("Awa Koffi", "30 min");
  await page.goto(venue.address);
  await page.getByRole("button", { name: "Photo" }).waitFor();
  const input = page.locator("input[type=file]");
  const blank = await page.getByRole("banner").screenshot();
  await input.setInputFiles({ name: "wall.png", mimeType: "image/png", buffer: blank });
  await page
    .getByRole("alert")
    .getByText(/Aucun QR/)
    .waitFor();
  await input.setInputFiles({ name: "invoice.png", mimeType: "image/png", buffer: qr });
  await page.getByText(`Facture ${number} activée`).waitFor();
  assert.deepEqual(complaints, []);
});

test("a code that nobody issued is refused in words, and stands in the scan log", async () => {
  await page.goto(venue.address);
  await page.getByLabel("Scanner une facture").fill("ABCD-EFGH-JKMN-PQRS");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").waitFor();
  await page.goto(`${venue.address}/scans`);
  await page.getByText("Refusé : code inconnu").first().waitFor();
});

test("pause, resume, extend, stop: two clerks see each change at once, what costs asks for a reason", async () => {
  const { code } = await till.sell("Grâce Yao", 30);
  const other = await visit(browser);
  await venue.signIn(other.page, "clerk");
  await page.goto(venue.address);
  await scanAndStart(code);
  const mine = page.getByRole("article", { name: "Grâce Yao" });
  const theirs = other.page.getByRole("article", { name: "Grâce Yao" });
  await theirs.getByText("En cours").waitFor();

  await mine.getByRole("button", { name: "Mettre en pause" }).click();
  await theirs.getByText("En pause").waitFor();
  const stood = await theirs.getByRole("timer").textContent();
  await other.page.waitForTimeout(1_500);
  assert.equal(await theirs.getByRole("timer").textContent(), stood, "a paused countdown stands");
  await theirs.getByRole("button", { name: "Reprendre" }).click();
  await mine.getByText("En cours").waitFor();

  await mine.getByRole("button", { name: /Autres actions/ }).click();
  await page.getByRole("menuitem", { name: "Prolonger" }).click();
  assert.ok(await page.getByRole("button", { name: "Ajouter 10 min" }).isDisabled(), "no reason, no minutes");
  await page.getByText("Panne du poste", { exact: true }).click();
  await page.getByRole("button", { name: "Ajouter 10 min" }).click();
  await theirs.getByText(/^39:5\d$/).waitFor();

  await mine.getByRole("button", { name: /Autres actions/ }).click();
  await page.getByRole("menuitem", { name: "Arrêter" }).click();
  await page.getByText(/ce temps sera perdu pour le client/).waitFor();
  await page.getByPlaceholder("Une autre raison…").fill("essai");
  await page.getByRole("button", { name: "Arrêter la session" }).click();
  await theirs.getByText("Arrêtée").waitFor();
  assert.deepEqual([...complaints, ...other.complaints], []);
});

test("the counter works on while the computer says that the internet is away", async () => {
  const { code } = await till.sell("Ibrahim Ouédraogo", 15);
  await page.goto(venue.address);
  await scanAndStart(code);
  const card = page.getByRole("article", { name: "Ibrahim Ouédraogo" });
  await card.getByText("En cours").waitFor();
  await page.evaluate(() => window.dispatchEvent(new Event("offline")));
  await card.getByRole("button", { name: "Mettre en pause" }).click();
  await card.getByText("En pause").waitFor();
});

test("a counter that nobody touches says at once that the database is away, and goes on when it is back", async () => {
  const listening = page.waitForResponse(/\/api\/v1\/stream$/);
  await page.goto(venue.address);
  await listening;
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = 'gamezone listener'`.execute(venue.gamezone.db);
  const lost = page.getByText(/^Connexion perdue/);
  await lost.waitFor({ timeout: 5_000 });
  await lost.waitFor({ state: "hidden", timeout: 10_000 });
  assert.deepEqual(complaints, []);
});

test("an extension whose answers are lost, pressed again, is one extension", async () => {
  const { code } = await till.sell("Jean-Marc Houngbédji", 30);
  await page.goto(venue.address);
  await scanAndStart(code);
  const card = page.getByRole("article", { name: /Jean-Marc/ });
  await card.getByText("En cours").waitFor();
  await card.getByRole("button", { name: /Autres actions/ }).click();
  await page.getByRole("menuitem", { name: "Prolonger" }).click();
  await page.getByText("Geste commercial", { exact: true }).click();
  // The server does it, but the line swallows every answer.
  await page.route("**/extend", async (route) => {
    await route.fetch();
    await route.abort();
  });
  await page.getByRole("button", { name: "Ajouter 10 min" }).click();
  await page.getByRole("alert").getByText("Serveur injoignable").waitFor();
  await page.unroute("**/extend");
  await page.getByRole("button", { name: "Ajouter 10 min" }).click();
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await card.getByText(/^39:\d\d$/).waitFor();
});

test("a payment whose answers are lost, taken again in another way, leads to the invoice that it made", async () => {
  await page.goto(`${venue.address}/sell`);
  await page.getByRole("button", { name: /Awa Koffi/ }).click();
  await page.getByRole("button", { name: /^1\sh/ }).click();
  await page.route("**/payments", async (route) => {
    await route.fetch();
    await route.abort();
  });
  await page.getByRole("button", { name: /^Encaisser/ }).click();
  const alert = page.getByRole("alert");
  await alert.getByText("Serveur injoignable").waitFor();
  await alert.getByText(/L’achat \d+ est gardé/).waitFor();
  await page.unroute("**/payments");
  await page.getByRole("button", { name: "1 000 FCFA" }).click();
  await page.getByRole("button", { name: /^Encaisser/ }).click();
  await alert.getByText("Achat non payable").waitFor();
  assert.equal(await alert.getByText(/est gardé/).count(), 0);
  await alert.getByRole("link", { name: "Voir la facture" }).click();
  await page.getByRole("heading", { name: /^Facture \d{4}-/ }).waitFor();
  await page.getByText("Awa Koffi").first().waitFor();
});

test("a double press on the till sells once, and a ticket scanned into a field confirms nothing", async () => {
  await page.goto(`${venue.address}/sell`);
  await page.getByRole("button", { name: /Awa Koffi/ }).click();
  await page.getByRole("button", { name: /^2\sh/ }).click();
  const before = await countPurchases();
  await page.getByLabel("Somme remise").focus();
  await page.keyboard.type("9904668890");
  assert.ok(await page.getByRole("button", { name: /^Encaisser/ }).isDisabled());
  await page.getByRole("button", { name: "Compte juste" }).click();
  await page.getByRole("button", { name: /^Encaisser/ }).dblclick();
  await page.getByRole("heading", { name: /^Vendu/ }).waitFor();
  assert.equal(await countPurchases(), before + 1);

  await page.getByRole("button", { name: "Activer maintenant" }).click();
  await page.getByRole("button", { name: "Sans poste" }).click();
  await page.getByRole("timer").waitFor();
  await page.getByRole("link", { name: "Comptoir" }).click();
  const card = page.getByRole("article", { name: "Awa Koffi" }).filter({ hasText: "2 h" });
  await card.getByRole("button", { name: /Autres actions/ }).click();
  await page.getByRole("menuitem", { name: "Arrêter" }).click();
  await page.getByPlaceholder("Une autre raison…").fill("F9MX-90NT-6VAS-8RY9");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Retour" }).click();
  await card.getByText("En cours").waitFor();
});

test("pressing « Vendre » in the middle of a sale begins a new one, and what waits for its payment can be found", async () => {
  await page.goto(`${venue.address}/players`);
  await page.getByRole("button", { name: /Fatou Diop/ }).click();
  await page.getByRole("link", { name: "Vendre à ce joueur" }).click();
  await page.getByRole("button", { name: /^1\sh/ }).click();
  await page.route("**/payments", (route) => route.abort());
  await page.getByRole("button", { name: /^Encaisser/ }).click();
  await page
    .getByRole("alert")
    .getByText(/est gardé/)
    .waitFor();
  await page.unroute("**/payments");
  const sellInMenu = page.getByRole("navigation").getByRole("link", { name: "Vendre" });
  await sellInMenu.click();
  await page.getByRole("heading", { name: /^Qui joue/ }).waitFor();
  assert.equal(await page.getByRole("alert").count(), 0);

  await page.getByRole("button", { name: /Awa Koffi/ }).click();
  await page.getByRole("heading", { name: /^Quel forfait/ }).waitFor();
  await sellInMenu.click();
  await page.getByRole("heading", { name: /^Qui joue/ }).waitFor();

  await page.getByRole("button", { name: /Fatou Diop/ }).waitFor();
  await page.goto(`${venue.address}/players`);
  await page.getByRole("button", { name: /Fatou Diop/ }).click();
  await page.getByText("À payer").first().waitFor();
  assert.deepEqual(complaints, []);
});

test("the amount handed over can be typed anew, and the change follows", async () => {
  await page.goto(`${venue.address}/sell`);
  await page.getByRole("button", { name: /Fatou Diop/ }).click();
  await page.getByRole("button", { name: /^1\sh/ }).click();
  const amount = page.getByLabel("Somme remise");
  await amount.focus();
  await page.keyboard.press("End");
  for (let key = 0; key < 3; key += 1) await page.keyboard.press("Backspace");
  assert.ok(await page.getByRole("button", { name: /^Encaisser/ }).isDisabled());
  await page.keyboard.type("1000");
  assert.equal((await amount.inputValue()).replace(/\s/g, ""), "1000");
  await page.getByText("500 FCFA", { exact: true }).last().waitFor();
  await page.keyboard.press("Enter");
  assert.match((await page.getByTestId("change").textContent()) ?? "", /Rendez 500/);
  await page.getByRole("button", { name: "Nouvelle vente" }).click();
  await page.getByRole("heading", { name: /^Qui joue/ }).waitFor();
});

test("the countdown is right on a computer whose clock is wrong by hours", async () => {
  const { code } = await till.sell("Moussa Sissoko", 60);
  await page.goto(venue.address);
  await scanAndStart(code);
  for (const wrongBy of [5 * 3_600_000, -7 * 3_600_000]) {
    const wrong = await visit(browser);
    await wrong.context.addInitScript((milliseconds) => {
      const now = Date.now;
      Date.now = () => now() + milliseconds;
    }, wrongBy);
    await venue.signIn(wrong.page, "clerk");
    const timers = [wrong.page, page].map((each) =>
      each.getByRole("article", { name: "Moussa Sissoko" }).getByRole("timer"),
    );
    for (const timer of timers) await timer.waitFor();
    const [shown = null, truth = null] = await Promise.all(timers.map((timer) => timer.textContent()));
    assert.ok(Math.abs(seconds(shown) - seconds(truth)) <= 1, `${shown} is not ${truth}`);
  }
});

test("the counter is worked by the keyboard alone", async () => {
  const { code } = await till.sell("Kouamé N’Guessan", 15);
  await page.goto(venue.address);
  await page.getByLabel("Scanner une facture").waitFor();
  await page.keyboard.type(code);
  await page.keyboard.press("Enter");
  const station = page.getByRole("button", { name: "PS5 A", exact: true });
  await station.waitFor();
  await tabTo("PS5 A");
  await page.keyboard.press("Enter");
  await page
    .getByRole("article", { name: /Kouamé/ })
    .getByText("En cours")
    .waitFor();
});

test("the app can be installed: a manifest with icons, and a service worker that keeps no page and no data", async () => {
  const installed = await visit(browser, { serviceWorkers: "allow" });
  await venue.signIn(installed.page, "clerk");
  await installed.page.evaluate(() => navigator.serviceWorker.ready);
  const address = await installed.page.locator("link[rel=manifest]").getAttribute("href");
  const manifest = await (await fetch(new URL(address ?? "", venue.address))).json();
  assert.equal(manifest.display, "standalone");
  for (const { src } of manifest.icons) {
    assert.equal((await fetch(new URL(src, venue.address))).status, 200, src);
  }
  await installed.page.reload();
  await installed.page.getByRole("heading", { name: "Comptoir" }).waitFor();
  const kept = await installed.page.evaluate(async () => {
    const caches = await Promise.all((await window.caches.keys()).map((name) => window.caches.open(name)));
    const requests = (await Promise.all(caches.map((cache) => cache.keys()))).flat();
    return requests.map(({ url }) => new URL(url).pathname);
  });
  assert.ok(kept.length > 0);
  assert.deepEqual(
    kept.filter((path) => !/\.(js|css|woff2|wasm|png|svg|webmanifest)$/.test(path)),
    [],
    "no page and no answer of the API is kept",
  );
  assert.deepEqual(installed.complaints, []);
});

async function scanAndStart(code: string): Promise<void> {
  await page.getByLabel("Scanner une facture").fill(code);
  await page.keyboard.press("Enter");
  await page.getByText("Démarrer sur :").waitFor();
  await page.getByRole("group", { name: "Choisir un poste libre" }).getByRole("button").first().click();
  await page.getByText("Démarrer sur :").waitFor({ state: "hidden" });
}

async function tabTo(name: string): Promise<void> {
  for (let step = 0; step < 30; step += 1) {
    await page.keyboard.press("Tab");
    if ((await page.evaluate(() => document.activeElement?.textContent)) === name) return;
  }
  throw new Error(`${name} cannot be reached with the Tab key.`);
}

/** What a hand scanner does: it types faster than anybody and presses Enter. */
/** As fast as a scanner: the keys are sent one behind the other, without waiting for what becomes of each. */
async function scanByHand(text: string): Promise<void> {
  const chrome = await page.context().newCDPSession(page);
  const press = (key: string, more: object) =>
    ["keyDown" as const, "keyUp" as const].map((type) =>
      chrome.send("Input.dispatchKeyEvent", type === "keyDown" ? { type, key, ...more } : { type, key }),
    );
  const enter = { code: "Enter", windowsVirtualKeyCode: 13, text: "\r" };
  await Promise.all([...[...text].map((key) => press(key, { text: key })), press("Enter", enter)].flat());
  await chrome.detach();
}

async function countPurchases(): Promise<number> {
  const { n } = await venue.gamezone.db
    .selectFrom("purchases")
    .select((select) => select.fn.countAll().as("n"))
    .executeTakeFirstOrThrow();
  return Number(n);
}

interface Ticket {
  readonly code: string;
  readonly number: string;
  readonly qr: Buffer;
  /** What the QR says. */
  readonly qrText: string;
}

/** Sells by the screen, and looks at the QR there. */
async function sell(player: string, length: string): Promise<Ticket> {
  await page.goto(`${venue.address}/sell`);
  await page.getByLabel("Chercher un joueur").fill(player);
  await page.getByRole("button", { name: player }).click();
  await page.getByRole("button", { name: new RegExp(`^${length.replaceAll(" ", "\\s")}`) }).click();
  await page.getByRole("button", { name: /^Encaisser/ }).click();
  const heading = await page.getByRole("heading", { name: /^Vendu/ }).textContent();
  const code = (await page.getByTestId("validation-code").textContent()) ?? "";
  const qr = page.getByRole("img", { name: /QR du code/ });
  await qr.evaluate((image: HTMLImageElement) => image.decode());
  const picture = await qr.screenshot();
  const { data, width, height } = PNG.sync.read(picture);
  const qrText = jsQR.default(new Uint8ClampedArray(data), width, height)?.data ?? "";
  return { code, number: heading?.match(/\d{4}-\d+/)?.[0] ?? "", qr: picture, qrText };
}

function seconds(clock: string | null): number {
  return (clock ?? "").split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
}
