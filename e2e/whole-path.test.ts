import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { setClock } from "../test/database.ts";
import { launchBrowser, phone, visit } from "./browser.ts";
import { filmPicture } from "./camera.ts";
import { type OpenVenue, openVenue, signIn } from "./venue.ts";

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

test("the whole path: catalogue, player, sale, QR, camera, countdown, and the session closes by itself", async () => {
  const { address } = venue;

  // The administrator puts a game and a package of one minute on sale.
  const administrator = await visit(browser);
  await venue.signIn(administrator.page, "administrator");
  await administrator.page.goto(`${address}/catalog`);
  await administrator.page.getByRole("button", { name: "Ajouter un jeu" }).click();
  await administrator.page.getByLabel("Nom du jeu").fill("Awalé");
  await administrator.page.getByRole("button", { name: "Enregistrer" }).click();
  const game = administrator.page.locator("section", { hasText: "Awalé" });
  await game.getByRole("button", { name: "Ajouter un forfait" }).click();
  await administrator.page.getByLabel("Durée en minutes").fill("1");
  await administrator.page.getByLabel("Prix").fill("75");
  await administrator.page.getByRole("button", { name: "Enregistrer" }).click();
  await game.getByText("75 FCFA").waitFor();

  // The clerk creates a player, sells them that minute and gives change.
  const clerk = await visit(browser);
  await venue.signIn(clerk.page, "clerk");
  await clerk.page.getByRole("link", { name: "Vendre" }).first().click();
  await clerk.page.getByLabel("Chercher un joueur").fill("Salif Keïta");
  await clerk.page.getByRole("button", { name: "Nouveau joueur" }).click();
  await clerk.page.getByLabel("Téléphone").fill("+223 70 00 11 22");
  await clerk.page.getByRole("button", { name: "Créer le joueur" }).click();
  await clerk.page.getByRole("tab", { name: "Awalé" }).click();
  await clerk.page.getByRole("button", { name: /75 FCFA/ }).click();
  await clerk.page.getByRole("button", { name: "500 FCFA" }).click();
  await clerk.page.getByText("425 FCFA").waitFor();
  await clerk.page.getByRole("button", { name: "Encaisser 75 FCFA" }).click();
  await clerk.page.getByRole("heading", { name: /Vendu : facture \d{4}-00001/ }).waitFor();
  assert.match((await clerk.page.getByTestId("change").textContent()) ?? "", /Rendez 425\u202fFCFA/);

  // The player gets a password at the counter, and sees the QR on a phone.
  await clerk.page.goto(`${address}/players`);
  await clerk.page.getByLabel("Chercher un joueur").fill("salif");
  await clerk.page.getByRole("button", { name: /Salif Keïta/ }).click();
  await clerk.page.getByRole("button", { name: "Nouveau mot de passe" }).click();
  await clerk.page.getByRole("button", { name: "Donner un mot de passe" }).click();
  const password = (await clerk.page.getByTestId("new-password").textContent()) ?? "";
  const player = await visit(browser, { viewport: phone, isMobile: true, hasTouch: true });
  await signIn(player.page, address, { username: "salif.keita", password });
  await assertAskedAtOnce(player.page);
  await assertSaysWhenAway(player.page);
  await player.page.getByText("En attente", { exact: true }).click();
  await player.page.getByRole("link", { name: /Awalé/ }).click();
  const qr = player.page.getByRole("img", { name: /QR du code/ });
  await qr.waitFor();
  await qr.evaluate((image: HTMLImageElement) => image.decode());
  await player.page.getByText("Montrez le QR au comptoir.").waitFor();
  const video = join(venue.folder, "qr.y4m");
  await filmPicture(await qr.screenshot(), video);

  // The counter's camera sees that very QR.
  const counterBrowser = await launchBrowser({ video });
  try {
    const counter = await visit(counterBrowser, { permissions: ["camera"] });
    await venue.signIn(counter.page, "clerk");
    await counter.page.getByRole("button", { name: "Caméra" }).click();
    await counter.page.getByText(/Facture \d{4}-00001 activée/).waitFor();
    await counter.page.getByRole("button", { name: "PC 3", exact: true }).click();
    const card = counter.page.getByRole("article", { name: "Salif Keïta" });
    await card.getByText("En cours").waitFor();
    await card.getByText("PC 3").waitFor();

    // The countdown runs on the player's phone too, without anybody reloading anything.
    const figures = player.page.getByRole("timer");
    await figures.waitFor();
    const seen = await figures.textContent();
    assert.match(seen ?? "", /^00:5\d$|^01:00$/);
    await player.page.waitForFunction(
      (before) => document.querySelector("[role=timer]")?.textContent !== before,
      seen,
    );

    // It closes by itself at its deadline, within a second, on every screen and in the books. Nobody waits for most of
    // its minute: the clock jumps ahead, by less than what would be a power cut.
    await setClock(venue.gamezone.db, 40_000);
    await card.getByText("Terminée").waitFor({ timeout: 40_000 });
    await player.page.getByText("Terminée").first().waitFor();
    await player.page.getByText("Le temps est terminé.").waitFor();
    assert.equal(await player.page.getByRole("img", { name: "fait", exact: true }).count(), 6);
    assert.equal(await card.getByRole("timer").textContent(), "00:00");
    await assertChangesPassword(player.page, password);

    for (const { complaints } of [counter, clerk, player, administrator]) assert.deepEqual(complaints, []);
  } finally {
    await counterBrowser.close();
  }

  const { db } = venue.gamezone;
  const session = await db.selectFrom("play_sessions").selectAll().executeTakeFirstOrThrow();
  const closed = await db
    .selectFrom("session_events")
    .selectAll()
    .where("type", "=", "completed")
    .executeTakeFirstOrThrow();
  assert.equal(session.status, "completed");
  assert.equal((session.completed_at as Date).getTime() - (session.started_at as Date).getTime(), 60_000);
  const late = closed.recorded_at.getTime() - (session.completed_at as Date).getTime();
  assert.ok(late >= 0 && late < 1_000, `closed ${late} ms after the deadline`);
  const invoice = await db.selectFrom("invoices").selectAll().executeTakeFirstOrThrow();
  assert.equal(invoice.status, "used");
  assert.deepEqual(invoice.used_at, session.completed_at);
  const scans = await db.selectFrom("invoice_scans").selectAll().execute();
  assert.deepEqual(
    scans.map((scan) => scan.outcome),
    ["activated"],
  );
});

