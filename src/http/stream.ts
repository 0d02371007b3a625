import type { FastifyInstance, FastifyReply } from "fastify";
import { refusals } from "../contract/problem.ts";
import { everyone } from "../contract/route.ts";
import { type Actor, isStaff } from "../core/actor.ts";
import { CHANGES_CHANNEL, type Change } from "../db/announce.ts";
import type { Listener } from "../db/listener.ts";
import { readSessions } from "../sessions/queries.ts";

const GATHER_MS = 15;
const KEEP_ALIVE_MS = 20_000;
/** What a slow reader may leave unread before it is let go; it reconnects and reads everything anew. */
const UNREAD_BYTES = 1_000_000;

interface Listening {
  readonly actor: Actor;
  readonly reply: FastifyReply;
}

/**
 * Server-sent events: `session` carries the whole session as it now is, `scan` and `venue` only say that something
 * changed. One query a batch of changes on each node, however many screens listen.
 */
export function streamChanges(app: FastifyInstance, listener: Listener): void {
  const listening = new Set<Listening>();
  const gathered = new Map<string, Change>();
  let timer: NodeJS.Timeout | null = null;

  const send = (one: Listening, text: string) => {
    const { raw } = one.reply;
    if (raw.writableLength > UNREAD_BYTES) raw.destroy();
    else raw.write(text);
  };
  const sendAll = (venueId: number, text: string, mayRead: (actor: Actor) => boolean) => {
    for (const one of listening) {
      if (one.actor.venueId === venueId && mayRead(one.actor)) send(one, text);
    }
  };
  const flush = async () => {
    timer = null;
    const changes = [...gathered.values()];
    gathered.clear();
    if (listening.size === 0) return;
    for (const venueId of new Set(changes.map((change) => change.venueId))) {
      const ofVenue = changes.filter((change) => change.venueId === venueId);
      const ids = ofVenue.filter(({ kind }) => kind === "session").map(({ id }) => id);
      for (const session of await readSessions(app.db, venueId, ids)) {
        const text = `event: session\ndata: ${JSON.stringify(session)}\n\n`;
        sendAll(venueId, text, (actor) => isStaff(actor) || actor.userId === session.player.id);
      }
      for (const { kind, id } of ofVenue.filter((change) => change.kind !== "session")) {
        sendAll(venueId, `event: ${kind}\ndata: ${JSON.stringify({ id })}\n\n`, isStaff);
      }
    }
  };
  const stopListening = listener.on(CHANGES_CHANNEL, (payload) => {
    const change = JSON.parse(payload) as Change;
    gathered.set(`${change.venueId} ${change.kind} ${change.id}`, change);
    timer ??= setTimeout(() => {
      flush().catch((error) => app.log.error({ err: error }, "live changes were not sent"));
    }, GATHER_MS);
  });
  // Notifications of a lost connection are lost with it: every screen reads anew.
  const stopReconnected = listener.onReconnected(() => {
    for (const one of listening) send(one, "event: reload\ndata: {}\n\n");
  });
  const keepAlive = setInterval(() => {
    for (const one of listening) send(one, ": still here\n\n");
  }, KEEP_ALIVE_MS);

  app.addHook("preClose", async () => {
    stopListening();
    stopReconnected();
    clearInterval(keepAlive);
    if (timer) clearTimeout(timer);
    for (const { reply } of listening) reply.raw.end();
  });

  app.get(
    "/stream",
    {
      config: { access: everyone },
      schema: {
        tags: ["Live"],
        summary: "Server-sent events of what changes",
        description: "`session` events carry the session; `scan`, `venue` and `reload` ask to read again.",
        response: refusals,
      },
    },
    (request, reply) => {
      const one = { actor: request.actor, reply };
      reply.hijack();
      reply.raw.writeHead(200, {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-cache, no-transform",
        connection: "keep-alive",
        "x-accel-buffering": "no",
      });
      reply.raw.write("retry: 2000\n\n");
      listening.add(one);
      reply.raw.on("close", () => listening.delete(one));
    },
  );
}
