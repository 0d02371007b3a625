import { connect, type Socket } from "node:net";

// Many clients of a stream of server-sent events, each on a connection of its own.
// `{ open: address, path, authorizations }` opens one for each line of `authorizations` and answers when all listen;
// `"watch"` answers at once, and from then on counts anew; `"heard"` answers when every client heard a `session` event
// since: when the last one did, in nanoseconds of the machine's stopwatch, and how many bytes the event took.

interface Open {
  readonly open: string;
  readonly path: string;
  /** Of each client, the value of its `Authorization`, or an empty text. */
  readonly authorizations: readonly string[];
}

const AT_ONCE = 50;
const EVENT = "event: session\n";
const sockets: Socket[] = [];
let waiting = new Set<Socket>();
let lastHeard = 0n;
let eventBytes = 0;
let asked = false;

process.on("message", async (question: Open | "watch" | "heard") => {
  if (question === "watch") {
    waiting = new Set(sockets);
    process.send?.(waiting.size);
  } else if (question === "heard") {
    asked = true;
    answerWhenAllHeard();
  } else {
    await openAll(question);
    process.send?.(sockets.length);
  }
});

function answerWhenAllHeard(): void {
  if (!asked || waiting.size > 0) return;
  asked = false;
  process.send?.({ lastHeard: String(lastHeard), eventBytes });
}

async function openAll({ open, path, authorizations }: Open): Promise<void> {
  const left = [...authorizations];
  const openNext = async () => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) await openOne(open, path, next);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, openNext));
}

/** Opens one and waits for the first bytes of its body. */
function openOne(address: string, path: string, authorization: string): Promise<void> {
  const { hostname, port, host } = new URL(address);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let head = "";
    socket.on("error", reject);
    socket.on("close", () => {
      console.error(`a stream was closed: ${head}`);
      process.exit(1);
    });
    socket.on("data", function first(chunk) {
      head += chunk.toString("latin1");
      if (!head.includes("retry:")) return;
      if (!head.startsWith("HTTP/1.1 200")) reject(new Error(head));
      socket.off("data", first);
      socket.on("data", (chunk) => hear(socket, chunk as Buffer));
      sockets.push(socket);
      resolve();
    });
    const signedIn = authorization ? `Authorization: ${authorization}\r\n` : "";
    socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\n${signedIn}\r\n`);
  });
}

function hear(socket: Socket, chunk: Buffer): void {
  if (!waiting.has(socket)) return;
  const begin = chunk.indexOf(EVENT);
  if (begin === -1) return;
  lastHeard = process.hrtime.bigint();
  eventBytes = chunk.indexOf("\n\n", begin) + 2 - begin;
  waiting.delete(socket);
  answerWhenAllHeard();
}
