import assert from "node:assert/strict";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { after, before, test } from "node:test";
import { sql } from "kysely";
import pino from "pino";
import { startTestGameZone, type TestGameZone } from "../../test/gamezone.ts";
import { watch } from "../doctor/queries.ts";
import { sendAlerts } from "./actions.ts";
import { type Alert, openChannels } from "./channels.ts";

const logger = pino({ enabled: false });
const surroundings = { freeBytes: 50_000_000_000 };
const full = { freeBytes: 1_000 };

let zone: TestGameZone;
before(async () => {
  zone = await startTestGameZone();
});
after(() => zone.close());

test("a critical finding is told once for as long as it stands, and again when it comes back", async () => {
  const hook = await openWebhook();
  const channels = openChannels({ webhookUrl: hook.url, smtpUrl: null, mailTo: null });
  await watch(zone.db, "open", surroundings);
  await sendAlerts(zone.db, channels, logger);
  assert.equal(hook.alerts.length, 0, "nothing is wrong");

  await watch(zone.db, "open", full);
  hook.answer = 500;
  await sendAlerts(zone.db, channels, logger);
  assert.equal(hook.alerts.length, 1, "it was sent, but did not arrive");
  hook.answer = 204;
  await sendAlerts(zone.db, channels, logger);
  await sendAlerts(zone.db, channels, logger);
  assert.equal(hook.alerts.length, 2, "so it was sent again, and then no more");
  const alert = hook.alerts.at(-1);
  assert.ok(alert);
  assert.equal(alert.venueId, zone.venueId);
  assert.equal(alert.subject, "GameZone, Centre d’essai\u202f: disque presque plein");
  assert.match(alert.text, /Libérez de la place/);
  assert.deepEqual(
    alert.findings.map(({ check, found }) => [check, found]),
    [["disk_almost_full", 1]],
  );

  await watch(zone.db, "open", surroundings);
  await watch(zone.db, "open", full);
  await sendAlerts(zone.db, channels, logger);
  assert.equal(hook.alerts.length, 3);
  await hook.close();
});

test("an alert goes by mail where that is set", async () => {
  const post = await openMailbox();
  const channels = openChannels({ webhookUrl: null, smtpUrl: post.url, mailTo: "owner@example.org" });
  await watch(zone.db, "open", surroundings);
  await watch(zone.db, "open", full);
  await sendAlerts(zone.db, channels, logger);
  assert.equal(post.mails.length, 1);
  assert.match(post.mails[0] as string, /To: owner@example.org/);
  assert.match(post.mails[0] as string, /Subject: .*GameZone/);
  await post.close();
});

test("what each check found is a metric, and the screens are told when it changes", async () => {
  const told: string[] = [];
  const stop = zone.listener.on("gamezone_changes", (payload) => told.push(JSON.parse(payload).kind));
  await watch(zone.db, "everything", surroundings);
  await watch(zone.db, "everything", full);
  await watch(zone.db, "everything", full);
  const metrics = await (await fetch(`${zone.address}/metrics`)).text();
  const line = (check: string, severity: string) =>
    new RegExp(
      `^gamezone_findings\\{venue="${zone.venueId}",check="${check}",severity="${severity}"\\} (\\d+)$`,
      "m",
    );
  assert.equal(line("disk_almost_full", "critical").exec(metrics)?.[1], "1");
  assert.equal(line("purchase_session_mismatch", "critical").exec(metrics)?.[1], "0");
  assert.match(metrics, /^gamezone_check_timestamp_seconds\{.*check="audit_chain_broken".*\} \d{10}/m);
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.equal(
    told.filter((kind) => kind === "findings").length,
    2,
    "told of two changes, not of the third look",
  );
  stop();
});

test("metrics are told also while what the doctor found cannot be read", async () => {
  await sql`alter table check_results rename to hidden`.execute(zone.db);
  const answer = await fetch(`${zone.address}/metrics`);
  const metrics = await answer.text();
  await sql`alter table hidden rename to check_results`.execute(zone.db);
  assert.equal(answer.status, 200);
  assert.match(metrics, /^process_resident_memory_bytes \d+$/m);
  assert.doesNotMatch(metrics, /^gamezone_findings\{/m);
});

async function openWebhook() {
  const alerts: Alert[] = [];
  const hook = { url: "", alerts, answer: 204, close: () => Promise.resolve() };
  const server = createHttpServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    alerts.push(JSON.parse(body));
    response.writeHead(hook.answer).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  hook.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  hook.close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return hook;
}

/** As much of SMTP (RFC 5321) as one mail needs. */
async function openMailbox() {
  const mails: string[] = [];
  const server = createServer((socket) => {
    let data: string | null = null;
    socket.setEncoding("utf8");
    socket.write("220 mailbox\r\n");
    socket.on("data", (chunk: string) => {
      if (data !== null) {
        data += chunk;
        if (!data.endsWith("\r\n.\r\n")) return;
        mails.push(data);
        data = null;
        socket.write("250 kept\r\n");
        return;
      }
      for (const line of chunk.split("\r\n").filter((text) => text !== "")) {
        if (line === "DATA") {
          data = "";
          socket.write("354 go on\r\n");
        } else if (line === "QUIT") socket.end("221 bye\r\n");
        else socket.write("250 fine\r\n");
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, mails, close: () => new Promise((resolve) => server.close(resolve)) };
}
