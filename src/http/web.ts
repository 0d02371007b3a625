import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";
import { BusinessError } from "../core/errors.ts";
import { sendProblem } from "./problems.ts";

// Styles that the app writes at run time carry the nonce of their page; see the content security policy in app.ts.
const WEB = join(import.meta.dirname, "../../web/dist");

/** Which page an address opens: the door and a player's screens are small apps of their own (docs/adr/0014). */
const PAGES = [
  { file: "sign-in.html", addresses: /^\/sign-in(\?|$)/ },
  { file: "my.html", addresses: /^\/my([/?]|$)/ },
  { file: "index.html", addresses: /^/ },
] as const;

/** Serves the built web apps; every address that is not a file or the API is one of their screens. */
export async function serveWeb(app: FastifyInstance): Promise<void> {
  const built = existsSync(join(WEB, "index.html"));
  const pages = PAGES.map(({ file, addresses }) => ({
    addresses,
    text: built ? readFileSync(join(WEB, file), "utf8") : "",
  }));
  if (built) {
    await app.register(fastifyStatic, {
      root: WEB,
      wildcard: false,
      index: false,
      preCompressed: true,
      setHeaders: (reply, path) => {
        const immutable = path.includes("/assets/");
        reply.header("cache-control", immutable ? "public, max-age=31536000, immutable" : "no-cache");
      },
    });
  }
  app.setNotFoundHandler((request, reply) => {
    const isScreen =
      built && request.method === "GET" && !/^\/(api|metrics|healthz|readyz)(\/|$)/.test(request.url);
    const looksLikeFile = /\.[a-z0-9]{2,5}(\?|$)/i.test(request.url);
    if (!isScreen || looksLikeFile) return sendProblem(request, reply, new BusinessError("not_found"));
    const page = pages.find(({ addresses }) => addresses.test(request.url))?.text ?? "";
    return reply
      .type("text/html; charset=utf-8")
      .header("cache-control", "no-cache")
      .send(page.replaceAll("__STYLE_NONCE__", reply.cspNonce.style));
  });
}
