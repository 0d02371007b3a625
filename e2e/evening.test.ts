import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { setClock } from "../test/database.ts";
import { assertConsistent } from "../test/history.ts";
import { desktop, launchBrowser, phone, visit } from "./browser.ts";
import { type OpenVenue, openVenue, signIn } from "./venue.ts";

const HOUR_MS = 3_600_000;
const FLOAT = 10_000;
const FEE = 3000;

let venue: OpenVenue;
let browser: Browser;
before(async () => {
  venue = await openVenue({ demo: false });
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  await venue?.close();
});

test("an evening: the first steps, ten sales, five friends, a refund, a power cut, and the till is counted", async () => {
  const { address, gamezone } = venue;
  const { db } = gamezone;
  // It is just past ten at night, when night passes begin.
  let ahead = millisecondsToTenAtNight();
  await setClock(db, ahead);

  // ── The owner, on a phone: from nothing to a centre that can sell ──────────────────────────────────────────
  const owner = await visit(browser, { viewport: phone });
  await signIn(owner.page, address, gamezone.firstPasswords?.administrator as Account);
  const { username, password } = await takeFirstSteps(owner.page);
  const { vip, vipStation } = await setTariffs(owner.page);

  // ── The clerk opens the till, and nothing is sold before ───────────────────────────────────────────────────
  const clerk = await visit(browser, { viewport: desktop });
  const { page } = clerk;
  await signIn(page, address, { username, password });
  await page.goto(`${address}/sell`);
  await page.getByText("La caisse est fermée").waitFor();
  await openShift(page);

  // ── Ten players: three by the screens, a night pass and open-ended play among them; the others beside them ──
  await sellOneHour(page, "Awa Koné");
  await sellNightPass(page, "Binta Sow");
  await startOpenPlay(page, "Cheikh Fall", vipStation);
  const others = [
    "Djibril Ba",
    "Eva Mensah",
    "Fanta Cissé",
    "Gora Ndiaye",
    "Hawa Diallo",
    "Idriss Bello",
    "Jean Kouassi",
  ];
  const sold = new Map<string, Sold>();
  for (const name of others) sold.set(name, await sell(page, name));

  // ── Five friends: one payment, five sessions ───────────────────────────────────────────────────────────────
  await sellToFive(page, "Koffi Adjo");

  // ── One becomes a member: the fee is money of this shift like any other ────────────────────────────────────
  await joinMembership(page, sold.get("Jean Kouassi") as Sold);

  // ── On the map: one who waits is seated, one moves, one is given time ──────────────────────────────────────
  await scan(page, "Djibril Ba", sold);
  await page.goto(`${address}/floor`);
  await page.getByRole("button", { name: /^PS 1 / }).click();
  await page.getByRole("button", { name: /^Djibril Ba/ }).click();
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await page.getByRole("button", { name: /^PS 1 .*Djibril Ba/ }).click();
  await page.getByRole("button", { name: "Autres actions pour Djibril Ba" }).click();
  await page.getByRole("menuitem", { name: "Changer de poste" }).click();
  await page.getByRole("button", { name: "PS 2", exact: true }).click();
  await page.getByRole("button", { name: /^PS 2 .*Djibril Ba/ }).click();
  await page.getByRole("button", { name: "Autres actions pour Djibril Ba" }).click();
  await page.getByRole("menuitem", { name: "Prolonger" }).click();
  await page.getByText("Geste commercial").click();
  await page.getByRole("button", { name: /^Ajouter 10/ }).click();
  await page.getByRole("dialog", { name: /Prolonger/ }).waitFor({ state: "hidden" });

  // ── A refund above the limit: the owner approves at the clerk's screen ─────────────────────────────────────
  const refunded = sold.get("Eva Mensah") as Sold;
  await page.goto(`${address}/invoices/${refunded.invoiceId}`);
  await page.getByRole("button", { name: "Rembourser" }).click();
  await page.getByText("Erreur de caisse").click();
  await page.getByRole("button", { name: /^Rembourser \d/ }).click();
  await page
    .getByLabel("Identifiant de l’administrateur")
    .fill(gamezone.firstPasswords?.administrator.username ?? "");
  await page.getByRole("textbox", { name: /^Code PIN/ }).fill("4071");
  await page.getByRole("button", { name: /^Rembourser \d/ }).click();
  await page.getByText("Remboursée").first().waitFor();

  // ── Somebody who is suspended is refused at the scan, and their invoice stays good ─────────────────────────
  const barred = sold.get("Fanta Cissé") as Sold;
  await post(owner.page, `/players/${barred.playerId}/sanctions`, {
    kind: "suspension",
    durationMinutes: 600,
    reason: "Bagarre au poste 3",
  });
  await page.goto(address);
  await page.getByLabel("Scanner une facture").fill(barred.code);
  await page.keyboard.press("Enter");
  await page.getByText("Bagarre au poste 3").first().waitFor();
  assert.equal((await get(page, `/invoices/${barred.invoiceId}`)).status, "pending");

  // ── The power goes for ten minutes; nobody loses a second of play ──────────────────────────────────────────
  ahead += 10 * 60_000;
  await setClock(db, ahead);
  await page.getByText(/Coupure de courant/).waitFor();
  await page.getByRole("button", { name: "Tout reprendre" }).click();
  await page.getByText(/Coupure de courant/).waitFor({ state: "hidden" });
  const { items: running } = await get(page, "/sessions?status=active&limit=50");
  // The hour, open-ended play, five friends, and the one of the map.
  assert.equal(running.length, 8);

  // ── Open-ended play is billed by what was played, with the zone's surcharge ────────────────────────────────
  const card = page.getByRole("article", { name: "Cheikh Fall" });
  await card.getByRole("button", { name: "Facturer" }).click();
  await page.getByRole("button", { name: "Arrêter et facturer" }).click();
  await page
    .getByText(/supplément|zone/i)
    .first()
    .waitFor();
  await page.getByRole("button", { name: /^Encaisser \d/ }).click();
  await page.getByText(/^Payé\s: /).waitFor();
  await page.getByRole("button", { name: "Terminé" }).click();

  // ── The till is counted, a coin of 500 short; the report says so before and after ──────────────────────────
  const [shift] = (await get(page, "/shifts?open=true")).items;
  const report = await get(page, `/shifts/${shift.id}`);
  await countTill(page, report.expectedCash - 500);
  await page
    .getByText(/Il manque 500/)
    .first()
    .waitFor();
  await page.getByRole("button", { name: "Fermer le service" }).click();
  await page
    .getByText(/Rapport Z n°/)
    .first()
    .waitFor();

  // ── To the franc: the report is what the books say ─────────────────────────────────────────────────────────
  const payments = await db.selectFrom("payments").selectAll().execute();
  const sales = payments.reduce((sum, { kind, amount }) => sum + (kind === "payment" ? amount : -amount), 0);
  const cash = sales + FEE;
  const zReport = await get(page, `/shifts/${shift.id}`);
  assert.equal(zReport.expectedCash, FLOAT + cash);
  assert.equal(zReport.shift.countedCash, FLOAT + cash - 500);
  assert.equal(zReport.shift.difference, -500);
  assert.deepEqual(zReport.memberships, { payments: 1, taken: FEE, refunds: 0, refunded: 0 });
  const purchases = await db.selectFrom("purchases").selectAll().execute();
  const kept = purchases.filter(({ payment_status }) => payment_status === "completed");
  assert.equal(
    sales,
    kept.reduce((sum, { price }) => sum + price, 0),
  );
  const night = purchases.find(({ kind }) => kind === "pass");
  assert.equal(night?.price, 1500);
  const open = purchases.find(({ kind }) => kind === "open");
  assert.equal(open?.zone_id, vip);
  assert.deepEqual(
    open?.price_lines.map(({ kind }) => kind).includes("zone"),
    true,
    "the surcharge of the zone is a line of its own",
  );
  assert.equal(
    open?.price,
    open?.price_lines.reduce((sum, line) => sum + line.amount, 0),
  );

  // ── To the second: every session is what its history tells, and the pass ends with its night ───────────────
  const sessions = await db.selectFrom("play_sessions").select("id").execute();
  assert.equal(sessions.length, 8);
  for (const { id } of sessions) await assertConsistent(db, id);

  // ── The owner reads the rest: what leaves the till, the log, and a doctor with nothing to say ──────────────
  const losses = await get(owner.page, `/reports/losses?${today(ahead)}`);
  const clerks = losses.people.filter(({ cashMissing }: Losses) => cashMissing > 0);
  assert.deepEqual(
    clerks.map(({ refunds, minutesGiven, cashMissing }: Losses) => [refunds, minutesGiven, cashMissing]),
    [[1, 10, 500]],
  );
  const house = await get(owner.page, "/doctor");
  // This test set the database's clock to the evening, and the doctor sees that.
  assert.deepEqual(
    house.checks.filter(isFinding).map(({ name }: Check) => name),
    ["clocks_differ"],
  );
  const audit = await get(owner.page, "/audit?limit=100");
  const actions = audit.items.map(({ action }: { action: string }) => action);
  for (const action of ["shift.open", "shift.close", "purchase.refund", "group.sell", "session.move"]) {
    assert.ok(actions.includes(action), action);
  }
  for (const { complaints } of [owner, clerk]) assert.deepEqual(complaints, []);
});

