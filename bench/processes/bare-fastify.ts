import type { AddressInfo } from "node:net";
import { fastify } from "fastify";
import pg from "pg";

// Fastify and nothing else, but one query where a database is given: `/readyz` answers after it, `/stream` keeps
// whoever asks.

const { DATABASE_URL, PORT = "0" } = process.env;
const pool = DATABASE_URL ? new pg.Pool({ connectionString: DATABASE_URL }) : null;
const app = fastify({ forceCloseConnections: true });
app.get("/readyz", async () => {
  await pool?.query("select 1");
  return { status: "ready" };
});
app.get("/stream", (_request, reply) => {
  reply.hijack();
  reply.raw.writeHead(200, { "content-type": "text/event-stream" });
  reply.raw.write("retry: 2000\n\n");
});
await app.listen({ port: Number(PORT), host: "127.0.0.1" });
console.log(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}`);
process.on("SIGTERM", () => process.exit(0));
