import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { desktop, launchBrowser, phone, visit } from "./browser.ts";
import { openTill, type Sold } from "./till.ts";
import { type OpenVenue, openVenue } from "./venue.ts";

let venue: OpenVenue;
let browser: Browser;
let sold: Sold;

before(async () => {
  venue = await openVenue();
  browser = await launchBrowser();
  // Something to look at: one invoice that runs, one that waits; sold to the player who can sign in.
  const till = await openTill(venue);
  sold = await till.sell("Aïcha", 300);
  await till.start(sold);
  await till.sell("Aïcha", 300);
});
after(async () => {
  await browser?.close();
  await venue?.close();
});

const everyScreen = [
  "/",
  "/floor",
  "/sell",
  "/invoices",
  "/invoices/1",
  "/sessions/1",
  "/scans",
  "/players",
  "/players/1",
  "/catalog",
  "/tariffs",
  "/stations",
  "/doctor",
  "/doctor?session=1",
  "/till",
  "/shifts",
  "/shifts/1",
  "/losses",
  "/takings",
  "/staff",
  "/settings",
  "/audit",
  "/welcome",
  "/account",
  "/nowhere",
];
const looks = [
  {
    name: "French, desktop, light",
    screens: everyScreen,
    mine: ["/my", "/my/account", "/my/nowhere"],
    locale: "fr-FR",
    viewport: desktop,
    colorScheme: "light",
  },
  // Where the colours, the menu and the width differ most; the pieces are the same ones.
  {
    name: "English, phone, dark",
    screens: ["/", "/sell", "/takings"],
    mine: ["/my"],
    locale: "en-GB",
    viewport: phone,
    colorScheme: "dark",
  },
] as const;

for (const { name, screens, mine, ...look } of looks) {
  test(`no screen has a serious accessibility finding, nor a line too wide: ${name}`, async () => {
    const findings: string[] = [];
    const { page, context } = await visit(browser, look);
    await inspect(page, "/sign-in", findings);

    await venue.signIn(page, "administrator");
    for (const path of screens) {
      await inspect(page, path.replace("/players/1", `/players/${sold.playerId}`), findings);
    }
    await page.goto(`${venue.address}/sessions/1`);
    await page.getByRole("button", { name: /Autres actions|More actions/ }).click();
    await page.getByRole("menuitem", { name: /Prolonger|Extend/ }).click();
    await examine(page, "the extension window", findings);
    await page.goto(`${venue.address}/players`);
    await page.getByRole("button", { name: /Nouveau joueur|New player/ }).click();
    await page.getByLabel(/^(Nom|Name)$/).fill("Bintou");
    const phone = page.getByLabel(/Téléphone|Phone/);
    await phone.fill("?");
    await page.getByRole("button", { name: /Créer le joueur|Create the player/ }).click();
    await phone.and(page.locator("[aria-invalid=true]")).waitFor();
    await examine(page, "a field whose value was refused", findings);

    await context.clearCookies();
    await venue.signIn(page, "player");
    for (const path of mine) await inspect(page, path, findings);
    await page.goto(`${venue.address}/my`);
    // In the list, which comes a little later than the navigation beside it.
    await page.getByRole("main").locator("a[href^='/my/']").last().click();
    await page.waitForURL(/\/my\/\d+$/);
    await settle(page);
    await examine(page, "a player's purchase", findings);
    assert.deepEqual(findings, []);
  });
}

test("where one is can be read in the dark at full width, in either part of the navigation", async () => {
  const findings: string[] = [];
  const { page } = await visit(browser, { viewport: desktop, colorScheme: "dark" });
  await venue.signIn(page, "administrator");
  for (const path of ["/floor", "/till"]) await inspect(page, path, findings);
  assert.deepEqual(findings, []);
});

async function inspect(page: Page, path: string, findings: string[]): Promise<void> {
  await page.goto(venue.address + path);
  await settle(page);
  await examine(page, path, findings);
}

/** No screen has frames: in this mode the examiner need not open a page of its own. What is right it need not list. */
async function examine(page: Page, place: string, findings: string[]): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .options({ resultTypes: ["violations"] })
    .analyze();
  for (const { id, impact, nodes } of violations) {
    if (impact !== "serious" && impact !== "critical") continue;
    findings.push(`${place}: ${id} (${nodes.map((node) => node.target.join(" ")).join(", ")})`);
  }
  const [unworded] =
    /\b(account|common|invoices|nav|play|problem|sessions|signIn|status|tills)\.[a-z]\w*/.exec(
      (await page.textContent("#root")) ?? "",
    ) ?? [];
  if (unworded) findings.push(`${place}: ${unworded} has no words`);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  if (overflow > 0) findings.push(`${place}: ${overflow} pixels too wide`);
}

async function settle(page: Page): Promise<void> {
  await page.getByRole("heading").first().waitFor();
  await page.waitForFunction(() => document.querySelector("[role=status][data-loading]") === null);
}