interface Account {
  readonly username: string;
  readonly password: string;
}
interface Sold {
  readonly playerId: number;
  readonly invoiceId: number;
  readonly code: string;
}
interface Check {
  readonly name: string;
  readonly found: number;
  readonly severity: string;
}
interface Losses {
  readonly refunds: number;
  readonly minutesGiven: number;
  readonly cashMissing: number;
}

const isFinding = ({ found, severity }: Check) => found > 0 && severity !== "notice";

/** Until five past ten in the evening of the venue, which keeps the time of Abidjan: UTC. */
function millisecondsToTenAtNight(): number {
  const now = new Date();
  const night = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate(), 22, 5);
  return night > now.getTime() ? night - now.getTime() : night + 24 * HOUR_MS - now.getTime();
}

function today(ahead: number): string {
  const day = new Date(Date.now() + ahead).toISOString().slice(0, 10);
  return `from=${day}&to=${day}`;
}

async function get(page: Page, path: string) {
  const answer = await page.request.get(`${venue.address}/api/v1${path}`);
  if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`);
  return answer.json();
}

async function send(page: Page, method: "POST" | "PATCH" | "PUT", path: string, data: object) {
  const answer = await page.request.fetch(`${venue.address}/api/v1${path}`, { method, data });
  if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`);
  return answer.json();
}

