import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { refusals } from "../contract/problem.ts";
import { everyone } from "../contract/route.ts";
import { type Actor, actorName, isStaff } from "../core/actor.ts";
import { CHANGES_CHANNEL, type Change } from "../db/announce.ts";
import { readClock } from "../db/clock.ts";
import type { Listener } from "../db/listener.ts";
import { readSessions } from "../sessions/queries.ts";
import type { Identify } from "./authentication.ts";

const GATHER_MS = 15;
const KEEP_ALIVE_MS = 20_000;
/** What a slow reader may leave unread before it is let go; it reconnects and reads everything anew. */
const UNREAD_BYTES = 1_000_000;
/** Screens that one person or program may keep open, a shop that shares one account included; the oldest gives way. */
const STREAMS_PER_ACTOR = 32;

const RELOAD = "event: reload\ndata: {}\n\n";

interface Listening {
  readonly actor: Actor;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/**
 * Server-sent events: `session` carries the whole session as it now is; `purchase`, `scan` and `venue` only say that
 * something changed; `alive` tells the time, so that a screen notices a dead line and keeps its countdowns right. One query a batch of changes on each node, however many screens listen. Who listens is looked at again
 * with every sign of life: a stream ends with the sign-in or the key that opened it.
 */
export function streamChanges(app: FastifyInstance, listener: Listener, identify: Identify): void {
  const listening = new Set<Listening>();
  const gathered = new Map<string, Change>();
  let timer: NodeJS.Timeout | null = null;

  const send = (one: Listening, text: string) => {
    const { raw } = one.reply;
    if (raw.writableLength > UNREAD_BYTES) raw.destroy();
    else raw.write(text);
  };
  const end = (one: Listening) => {
    listening.delete(one);
    one.reply.raw.end();
  };
  const sendAll = (venueId: number, text: string, mayRead: (actor: Actor) => boolean) => {
    for (const one of listening) {
      if (one.actor.venueId === venueId && mayRead(one.actor)) send(one, text);
    }
  };
  const sendChanges = async (venueId: number, changes: Change[]) => {
    const ids = changes.filter(({ kind }) => kind === "session").map(({ id }) => id);
    for (const session of await readSessions(app.db, venueId, ids)) {
      const text = `event: session\ndata: ${JSON.stringify(session)}\n\n`;
      sendAll(venueId, text, (actor) => isStaff(actor) || actor.userId === session.player.id);
    }
    for (const { kind, id, playerId } of changes.filter((change) => change.kind !== "session")) {
      const text = `event: ${kind}\ndata: ${JSON.stringify({ id })}\n\n`;
      sendAll(
        venueId,
        text,
        (actor) => isStaff(actor) || (playerId !== undefined && actor.userId === playerId),
      );
    }
  };
  const flush = async () => {
    const changes = [...gathered.values()];
    gathered.clear();
    if (listening.size === 0) return;
    for (const venueId of new Set(changes.map((change) => change.venueId))) {
      const ofVenue = changes.filter((change) => change.venueId === venueId);
      await sendChanges(venueId, ofVenue).catch((error) => {
        app.log.error({ err: error }, "live changes could not be read: the screens are told to read anew");
        sendAll(venueId, RELOAD, () => true);
      });
    }
  };
  // The timer stands until its flush is over, so that an older state can never overtake a newer one.
  const flushSoon = () => {
    timer ??= setTimeout(async () => {
      await flush();
      timer = null;
      if (gathered.size > 0) flushSoon();
    }, GATHER_MS);
  };
  const stopListening = listener.on(CHANGES_CHANNEL, (payload) => {
    const change = JSON.parse(payload) as Change;
    gathered.set(`${change.venueId} ${change.kind} ${change.id}`, change);
    flushSoon();
  });
  // Notifications of a lost connection are lost with it: every screen reads anew.
  const stopReconnected = listener.onReconnected(() => {
    for (const one of listening) send(one, RELOAD);
  });
  const giveSignOfLife = async () => {
    if (listening.size === 0) return;
    const serverTime = (await readClock(app.db)).toISOString();
    const text = `event: alive\ndata: ${JSON.stringify({ serverTime })}\n\n`;
    const each = [...listening].map(async (one) =>
      (await stillAllowed(one, identify)) ? send(one, text) : end(one),
    );
    await Promise.all(each);
  };
  const keepAlive = setInterval(() => {
    giveSignOfLife().catch((error) => app.log.error({ err: error }, "no sign of life could be given"));
  }, KEEP_ALIVE_MS);

  app.addHook("preClose", async () => {
    stopListening();
    stopReconnected();
    clearInterval(keepAlive);
    if (timer) clearTimeout(timer);
    for (const one of listening) end(one);
  });

  app.get(
    "/stream",
    {
      config: { access: everyone },
      exposeHeadRoute: false,
      schema: {
        tags: ["Live"],
        summary: "Server-sent events of what changes",
        description:
          "`session` events carry the session; `purchase`, `scan`, `findings`, `venue` and `reload` ask to read again; `alive` tells the time every twenty seconds. Thirty-two streams at most for one person or key: the oldest ends.",
        response: refusals,
      },
    },
    (request, reply) => {
      const one = { actor: request.actor, request, reply };
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
      const mine = [...listening].filter(({ actor }) => actorName(actor) === actorName(one.actor));
      for (const oldest of mine.slice(0, -STREAMS_PER_ACTOR)) end(oldest);
    },
  );
}

/** True while the sign-in or the key that opened a stream is in use, for the same role. */
async function stillAllowed({ actor, request }: Listening, identify: Identify): Promise<boolean> {
  const now = await identify(request);
  return now !== null && now.role === actor.role;
}
