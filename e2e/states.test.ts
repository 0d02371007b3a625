import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { launchBrowser, stopCalls, visit } from "./browser.ts";
import { type OpenVenue, openVenue } from "./venue.ts";

let venue: OpenVenue;
let browser: Browser;
/** One page for all tests, an administrator's until they sign out: to load the app in a new one takes longest. */
let page: Page;

before(async () => {
  venue = await openVenue({ demo: false });
  // Its first steps are taken: they would stand before the counter.
  await venue.gamezone.db.updateTable("venues").set({ set_up_at: new Date() }).execute();
  browser = await launchBrowser();
  ({ page } = await visit(browser));
  await venue.signIn(page, "administrator");
});
afterEach(() => page.unrouteAll());
after(async () => {
  await browser?.close();
  await venue?.close();
});

const screens = [
  {
    path: "/",
    calls: "*/api/v1/sessions\\?*",
    loading: "Chargement des sessions…",
    empty: "Personne ne joue pour l’instant",
  },
  {
    path: "/sell",
    calls: "*/api/v1/players*",
    loading: "Recherche des joueurs…",
    empty: "Aucun joueur trouvé",
  },
  {
    path: "/invoices",
    calls: "*/api/v1/invoices*",
    loading: "Chargement des factures…",
    empty: "Aucune facture",
  },
  { path: "/scans", calls: "*/api/v1/scans*", loading: "Chargement des scans…", empty: "Aucun scan" },
  {
    path: "/players",
    calls: "*/api/v1/players*",
    loading: "Recherche des joueurs…",
    empty: "Aucun joueur trouvé",
  },
  {
    path: "/catalog",
    calls: "*/api/v1/games*",
    loading: "Chargement du catalogue…",
    empty: "Le catalogue est vide",
  },
  {
    path: "/stations",
    calls: "*/api/v1/stations*",
    loading: "Chargement des postes…",
    empty: "Aucun poste",
  },
  {
    path: "/doctor",
    calls: "*/api/v1/doctor",
    loading: "L’examen est en cours…",
    empty: "Tout va bien.",
  },
  {
    path: "/takings",
    calls: "*/api/v1/reports/takings*",
    loading: "Calcul des recettes…",
    empty: "Rien sur cette période",
  },
  { path: "/staff", calls: "*/api/v1/staff*", loading: "Chargement de l’équipe…", empty: "Administrateur" },
  {
    path: "/settings",
    calls: "*/api/v1/venue",
    loading: "Chargement des réglages…",
    empty: "Nom du centre",
  },
];

test("every screen says that it loads, that it is empty, and what to do when the server does not answer", async () => {
  for (const { path, calls, loading, empty } of screens) {
    const release = await stopCalls(page, calls, "hold");
    await page.goto(venue.address + path);
    await page.getByText(loading).first().waitFor();
    await release();
    await page.getByText(empty).first().waitFor();

    const mend = await stopCalls(page, calls, "break");
    await page.goto(venue.address + path);
    const alert = page.getByRole("alert").first();
    await alert.getByText("Serveur injoignable").waitFor();
    await alert.getByText(/Rien n’est perdu/).waitFor();
    await mend();
    await alert.getByRole("button", { name: "Réessayer" }).click();
    await page.getByText(empty).first().waitFor();
  }
});

test("a form no longer says that the server cannot be reached once it can", async () => {
  await page.goto(`${venue.address}/settings`);
  const name = page.getByLabel("Nom du centre");
  await name.fill("Le Centre");
  await page.route("**/api/v1/venue", (route) =>
    route.request().method() === "GET" ? route.continue() : route.abort(),
  );
  await page.getByRole("form", { name: "Le centre" }).getByRole("button", { name: "Enregistrer" }).click();
  const alert = page.getByRole("alert");
  await alert.getByText("Serveur injoignable").waitFor();
  await page.unroute("**/api/v1/venue");
  // The live stream breaks, and comes back.
  venue.gamezone.app.server.closeAllConnections();
  await page.getByText(/Connexion perdue/).waitFor();
  await alert.waitFor({ state: "hidden" });
  assert.equal(await name.inputValue(), "Le Centre");
  await page.getByRole("form", { name: "Le centre" }).getByRole("button", { name: "Enregistrer" }).click();
  await page.getByText("Enregistré", { exact: true }).waitFor();
});

