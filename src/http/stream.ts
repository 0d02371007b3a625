import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { refusals } from "../contract/problem.ts";
import { everyone } from "../contract/route.ts";
import { type Actor, actorName, isStaff } from "../core/actor.ts";
import { BusinessError } from "../core/errors.ts";
import { CHANGES_CHANNEL, type Change } from "../db/announce.ts";
import { readClock } from "../db/clock.ts";
import type { Listener } from "../db/listener.ts";
import { readSessions } from "../sessions/queries.ts";
import type { Identify } from "./authentication.ts";
import { isThisMachine } from "./this-machine.ts";

/** Changes that follow one another closer than this travel together. */
const GATHER_MS = 15;
const KEEP_ALIVE_MS = 20_000;
/** What a slow reader may leave unread before it is let go; it reconnects and reads everything anew. */
const UNREAD_BYTES = 1_000_000;
/** Screens that one person or program may keep open, a shop that shares one account included; the oldest gives way. */
const STREAMS_PER_ACTOR = 32;
/** Of all persons and programs behind one address together, on one node: what one device can make the server hold. */
const STREAMS_PER_ADDRESS = 200;

const RELOAD = "event: reload\ndata: {}\n\n";
const AWAY = "event: away\ndata: {}\n\n";
const BACK = "event: back\ndata: {}\n\n";

