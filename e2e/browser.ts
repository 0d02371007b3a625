import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sparticuz, { inflate } from "@sparticuz/chromium";
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from "playwright-core";

const BINARIES = join(import.meta.dirname, "../node_modules/@sparticuz/chromium/bin");

export const phone = { width: 390, height: 844 };
export const desktop = { width: 1440, height: 900 };

/** Unpacks the Chromium that npm brought, once, before tests that run side by side would do it all at the same time. */
export async function prepareBrowser(): Promise<string> {
  return process.env.CHROMIUM_PATH ?? (await sparticuz.executablePath());
}

/**
 * A real Chromium: the one in CHROMIUM_PATH, or the one that npm brought. `video` is a file its camera shows; `given`
 * are further options of its command line.
 */
export async function launchBrowser(
  options: { video?: string; given?: readonly string[] } = {},
): Promise<Browser> {
  const executablePath = await prepareBrowser();
  const camera = options.video
    ? [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        `--use-file-for-fake-video-capture=${options.video}`,
      ]
    : [];
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--in-process-gpu",
      "--mute-audio",
      ...camera,
      ...(options.given ?? []),
    ],
    env: { ...process.env, ...(await missingLibraries(executablePath)), ...missingFonts() } as Record<
      string,
      string
    >,
  });
}

/** A new visitor: no cookie, a language, a screen. What goes wrong in their console makes the test fail. */
export async function visit(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; context: BrowserContext; complaints: string[] }> {
  const context = await browser.newContext({
    viewport: desktop,
    locale: "fr-FR",
    timezoneId: "Africa/Abidjan",
    reducedMotion: "reduce",
    // A service worker's requests escape the tests that hold or break a call.
    serviceWorkers: "block",
    ...options,
  });
  context.setDefaultTimeout(15_000);
  // Whole pages are loaded while other tests start servers on the same two processors.
  context.setDefaultNavigationTimeout(30_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    // A refusal (4xx) is part of the product's life, and Chromium notes it as an error.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) {
      complaints.push(message.text());
    }
  });
  return { context, page, complaints };
}

/**
 * Holds the calls of a page to matching addresses (`*` is anything) or breaks them, until what it answers is called: then
 * those that were held go on, and later ones as they come: one that is under way when nobody listens any more may be lost.
 * Playwright's own `route` turns the cache off, and each screen would load the whole app anew.
 */
export async function stopCalls(
  page: Page,
  urlPattern: string,
  way: "hold" | "break",
): Promise<() => Promise<void>> {
  const chrome = await page.context().newCDPSession(page);
  const held: string[] = [];
  let stops = true;
  // A request whose page has been left meanwhile needs no answer.
  const goOn = (requestId: string) => chrome.send("Fetch.continueRequest", { requestId }).catch(() => {});
  const fail = (requestId: string) =>
    chrome.send("Fetch.failRequest", { requestId, errorReason: "ConnectionRefused" }).catch(() => {});
  chrome.on("Fetch.requestPaused", ({ requestId }) => {
    if (!stops) void goOn(requestId);
    else if (way === "break") void fail(requestId);
    else held.push(requestId);
  });
  await chrome.send("Fetch.enable", { patterns: [{ urlPattern }] });
  return async () => {
    stops = false;
    await Promise.all(held.map(goOn));
  };
}

/** Libraries that a server without any desktop lacks; the package brings them along. */
async function missingLibraries(executablePath: string): Promise<{ LD_LIBRARY_PATH?: string }> {
  if (process.platform !== "linux") return {};
  const linked = execFileSync("ldd", [executablePath], { encoding: "utf8" });
  if (!linked.includes("not found")) return {};
  await inflate(join(BINARIES, "al2023.tar.br"));
  return { LD_LIBRARY_PATH: join(tmpdir(), "al2023", "lib") };
}

/** A machine without a desktop has no fonts either; Chromium does not start a page without a list of them. */
function missingFonts(): { FONTCONFIG_PATH?: string } {
  return existsSync("/etc/fonts/fonts.conf") ? {} : { FONTCONFIG_PATH: join(tmpdir(), "fonts") };
}