test("a value that the server refuses is marked in its field, under the name that the screen gives it", async () => {
  await page.goto(`${venue.address}/players`);
  await page.getByRole("button", { name: "Nouveau joueur" }).click();
  await page.getByLabel("Nom", { exact: true }).fill("Awa Koné");
  const phone = page.getByLabel("Téléphone");
  await phone.fill("chez sa mère");
  await page.getByRole("button", { name: "Créer le joueur" }).click();
  await page.getByText("Des chiffres, avec un + devant si besoin").waitFor();
  assert.equal(await phone.getAttribute("aria-invalid"), "true");
  assert.ok(
    await phone.evaluate((input) => input === document.activeElement),
    "the focus is where it is wrong",
  );
  assert.equal(await page.getByRole("alert").count(), 0, "the field says it all");
  await phone.fill("+225 07 01 02 03 04");
  await page.getByRole("button", { name: "Créer le joueur" }).click();
  await page.waitForURL(/\/players\/\d+$/);

  // In a window too; and what no field of the form is called stays in the general message.
  await page.goto(`${venue.address}/staff`);
  await page.getByRole("button", { name: /Ajouter/ }).click();
  await page.getByLabel(/^Nom/).fill("Mariam");
  const username = page.getByLabel(/^Identifiant/);
  await username.fill("mariam koné");
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await page.getByText("2 à 32 lettres sans accent, chiffres, points ou tirets").waitFor();
  assert.equal(await username.getAttribute("aria-invalid"), "true");
  await page.route("**/api/v1/staff", async (route) => {
    if (route.request().method() !== "POST") return route.fallback();
    return route.continue({ postData: JSON.stringify({ ...route.request().postDataJSON(), shoeSize: 42 }) });
  });
  await username.fill("mariam");
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await page.getByRole("alert").getByText("Saisie refusée").waitFor();
});

test("a sign-out that did not reach the server does not look like one", async () => {
  await page.goto(`${venue.address}/account`);
  await page.route("**/sign-out", (route) => route.abort());
  await page.getByRole("button", { name: "Se déconnecter" }).click();
  await page.getByText("Serveur injoignable").waitFor();
  assert.equal(new URL(page.url()).pathname, "/account");
  await page.unroute("**/sign-out");
  await page.getByRole("button", { name: "Se déconnecter" }).click();
  await page.waitForURL("**/sign-in");
  await page.goto(venue.address);
  await page.waitForURL("**/sign-in");
});

test("what does not exist has a way back, and a wrong password says what to do", async () => {
  await page.goto(`${venue.address}/sign-in`);
  await page.getByLabel(/^Identifiant/).fill("admin");
  await page.getByRole("textbox", { name: /^Mot de passe/ }).fill("faux");
  await page.getByRole("button", { name: "Se connecter" }).click();
  await page.getByRole("alert").getByText("Identifiant ou mot de passe incorrect").waitFor();
  await venue.signIn(page, "administrator");
  for (const path of ["/invoices/999", "/sessions/999", "/players/999"]) {
    await page.goto(venue.address + path);
    await page.getByRole("alert").getByText("Introuvable").waitFor();
  }
  await page.goto(`${venue.address}/nulle-part`);
  await page.getByRole("link", { name: "Retour à l’accueil" }).click();
  await page.getByRole("heading", { name: "Comptoir" }).waitFor();
});

test("a sign-in that ends elsewhere leads to the door, and nobody enters a room that is not theirs", async () => {
  await page.context().clearCookies();
  await page.goto(`${venue.address}/settings`);
  await page.waitForURL("**/sign-in");
  await venue.signIn(page, "administrator");
  await page.getByRole("heading", { name: "Comptoir" }).waitFor();
  await venue.gamezone.db.deleteFrom("sign_ins").execute();
  // The screen may have noticed by itself before anybody presses anything: both lead to the door.
  await page
    .getByRole("link", { name: "Factures" })
    .click({ timeout: 3_000 })
    .catch(() => {});
  await page.waitForURL("**/sign-in");

  // Somebody who touches nothing is led to the door as soon as the live stream is refused.
  await venue.signIn(page, "administrator");
  await page.getByRole("heading", { name: "Comptoir" }).waitFor();
  await venue.gamezone.db.deleteFrom("sign_ins").execute();
  await page.waitForURL("**/sign-in", { timeout: 40_000 });
  assert.equal(await page.getByRole("button", { name: "Se connecter" }).count(), 1);
});
