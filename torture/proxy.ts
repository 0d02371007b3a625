import { connect, createServer, type Socket } from "node:net";

const TYPE_AND_LENGTH = 5;
const NOTIFICATION = 0x41; // 'A' in PostgreSQL's protocol

/** A cable between the servers and PostgreSQL that can be cut, slowed and listened to. It understands message borders. */
export interface Cable {
  readonly port: number;
  /** Cuts the connection that carries the n-th message from a server counted from now, before or after it is passed on. */
  cutAtMessage(n: number, passedOn: boolean): void;
  /** Cuts everything that is connected now. */
  cutAll(): void;
  /** From now on answers come so many milliseconds late; 0 ends it. */
  delay(milliseconds: number): void;
  /** While true nobody can connect, and what is connected is cut. */
  unplug(unplugged: boolean): void;
  /** While true notifications of PostgreSQL are swallowed. */
  swallowNotifications(swallowed: boolean): void;
  /** How many cuts at an exact message and how many swallowed notifications there were. */
  counted(): { cuts: number; swallowed: number };
  close(): Promise<void>;
}

/** Opens the proxy on a free port of this machine, in front of a PostgreSQL port. */
export async function openProxy(target: number): Promise<Cable> {
  const pairs = new Set<() => void>();
  let lateMs = 0;
  let unplugged = false;
  let swallowing = false;
  let cutIn: { left: number; passedOn: boolean } | null = null;
  let cuts = 0;
  let swallowed = 0;

  const server = createServer((near) => {
    if (unplugged) return void near.destroy();
    const far = connect(target, "127.0.0.1");
    let open = true;
    const cut = () => {
      open = false;
      near.destroy();
      far.destroy();
      pairs.delete(cut);
    };
    pairs.add(cut);
    for (const socket of [near, far]) {
      socket.setNoDelay(true);
      socket.on("error", cut);
      socket.on("close", cut);
    }
    const asked = createSplitter(true);
    near.on("data", (bytes: Buffer) => {
      for (const message of asked(bytes)) {
        if (!open) return;
        if (cutIn && --cutIn.left <= 0) {
          const { passedOn } = cutIn;
          cutIn = null;
          cuts += 1;
          open = false;
          if (passedOn) far.write(message, cut);
          else cut();
          return;
        }
        far.write(message);
      }
    });
    const told = createSplitter(false);
    far.on("data", (bytes: Buffer) => {
      const kept = told(bytes).filter((message) => {
        const drop = swallowing && message[0] === NOTIFICATION;
        if (drop) swallowed += 1;
        return !drop;
      });
      if (kept.length > 0) pass(near, Buffer.concat(kept), lateMs, () => open);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  const cutAll = () => {
    for (const cut of [...pairs]) cut();
  };
  return {
    port: (server.address() as { port: number }).port,
    cutAtMessage(n, passedOn) {
      cutIn = { left: n, passedOn };
    },
    cutAll,
    delay(milliseconds) {
      lateMs = milliseconds;
    },
    unplug(now) {
      unplugged = now;
      if (now) cutAll();
    },
    swallowNotifications(now) {
      swallowing = now;
    },
    counted: () => ({ cuts, swallowed }),
    close() {
      cutAll();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

// Timers of the same length fire in their order, but one that became shorter must not overtake.
const lastDue = new WeakMap<Socket, number>();

function pass(to: Socket, bytes: Buffer, lateMs: number, isOpen: () => boolean): void {
  const due = Math.max(Date.now() + lateMs, lastDue.get(to) ?? 0);
  lastDue.set(to, due);
  const wait = due - Date.now();
  if (wait <= 0) to.write(bytes);
  else setTimeout(() => isOpen() && to.write(bytes), wait);
}

/** Cuts a stream of PostgreSQL's protocol into messages. The first that a client sends has no type byte. */
function createSplitter(untypedFirst: boolean): (bytes: Buffer) => Buffer[] {
  let rest: Buffer = Buffer.alloc(0);
  let first = untypedFirst;
  return (bytes) => {
    rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    const messages: Buffer[] = [];
    for (;;) {
      if (rest.length < TYPE_AND_LENGTH) return messages;
      const length = first ? rest.readUInt32BE(0) : 1 + rest.readUInt32BE(1);
      if (rest.length < length) return messages;
      messages.push(rest.subarray(0, length));
      rest = rest.subarray(length);
      first = false;
    }
  };
}
