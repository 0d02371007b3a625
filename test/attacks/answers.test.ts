import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startTestGameZone, type TestGameZone } from "../gamezone.ts";

// What leaves the product: the policy of every answer, and which files can be fetched.

const WEB = join(import.meta.dirname, "../../web/dist");

let zone: TestGameZone;
before(async () => {
  zone = await startTestGameZone();
});
after(() => zone.close());

test("every page, file, answer and refusal carries a policy that lets no foreign or inline script run", async () => {
  const invoice = await zone.sell();
  const files = globSync("**/*", { cwd: WEB, withFileTypes: true }).filter((one) => one.isFile());
  const kinds = new Map(
    files.map((one) => [one.name.split(".").slice(1).join(".").replace(/^.*-/, ""), one]),
  );
  const assets = [...kinds.values()].map((one) => join(one.parentPath, one.name).slice(WEB.length));
  assert.ok(assets.some((path) => path.endsWith(".js")) && assets.some((path) => path.endsWith(".css")));
  const paths = [
    "/",
    "/sessions/12",
    "/play",
    "/no/such/screen",
    ...assets,
    "/no-such-file.js",
    "/api/docs",
    "/api/docs/static/index.html",
    "/api/docs/static/swagger-ui-bundle.js",
    "/api/docs/json",
    "/api/openapi.json",
    "/api/nothing",
    "/healthz",
    "/metrics",
    "/api/v1/venue",
    "/api/v1/me",
    `/api/v1/invoices/${invoice.id}/qr.svg`,
    `/api/v1/invoices/${invoice.id}/document.pdf`,
  ];
  const nonces = new Set<string>();
  for (const path of paths) {
    const answer = await fetch(zone.address + path, { headers: { authorization: zone.authorization.clerk } });
    const text = await answer.text();
    const policy = directives(answer.headers.get("content-security-policy") ?? "");
    for (const name of [
      "default-src",
      "script-src",
      "object-src",
      "base-uri",
      "frame-ancestors",
      "form-action",
    ]) {
      const sources = policy.get(name) ?? policy.get("default-src");
      assert.ok(sources, `${path}: ${name}`);
      for (const source of sources) {
        const allowed = /^('self'|'none'|'wasm-unsafe-eval'|'nonce-[\w+/=-]+'|'sha256-[\w+/=]+')$/;
        assert.match(source, allowed, `${path}: ${name}`);
      }
    }
    assert.deepEqual(policy.get("object-src"), ["'none'"], path);
    assert.doesNotMatch(
      [...policy.values()].flat().join(" "),
      /unsafe-inline|'unsafe-eval'|\*|https?:/,
      path,
    );
    assert.ok(!policy.has("upgrade-insecure-requests"), `${path}: a shop has no certificate`);
    assert.equal(answer.headers.get("x-content-type-options"), "nosniff", path);
    assert.equal(answer.headers.get("referrer-policy"), "no-referrer", path);
    const nonce = policy.get("style-src")?.find((source) => source.startsWith("'nonce-"));
    if (nonce) nonces.add(nonce);
    if (/text\/html/.test(answer.headers.get("content-type") ?? "")) {
      assert.doesNotMatch(text, /<script(?![^>]*\ssrc=)[^>]*>[^<]/, `${path}: no inline script`);
      assert.doesNotMatch(text, /\son\w+=|javascript:/i, `${path}: no inline handler`);
    }
  }
  assert.ok(nonces.size > 10, "a nonce is made anew for each answer");
});

test("no path leads out of the folder of the web app", async () => {
  const secrets = ["package.json", "src/main.ts", "etc/passwd", "data/postgres/PG_VERSION", ".git/config"];
  const ways = [
    "/../../",
    "/..%2f..%2f",
    "/%2e%2e/%2e%2e/",
    "/assets/../../../",
    "/assets/..%2f..%2f..%2f",
    "/..\\..\\",
    "/..%5c..%5c",
    "/%252e%252e/%252e%252e/",
    "/....//....//",
    "/assets/%00/../../../",
    "/api/docs/static/../../../../../",
    "/api/docs/static/..%2f..%2f..%2f..%2f",
    "//",
    "/./",
    "/../../../../../../../../",
    "/%c0%ae%c0%ae/%c0%ae%c0%ae/",
  ];
  for (const way of ways) {
    for (const secret of secrets) {
      const answer = await raw(`GET ${way}${secret} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
      const what = `${way}${secret}: ${answer.slice(0, 60)}`;
      assert.doesNotMatch(answer, /root:x:|"devDependencies"|startGameZone|\[core\]/, what);
      // The address of a screen is answered with the app itself, never with a file of that name.
      if (/^HTTP\/1.1 200/.test(answer)) assert.match(answer, /<div id="root">/, what);
      else assert.match(answer, /^HTTP\/1.1 40[04] /, what);
    }
  }
});

function directives(policy: string): Map<string, string[]> {
  return new Map(
    policy
      .split(";")
      .map((one) => one.trim().split(/\s+/))
      .filter(([name]) => name)
      .map(([name, ...sources]) => [name as string, sources]),
  );
}

function raw(text: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = "";
    const socket = connect(Number(new URL(zone.address).port), "127.0.0.1", () => socket.write(text));
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(answer));
  });
}