/** A player's page asks for what it shows while its script is still loading, and for nothing twice. */
async function assertAskedAtOnce(page: Page): Promise<void> {
  await page.goto(new URL("/my", page.url()).href);
  await page.getByRole("link", { name: /Awalé/ }).waitFor();
  const asked = await page.evaluate(() =>
    (performance.getEntriesByType("resource") as PerformanceResourceTiming[])
      .filter(({ name }) => name.includes("/api/"))
      .map(({ name, initiatorType }) => `${initiatorType} ${new URL(name).pathname}`)
      // Whether somebody is suspended is asked once it is known who they are, and nothing waits for it.
      .filter((one) => !one.endsWith("/stream") && !one.endsWith("/sanctions")),
  );
  const needed = ["me", "purchases", "sessions", "venue"];
  assert.deepEqual(
    asked.sort(),
    needed.map((one) => `link /api/v1/${one}`),
  );
}

async function assertSaysWhenAway(page: Page): Promise<void> {
  await page.route("**/api/v1/sessions?*", (route) => route.abort());
  await page.reload();
  const alert = page.getByRole("alert");
  await alert.getByText("Serveur injoignable").waitFor();
  await page.unroute("**/api/v1/sessions?*");
  await alert.getByRole("button", { name: "Réessayer" }).click();
  await alert.waitFor({ state: "hidden" });
}

/** Which ends the sign-in, and leads to the door that says why. */
async function assertChangesPassword(page: Page, password: string): Promise<void> {
  await page.getByRole("link", { name: "Mon compte" }).click();
  const [current, chosen, again] = await page.getByRole("textbox").all();
  await current?.fill(password);
  await chosen?.fill("une manette neuve");
  await again?.fill("une manette usée");
  await page.getByRole("button", { name: "Changer mon mot de passe" }).click();
  await page.getByText("Les deux saisies diffèrent.").waitFor();
  await again?.fill("une manette neuve");
  await page.getByRole("button", { name: "Changer mon mot de passe" }).click();
  await page.getByText("Mot de passe changé. Reconnectez-vous.").waitFor();
}