const post = (page: Page, path: string, data: object) => send(page, "POST", path, data);

/** The five steps of a new centre; answers the clerk's account. */
async function takeFirstSteps(page: Page): Promise<Account> {
  const onward = () => page.getByRole("button", { name: "Continuer" }).click();
  await page.getByRole("heading", { name: "Premiers pas" }).waitFor();
  await page.getByLabel("Nom du centre").fill("Le Maquis du Jeu");
  await page.getByLabel("Adresse").fill("Rue 12, Treichville");
  await onward();
  await page.getByLabel("Combien de PC ?").fill("8");
  await page.getByLabel("Combien de consoles ?").fill("2");
  await onward();
  await page.getByLabel(/^Prix de 1\s?h$/).fill("500");
  await onward();
  await page.getByLabel(/^Nom/).fill("Mariam Touré");
  await onward();
  const password = (await page.getByTestId("new-password").textContent()) ?? "";
  await page.getByRole("button", { name: "C’est noté" }).click();
  await page.getByRole("button", { name: "Terminer et vendre" }).click();
  await page.waitForURL((url) => url.pathname === "/sell");
  return { username: "caisse", password };
}

/** What an owner sets up beside: a VIP zone, a night pass, open-ended play, and who approves refunds. */
async function setTariffs(page: Page): Promise<{ vip: number; vipStation: string }> {
  const zone = await post(page, "/zones", { name: "VIP" });
  const { stations } = await get(page, "/floor");
  const station = stations.find(({ name }: { name: string }) => name === "PC 8");
  await send(page, "PATCH", `/stations/${station.id}`, { zoneId: zone.id });
  await send(page, "PATCH", "/surcharges", { zones: [{ id: zone.id, surchargePerHour: 200 }] });
  const [game] = (await get(page, "/games")).items;
  const everyDay = [1, 2, 3, 4, 5, 6, 7];
  await post(page, "/packages", {
    gameId: game.id,
    kind: "pass",
    name: "Pass de nuit",
    price: 1500,
    window: { from: "22:00", until: "06:00", days: everyDay, onHolidays: "as_usual" },
  });
  await post(page, "/packages", {
    gameId: game.id,
    kind: "open",
    name: "Jeu libre",
    minutes: 600,
    price: 400,
    open: { stepMinutes: 15, minimumPrice: 100, ceilingPrice: 3000 },
  });
  await post(page, "/memberships", { name: "Or", price: FEE, discountPercent: 20 });
  await send(page, "PATCH", "/venue", { refundApprovalAbove: 200 });
  await send(page, "PUT", "/me/pin", { pin: "4071" });
  return { vip: zone.id, vipStation: station.name };
}

async function openShift(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Ouvrir un service" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Argent compté dans la caisse").fill(String(FLOAT));
  await dialog.getByRole("button", { name: "Ouvrir un service" }).click();
  await page.getByText("La caisse est fermée").waitFor({ state: "hidden" });
}

/** The first question of a sale: a player who is new. */
async function askWho(page: Page, name: string): Promise<void> {
  await page.goto(`${venue.address}/sell`);
  await page.getByLabel("Chercher un joueur").fill(name);
  await page.getByRole("button", { name: "Nouveau joueur" }).click();
  await page.getByRole("button", { name: "Créer le joueur" }).click();
}

