import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { type GameZone, startGameZone } from "../src/main.ts";
import { createTestDatabase } from "../test/database.ts";

export type Person = "administrator" | "clerk" | "player";

/** A venue that is open: the whole product on a database of its own. */
export interface OpenVenue {
  readonly address: string;
  readonly gamezone: GameZone;
  /** A folder for what a test writes. */
  readonly folder: string;
  /** Signs in beside the screens, and opens the first room. */
  signIn(page: Page, person: Person): Promise<void>;
  close(): Promise<void>;
}

export async function openVenue({ demo = true } = {}): Promise<OpenVenue> {
  const database = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), "gamezone-e2e-"));
  const gamezone = await startGameZone({
    port: 0,
    host: "127.0.0.1",
    dataFolder: folder,
    databaseUrl: database.url,
    directDatabaseUrl: database.url,
    demo,
    backupDays: 14,
    language: "fr",
    alerts: { webhookUrl: null, smtpUrl: null, mailTo: null },
  });
  return {
    address: gamezone.address,
    gamezone,
    folder,
    async signIn(page, person) {
      const first = gamezone.firstPasswords?.[person];
      if (!first) throw new Error(`Nobody is called ${person} here.`);
      const answer = await page.request.post(`${gamezone.address}/api/v1/sign-in`, { data: first });
      if (!answer.ok()) throw new Error(`sign-in: ${answer.status()} ${await answer.text()}`);
      await page.goto(gamezone.address);
      // A player is led on from there: whoever goes elsewhere meanwhile meets that on the way.
      if (person === "player") await page.waitForURL((url) => url.pathname === "/my");
    },
    async close() {
      await gamezone.close();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Signs in by the screen, as anybody, in either language, and waits for the first room. */
export async function signIn(
  page: Page,
  address: string,
  { username, password }: { username: string; password: string },
): Promise<void> {
  await page.goto(`${address}/sign-in`);
  await page.getByLabel(/^(Identifiant|Username)/).fill(username);
  await page.getByRole("textbox", { name: /^(Mot de passe|Password)/ }).fill(password);
  await page.getByRole("button", { name: /^(Se connecter|Sign in)$/ }).click();
  await page.waitForURL((url) => url.pathname !== "/sign-in");
}