interface Listening {
  readonly actor: Actor;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/**
 * Server-sent events: `session` carries the whole session as it now is; `purchase`, `scan`, `station` and `venue` only say
 * that something changed; `alive` tells the time, so that a screen notices a dead line and keeps its countdowns right; `away`
 * and `back` say that the database is. One query a batch of changes on each node, however many screens listen. Who
 * listens is looked at again with every sign of life: a stream ends with the sign-in or the key that opened it.
 */
export function streamChanges(app: FastifyInstance, listener: Listener, identify: Identify): void {
  const listening = new Set<Listening>();
  const audiences = new Map<string, Set<Listening>>();
  const ofActor = new Map<string, Set<Listening>>();
  const ofAddress = new Map<string, Set<Listening>>();
  const gathered = new Map<string, Change>();
  let isSending = false;
  let pause: NodeJS.Timeout | null = null;

  const add = (one: Listening) => {
    listening.add(one);
    join(audiences, audienceOf(one.actor), one);
    join(ofActor, actorName(one.actor), one);
    join(ofAddress, one.request.ip, one);
  };
  const remove = (one: Listening) => {
    listening.delete(one);
    leave(audiences, audienceOf(one.actor), one);
    leave(ofActor, actorName(one.actor), one);
    leave(ofAddress, one.request.ip, one);
  };
  const send = (one: Listening, bytes: Buffer) => {
    const { raw } = one.reply;
    if (raw.writableLength > UNREAD_BYTES) raw.destroy();
    else raw.write(bytes);
  };
  const end = (one: Listening) => {
    remove(one);
    one.reply.raw.end();
  };
  /** One copy of the bytes serves everybody. */
  const sendAll = (audience: Iterable<Listening> | undefined, text: string) => {
    const bytes = Buffer.from(text);
    for (const one of audience ?? []) send(one, bytes);
  };
  const sendChanges = async (venueId: number, changes: Change[]) => {
    const ids = changes.filter(({ kind }) => kind === "session").map(({ id }) => id);
    const events: Array<{ text: string; playerId: number | undefined }> = [];
    for (const session of await readSessions(app.db, venueId, ids)) {
      const text = `event: session\ndata: ${JSON.stringify(session)}\n\n`;
      events.push({ text, playerId: session.player.id });
    }
    for (const { kind, id, playerId } of changes.filter((change) => change.kind !== "session")) {
      events.push({ text: `event: ${kind}\ndata: ${JSON.stringify({ id })}\n\n`, playerId });
    }
    sendAll(audiences.get(staffOf(venueId)), events.map(({ text }) => text).join(""));
    for (const { text, playerId } of events) {
      if (playerId !== undefined) sendAll(audiences.get(playerOf(venueId, playerId)), text);
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
        sendAll(
          [...listening].filter(({ actor }) => actor.venueId === venueId),
          RELOAD,
        );
      });
    }
  };
  // The first change is sent at once, with all that its transaction announced; the next ones wait until that is over,
  // so that an older state can never overtake a newer one.
  const flushSoon = () => {
    if (isSending) return;
    isSending = true;
    setImmediate(async () => {
      await flush();
      pause = setTimeout(() => {
        isSending = false;
        if (gathered.size > 0) flushSoon();
      }, GATHER_MS);
    });
  };
  const stopListening = listener.on(CHANGES_CHANNEL, (payload) => {
    const change = JSON.parse(payload) as Change;
    gathered.set(`${change.venueId} ${change.kind} ${change.id}`, change);
    flushSoon();
  });
  // Notifications of a lost connection are lost with it: every screen reads anew.
  const stopReconnected = listener.onReconnected(() => sendAll(listening, BACK));
  const stopLost = listener.onLost(() => sendAll(listening, AWAY));
  const giveSignOfLife = async () => {
    if (listening.size === 0) return;
    const serverTime = (await readClock(app.db)).toISOString();
    const bytes = Buffer.from(`event: alive\ndata: ${JSON.stringify({ serverTime })}\n\n`);
    // The screens of one shop often share a key or a sign-in: each is asked about once.
    const allowed = new Map<string, Promise<boolean>>();
    const each = [...listening].map(async (one) => {
      const credentials = credentialsOf(one);
      const asked = allowed.get(credentials) ?? stillAllowed(one, identify);
      allowed.set(credentials, asked);
      if (await asked) send(one, bytes);
      else end(one);
    });
    await Promise.all(each);
  };
  const keepAlive = setInterval(() => {
    giveSignOfLife().catch((error) => app.log.error({ err: error }, "no sign of life could be given"));
  }, KEEP_ALIVE_MS);

  app.addHook("preClose", async () => {
    stopListening();
    stopReconnected();
    stopLost();
    clearInterval(keepAlive);
    if (pause) clearTimeout(pause);
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
          "`session` events carry the session; `purchase`, `scan`, `station`, `findings`, `venue` and `reload` ask to read again; `away` says that the database is, `back` that it is back and all is to be read again; `alive` tells the time every twenty seconds. Thirty-two streams at most for one person or key: the oldest ends. From two hundred on of one address, `rate_limited`.",
        response: refusals,
      },
    },
    (request, reply) => {
      const open = ofAddress.get(request.ip)?.size ?? 0;
      if (open >= STREAMS_PER_ADDRESS && !isThisMachine(request.ip)) throw new BusinessError("rate_limited");
      const one = { actor: request.actor, request, reply };
      reply.hijack();
      // A body that ends with its connection needs no frame around each event: one write a screen instead of four.
      reply.raw.removeHeader("transfer-encoding");
      reply.raw.writeHead(200, {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-cache, no-transform",
        connection: "close",
        "x-accel-buffering": "no",
      });
      reply.raw.write("retry: 2000\n\n");
      add(one);
      reply.raw.on("close", () => remove(one));
      const mine = [...(ofActor.get(actorName(one.actor)) ?? [])];
      for (const oldest of mine.slice(0, -STREAMS_PER_ACTOR)) end(oldest);
    },
  );
}

/** True while the sign-in or the key that opened a stream is in use, for the same role. */
async function stillAllowed({ actor, request }: Listening, identify: Identify): Promise<boolean> {
  const now = await identify(request);
  return now !== null && now.role === actor.role;
}

/** Staff hear of everything at their venue, a player only of what is theirs. */
function audienceOf(actor: Actor): string {
  return isStaff(actor) ? staffOf(actor.venueId) : playerOf(actor.venueId, actor.userId);
}

function staffOf(venueId: number): string {
  return `staff of ${venueId}`;
}

function playerOf(venueId: number, playerId: number | null): string {
  return `player ${playerId} of ${venueId}`;
}

function join(groups: Map<string, Set<Listening>>, name: string, one: Listening): void {
  groups.set(name, (groups.get(name) ?? new Set()).add(one));
}

function leave(groups: Map<string, Set<Listening>>, name: string, one: Listening): void {
  const group = groups.get(name);
  group?.delete(one);
  if (group?.size === 0) groups.delete(name);
}

/** What a request says about who sends it. */
function credentialsOf({ actor, request }: Listening): string {
  const { authorization, cookie } = request.headers;
  return JSON.stringify([actor.role, authorization, cookie, request.ip]);
}