async function sellOneHour(page: Page, name: string): Promise<void> {
  await askWho(page, name);
  await page.getByRole("button", { name: /^1\sh 500/ }).click();
  await page.getByRole("button", { name: "Encaisser 500 FCFA" }).click();
  await page.getByRole("button", { name: "Activer maintenant" }).click();
  await page.getByRole("button", { name: "PC 1", exact: true }).click();
  await page.getByRole("timer").waitFor();
}

async function sellNightPass(page: Page, name: string): Promise<void> {
  await askWho(page, name);
  await page.getByRole("button", { name: /Pass de nuit/ }).click();
  await page.getByRole("button", { name: /^Encaisser 1.500 FCFA/ }).click();
  await page.getByRole("heading", { name: /^Vendu : facture/ }).waitFor();
}

async function startOpenPlay(page: Page, name: string, station: string): Promise<void> {
  await askWho(page, name);
  await page.getByRole("button", { name: /Jeu libre/ }).click();
  await page.getByRole("button", { name: station, exact: true }).click();
  await page.getByRole("heading", { name: `${name} joue sur ${station}` }).waitFor();
}

/** A sale of an hour for exact cash, beside the screens. */
async function sell(page: Page, name: string): Promise<Sold> {
  const player = await post(page, "/players", { name });
  const { items: packages } = await get(page, "/packages?active=true&limit=50");
  const hour = packages.find(
    (one: { kind: string; minutes: number }) => one.kind === "fixed" && one.minutes === 60,
  );
  const purchase = await post(page, "/purchases", { playerId: player.id, packageId: hour.id });
  const payment = { method: "cash", amount: purchase.price };
  const { invoice } = await post(page, `/purchases/${purchase.id}/payments`, payment);
  return { playerId: player.id, invoiceId: invoice.id, code: invoice.validationCode };
}

async function sellToFive(page: Page, name: string): Promise<void> {
  await askWho(page, name);
  await page.getByRole("button", { name: /^1\sh 500/ }).click();
  for (let more = 1; more < 5; more++) await page.getByRole("button", { name: "Un joueur de plus" }).click();
  await page.getByRole("button", { name: "5 000 FCFA".replace(" ", "\u202f") }).click();
  await page.getByRole("button", { name: /^Encaisser 2.500 FCFA/ }).click();
  await page.getByRole("heading", { name: /5 factures, un seul paiement/ }).waitFor();
  assert.match((await page.getByTestId("change").textContent()) ?? "", /2.500/);
  for (const station of ["PC 2", "PC 3", "PC 4", "PC 5", "PC 6"]) {
    await page.getByText(station, { exact: true }).click();
  }
  await page.getByRole("button", { name: "Démarrer 5 sessions" }).click();
  await page.getByText("5 sessions ont démarré").waitFor();
}

/** A month for a note of 5 000, of which 2 000 are given back. */
async function joinMembership(page: Page, { playerId }: Sold): Promise<void> {
  await page.goto(`${venue.address}/players/${playerId}`);
  await page.getByRole("button", { name: "Abonner" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "5 000 FCFA".replace(" ", "\u202f") }).click();
  await dialog.getByRole("button", { name: /^Encaisser 3.000 FCFA/ }).click();
  await dialog.getByText(/2.000/).waitFor();
  await dialog.getByRole("button", { name: "Fermer" }).last().click();
  await dialog.waitFor({ state: "hidden" });
}

/** At the counter, as a hand scanner types it. */
async function scan(page: Page, name: string, sold: ReadonlyMap<string, Sold>): Promise<void> {
  await page.goto(venue.address);
  await page.getByLabel("Scanner une facture").fill(sold.get(name)?.code ?? "");
  await page.keyboard.press("Enter");
  await page.getByText(/^Facture \d{4}-\d{5} activée/).waitFor();
}

/** Counts notes and coins until they make the sum. */
async function countTill(page: Page, sum: number): Promise<void> {
  await page.goto(`${venue.address}/till`);
  await page.getByRole("button", { name: "Fermer et compter" }).click();
  let left = sum;
  for (const [piece, word] of [
    [10_000, "10\u202f000"],
    [1_000, "1\u202f000"],
    [500, "500"],
    [100, "100"],
    [25, "25"],
    [5, "5"],
  ] as const) {
    const count = Math.floor(left / piece);
    left -= count * piece;
    if (count > 0) await page.getByLabel(`Nombre de ${word}\u202fFCFA`, { exact: true }).fill(String(count));
  }
  assert.equal(left, 0);
}
