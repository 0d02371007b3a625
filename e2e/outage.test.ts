import assert from "node:assert/strict";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../src/db/embedded/free-port.ts";
import { makeUsedDataFolder } from "../test/prepared-cluster.ts";
import { cleanUp, kill, noProcessList, startProcess } from "../test/processes.ts";
import { launchBrowser, visit } from "./browser.ts";
import { signIn } from "./venue.ts";

const MAIN = join(import.meta.dirname, "../src/cli/main.ts");

after(cleanUp);

test("after a power cut the open counter comes back by itself and resumes everybody with one button", {
  skip: noProcessList,
}, async () => {
  const data = await makeUsedDataFolder();
  const port = String(await freePort());
  const start = async () => {
    const server = startProcess([MAIN, "serve", "--port", port, "--data", data], { LANG: "fr_FR.UTF-8" });
    await server.says(/GameZone est prêt/);
    await server.says(/Ctrl\+C/);
    return server;
  };
  const first = await start();
  const address = `http://127.0.0.1:${port}`;
  const passwordOf = (username: string) =>
    new RegExp(`${username} +(\\S+-\\S+-\\S+)`).exec(first.output())?.[1] ?? "";

  const browser = await launchBrowser();
  try {
    const administrator = await visit(browser);
    await signIn(administrator.page, address, { username: "admin", password: passwordOf("admin") });
    await administrator.page.goto(`${address}/settings`);
    const delays = administrator.page.getByRole("form", { name: "Durées et délais" });
    await delays.getByLabel("Coupure de courant, en secondes").fill("10");
    await delays.getByRole("button", { name: "Enregistrer" }).click();
    await administrator.page.getByText("Enregistré", { exact: true }).waitFor();

    const { page } = await visit(browser);
    await signIn(page, address, { username: "caisse", password: passwordOf("caisse") });
    await page.goto(`${address}/sell`);
    await page.getByRole("button", { name: /Fatou Diop/ }).click();
    await page.getByRole("button", { name: /^30\smin/ }).click();
    await page.getByRole("button", { name: /^Encaisser/ }).click();
    await page.getByRole("button", { name: "Activer maintenant" }).click();
    await page.getByRole("button", { name: "PC 2", exact: true }).click();
    await page.getByRole("link", { name: "Comptoir" }).click();
    const card = page.getByRole("article", { name: "Fatou Diop" });
    await card.getByText("En cours").waitFor();

    const atCut = secondsOf(await card.getByRole("timer").textContent());
    kill(first.pid);
    await first.ended;
    await page.getByText(/Connexion perdue/).waitFor();
    await sleep(12_500);
    await start();

    await card.getByText("Pause : coupure").waitFor({ timeout: 30_000 });
    await page.getByText("Coupure de courant : 1 session mise en pause").waitFor();
    await page.getByText(/Connexion perdue/).waitFor({ state: "hidden" });
    const stood = secondsOf(await card.getByRole("timer").textContent());
    await page.getByRole("button", { name: "Tout reprendre" }).click();
    await card.getByText("En cours").waitFor();
    const runs = secondsOf(await card.getByRole("timer").textContent());
    // As of the last heartbeat, which is at most some seconds before the cut: the darkness itself cost nothing.
    assert.ok(stood >= atCut && stood - atCut <= 4, `${atCut} s at the cut, ${stood} s after it`);
    assert.ok(stood - runs >= 0 && stood - runs <= 2, `${stood} s before, ${runs} s after`);
  } finally {
    await browser.close();
  }
});

function secondsOf(clock: string | null): number {
  return (clock ?? "").split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
}
