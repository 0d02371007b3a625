import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";

// Trusts nothing of the product: it reads the tables by SQL of its own and the clients' own notes, and replays a
// session's events by a reckoning of its own.

/** One thing that must never be seen, in a sentence that names the rows. */
export type Violation = string;

// biome-ignore lint/suspicious/noExplicitAny: rows of fifteen tables and answers of twenty routes
type Row = any;

/** What one client asked under one key, and every answer it got. */
export interface Asked {
  readonly key: string;
  readonly action: string;
  readonly path: string;
  readonly body: Row;
  readonly answers: ReadonlyArray<{ readonly status: number; readonly body: Row }>;
  readonly verdict: "acknowledged" | "refused" | "unknown";
}

/** How late, in milliseconds of the database's clock, a session may be closed before it counts as forgotten. */
const CLOSE_WITHIN_MS = 5_000;
/** How long a transaction may sit idle before it counts as stuck. */
const IDLE_MS = 5_000;

/** Reads the notes of all clients: files of JSON lines in a folder. */
export async function readNotes(folder: string): Promise<Asked[]> {
  const asked = new Map<string, { sent: Row; answers: Array<{ status: number; body: Row }> }>();
  for (const file of (await readdir(folder)).filter((name) => name.endsWith(".jsonl"))) {
    for (const line of (await readFile(join(folder, file), "utf8")).split("\n").filter(Boolean)) {
      const { key, sent, status, body } = JSON.parse(line);
      if (sent) asked.set(key, { sent, answers: [] });
      else if (status) asked.get(key)?.answers.push({ status, body });
    }
  }
  return [...asked].map(([key, { sent, answers }]) => ({
    key,
    action: sent.action,
    path: sent.path,
    body: sent.body ?? {},
    answers,
    verdict: answers.some(({ status }) => status < 300)
      ? "acknowledged"
      : answers.some(({ status }) => status < 500 && status !== 429)
        ? "refused"
        : "unknown",
  }));
}

/** Compares a database with what its clients were told. Answers everything that is wrong; nothing when all is well. */
export async function check(url: string, notes: readonly Asked[]): Promise<Violation[]> {
  const types = new pg.TypeOverrides();
  types.setTypeParser(pg.types.builtins.INT8, Number);
  const client = new pg.Client({ connectionString: url, types, application_name: "torture checker" });
  await client.connect();
  try {
    const stuck = await findStuck(client);
    await client.query("begin isolation level repeatable read read only");
    const read = async (sql: string): Promise<Row[]> => (await client.query(sql)).rows;
    const tables: Tables = {
      now: (await read("select clock_now() as now, stopped_at from clock_watch"))[0],
      users: await read("select id, name from users where role = 'player'"),
      purchases: await read("select * from purchases order by id"),
      payments: await read("select * from payments order by id"),
      counters: await read("select * from invoice_counters"),
      invoices: await read("select * from invoices order by id"),
      invoiceLog: await read("select * from invoice_audit_log order by id"),
      scans: await read("select * from invoice_scans order by id"),
      sessions: await read("select * from play_sessions order by id"),
      runs: await read("select * from session_runs order by started_at, id"),
      grants: await read("select * from session_grants order by id"),
      events: await read("select * from session_events order by session_id, number"),
    };
    await client.query("rollback");
    return [
      ...stuck,
      ...checkRetries(notes),
      ...checkPeople(tables, notes),
      ...checkSales(tables, notes),
      ...checkInvoices(tables),
      ...checkScans(tables, notes),
      ...checkCommands(tables, notes),
      ...tables.sessions.flatMap((session) => checkSession(session, tables)),
    ];
  } finally {
    await client.end();
  }
}

interface Tables {
  readonly now: { readonly now: Date; readonly stopped_at: Date | null };
  readonly users: Row[];
  readonly purchases: Row[];
  readonly payments: Row[];
  readonly counters: Row[];
  readonly invoices: Row[];
  readonly invoiceLog: Row[];
  readonly scans: Row[];
  readonly sessions: Row[];
  readonly runs: Row[];
  readonly grants: Row[];
  readonly events: Row[];
}

async function findStuck(client: pg.Client): Promise<Violation[]> {
  const { rows } = await client.query(`
    select pid, application_name, state, wait_event_type, left(query, 80) as query from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and (
      state like 'idle in transaction%' and clock_timestamp() - state_change > interval '${IDLE_MS} milliseconds'
      or wait_event_type = 'Lock' and clock_timestamp() - query_start > interval '${IDLE_MS} milliseconds')`);
  return rows.map((row: Row) => `stuck: ${row.application_name} ${row.pid} ${row.state}: ${row.query}`);
}

/** One key, one answer: a retry that is answered differently was done twice. */
function checkRetries(notes: readonly Asked[]): Violation[] {
  return notes.flatMap(({ key, action, answers }) => {
    const told = answers.filter(({ status }) => status < 500 && status !== 429);
    const wrong = told.filter(({ status }) => [400, 401, 403].includes(status));
    const bodies = new Set(told.map(({ status, body }) => JSON.stringify([status, body])));
    return [
      ...(action !== "read" && bodies.size > 1
        ? [`retry: ${key} (${action}) got ${bodies.size} different answers`]
        : []),
      ...wrong.map(
        ({ status, body }) => `request: ${key} (${action}) was not understood: ${status} ${body?.code}`,
      ),
    ];
  });
}

/** How often something may be there: once for each that was acknowledged, and at most once more for each unknown. */
function checkCount(what: string, found: number, notes: readonly Asked[]): Violation[] {
  const least = notes.filter(({ verdict }) => verdict === "acknowledged").length;
  const most = least + notes.filter(({ verdict }) => verdict === "unknown").length;
  if (found < least) return [`lost: ${what}: ${least} acknowledged, ${found} there`];
  if (found > most)
    return [`invented: ${what}: ${least} acknowledged, ${most - least} unknown, ${found} there`];
  return [];
}

function ofAction(notes: readonly Asked[], ...names: string[]): Asked[] {
  return notes.filter(({ action }) => names.includes(action));
}

function acknowledged(one: Asked): Row {
  return one.answers.find(({ status }) => status < 300)?.body;
}

function checkPeople({ users }: Tables, notes: readonly Asked[]): Violation[] {
  return ofAction(notes, "player").flatMap((one) => {
    const there = users.filter(({ name }) => name === one.body.name);
    const told = acknowledged(one);
    if (told && there[0] && there[0].id !== told.id) return [`lost: player ${one.key}: another id`];
    return checkCount(`player ${one.key}`, there.length, [one]);
  });
}

function checkSales({ purchases, payments, invoices }: Tables, notes: readonly Asked[]): Violation[] {
  const wrong: Violation[] = [];
  const sales = ofAction(notes, "sell");
  const byId = new Map(purchases.map((row) => [row.id, row]));
  for (const [buyer, asked] of groupBy(sales, ({ body }) => `${body.playerId}/${body.packageId}`)) {
    const there = purchases.filter((row) => `${row.player_id}/${row.package_id}` === buyer);
    wrong.push(...checkCount(`purchases of player/package ${buyer}`, there.length, asked));
  }
  for (const sale of sales) {
    const told = acknowledged(sale);
    if (!told) continue;
    const row = byId.get(told.id);
    if (row?.player_id !== sale.body.playerId || row.price !== told.price)
      wrong.push(`lost: purchase ${told.id} of ${sale.key}`);
  }
  const asked = groupBy(ofAction(notes, "pay", "refund", "cancel"), ({ path }) => Number(path.split("/")[2]));
  const paid = groupBy(payments, ({ purchase_id }) => purchase_id);
  const invoiced = groupBy(invoices, ({ purchase_id }) => purchase_id);
  for (const purchase of purchases) {
    const { id, price, payment_status: status } = purchase;
    const mine = asked.get(id) ?? [];
    const rows = paid.get(id) ?? [];
    for (const [action, kind] of [
      ["pay", "payment"],
      ["refund", "refund"],
    ] as const) {
      const there = rows.filter((row) => row.kind === kind);
      wrong.push(
        ...checkCount(
          `${kind} of purchase ${id}`,
          there.length,
          mine.filter((one) => one.action === action),
        ),
      );
      if (there.some((row) => row.amount !== price))
        wrong.push(`money: ${kind} of purchase ${id} is not its price`);
    }
    for (const one of mine.filter(({ action }) => action === "pay")) {
      const told = acknowledged(one);
      const row = told && rows.find((payment) => payment.id === told.payment.id);
      if (!told) continue;
      if (!row || row.method !== one.body.method || row.tendered !== (one.body.tendered ?? null))
        wrong.push(`lost: payment ${told.payment.id} of ${one.key}`);
      if (row && row.tendered !== null && row.change !== row.tendered - row.amount)
        wrong.push(`money: change of payment ${row.id}`);
    }
    const kinds = rows
      .map(({ kind }) => kind)
      .sort()
      .join();
    const due = { completed: "payment", refunded: "payment,refund" }[status as string] ?? "";
    if (kinds !== due) wrong.push(`money: purchase ${id} is ${status} and has the payments [${kinds}]`);
    if ((invoiced.get(id)?.length ?? 0) !== (due === "" ? 0 : 1))
      wrong.push(`invoice: purchase ${id} is ${status} and has ${invoiced.get(id)?.length ?? 0} invoices`);
  }
  return wrong;
}

function checkInvoices({ invoices, counters, invoiceLog, sessions }: Tables): Violation[] {
  const wrong: Violation[] = [];
  for (const [year, rows] of groupBy(invoices, (row) => `${row.venue_id}/${row.year}`)) {
    const numbers = rows.map(({ sequence }) => sequence).sort((a, b) => a - b);
    const gap = numbers.findIndex((number, index) => number !== index + 1);
    if (gap >= 0) wrong.push(`numbers: venue/year ${year}: after ${gap} comes ${numbers[gap]}`);
    const counter = counters.find((row) => `${row.venue_id}/${row.year}` === year);
    if (counter?.last_number !== numbers.length)
      wrong.push(`numbers: counter of ${year} is ${counter?.last_number}`);
  }
  const logs = groupBy(invoiceLog, ({ invoice_id }) => invoice_id);
  const sessionOf = groupBy(sessions, ({ invoice_id }) => invoice_id);
  for (const invoice of invoices) {
    const told = logs.get(invoice.id) ?? [];
    const chained = told.every((row, index) => row.from_status === (told[index - 1]?.to_status ?? null));
    if (!chained || told.at(-1)?.to_status !== invoice.status)
      wrong.push(`history: invoice ${invoice.id} is ${invoice.status}, its log does not lead there`);
    if (told.filter(({ to_status }) => to_status === "active").length > 1)
      wrong.push(`activation: invoice ${invoice.id} was activated twice`);
    const session = sessionOf.get(invoice.id)?.[0];
    const open = session && ["ready", "active", "paused"].includes(session.status);
    const fits = session
      ? open
        ? invoice.status === "active"
        : invoice.status === "used" || (invoice.status === "refunded" && session.status === "terminated")
      : !["active", "used"].includes(invoice.status);
    if (!fits)
      wrong.push(
        `invoice: ${invoice.id} is ${invoice.status}, its session ${session?.status ?? "is not there"}`,
      );
  }
  return wrong;
}

function checkScans({ scans, invoices, sessions }: Tables, notes: readonly Asked[]): Violation[] {
  const wrong: Violation[] = [];
  const asked = groupBy(ofAction(notes, "scan"), ({ body }) => String(body.code).replaceAll("-", ""));
  const codes = new Map(invoices.map((row) => [row.validation_code, row]));
  for (const [code, mine] of asked) {
    const invoice = codes.get(code);
    const done = mine.filter(({ verdict }) => verdict === "acknowledged");
    if (done.length > 1)
      wrong.push(`activation: ${done.map(({ key }) => key).join(" and ")} both activated ${code}`);
    const activations = scans.filter(
      (row) => row.outcome === "activated" && row.invoice_id === invoice?.id && invoice,
    );
    const born = sessions.filter((row) => invoice && row.invoice_id === invoice.id);
    wrong.push(...checkCount(`activation of code ${code}`, activations.length, mine));
    if (activations.length > 1)
      wrong.push(`activation: code ${code} was activated ${activations.length} times`);
    if (born.length !== activations.length)
      wrong.push(
        `activation: code ${code} has ${activations.length} activations and ${born.length} sessions`,
      );
    if (done[0] && born[0]?.id !== acknowledged(done[0]).session.id)
      wrong.push(`lost: session of scan ${done[0].key}`);
  }
  for (const outcome of ["invalid_code", "already_active", "already_used", "refunded"]) {
    const scanned = ofAction(notes, "scan");
    const told = scanned.filter(({ answers }) => answers.some(({ body }) => body?.code === outcome)).length;
    const unknown = scanned.filter(({ verdict }) => verdict === "unknown").length;
    const there = scans.filter((row) => row.outcome === outcome).length;
    if (there < told || there > told + unknown)
      wrong.push(
        `history: ${told} scans were refused as ${outcome}, ${unknown} are unknown, ${there} are written`,
      );
  }
  return wrong;
}

const eventOf: Readonly<Record<string, readonly string[]>> = {
  start: ["started"],
  pause: ["paused"],
  resume: ["resumed"],
  extend: ["extended"],
  terminate: ["terminated"],
  // What was due already is closed as of its deadline, with the clerk's reason.
  "force-complete": ["force_completed", "completed"],
};

function checkCommands({ events, grants }: Tables, notes: readonly Asked[]): Violation[] {
  const wrong: Violation[] = [];
  const byReason = groupBy(
    events.filter(({ reason }) => reason !== null),
    ({ reason }) => reason,
  );
  const byType = groupBy(events, (row) => `${row.session_id}/${row.type}`);
  const reasons = new Set<string>();
  for (const one of notes) {
    const types = eventOf[one.action];
    const reason = one.body.reason;
    if (typeof reason === "string") reasons.add(reason);
    if (!types || typeof reason !== "string") continue;
    const id = Number(one.path.split("/")[2]);
    const there = (byReason.get(reason) ?? []).filter(
      (row) => row.session_id === id && types.includes(row.type),
    );
    wrong.push(...checkCount(`${one.action} of session ${id} (${one.key})`, there.length, [one]));
    if (one.action !== "extend") continue;
    const given = grants.filter((row) => row.reason === reason && row.kind === "added");
    wrong.push(...checkCount(`grant of ${one.key}`, given.length, [one]));
    if (given.some(({ granted_ms }) => granted_ms !== one.body.minutes * 60_000))
      wrong.push(`time: grant of ${one.key} is not ${one.body.minutes} minutes`);
  }
  // A start and a resumption carry no reason: they are counted, and an answer's own event is looked up by its version.
  const all = ofAction(notes, "resume-all");
  const commands = groupBy(
    ofAction(notes, "start", "resume"),
    (one) => `${one.path.split("/")[2]}/${eventOf[one.action]?.[0]}`,
  );
  const mayBeResumed = all.filter(({ verdict }) => verdict === "unknown").length;
  for (const [what, rows] of byType) {
    const [id, type] = what.split("/");
    if (type !== "started" && type !== "resumed") continue;
    const mine = commands.get(what) ?? [];
    const together =
      type === "resumed"
        ? all.filter((one) => acknowledged(one)?.sessions.some((s: Row) => s.id === Number(id)))
        : [];
    const least = mine.filter(({ verdict }) => verdict === "acknowledged").length + together.length;
    const most =
      least +
      mine.filter(({ verdict }) => verdict === "unknown").length +
      (type === "resumed" ? mayBeResumed : 0);
    if (rows.length > most)
      wrong.push(`invented: ${type} of session ${id}: ${rows.length} there, at most ${most} asked`);
    if (rows.length < least)
      wrong.push(`lost: ${type} of session ${id}: ${least} acknowledged, ${rows.length} there`);
  }
  for (const [what, mine] of commands) {
    if (!byType.has(what))
      wrong.push(...checkCount(`${what.split("/")[1]} of session ${what.split("/")[0]}`, 0, mine));
  }
  for (const [reason, rows] of byReason) {
    if (!reasons.has(reason))
      wrong.push(`invented: ${rows.length} events for the reason ${reason}, which nobody gave`);
  }
  return wrong;
}

/** A session's row, runs and grants against its events, replayed. Times in milliseconds. */
function checkSession(session: Row, tables: Tables): Violation[] {
  const { id } = session;
  const wrong: Violation[] = [];
  const say = (kind: string, text: string) => wrong.push(`${kind}: session ${id}: ${text}`);
  const mine = (rows: Row[]) => rows.filter((row) => row.session_id === id);
  const events = mine(tables.events);
  const gap = events.findIndex((event, index) => event.number !== index + 1);
  if (gap >= 0 || events[0]?.type !== "created") say("history", `event ${gap + 1} is missing`);
  if (session.last_event !== events.length)
    say("history", `counts ${session.last_event} events, ${events.length} there`);

  let status = "ready";
  let granted = 0;
  let used = 0;
  let since: number | null = null;
  let ended: number | null = null;
  let writtenOff = 0;
  const runs: Array<[number, number | null]> = [];
  const may: Record<string, readonly string[]> = {
    started: ["ready"],
    paused: ["active"],
    outage: ["active"],
    resumed: ["paused"],
    extended: ["ready", "active", "paused"],
    moved: ["ready", "active", "paused"],
    low_time: ["active"],
    completed: ["active"],
    force_completed: ["active", "paused"],
    terminated: ["ready", "active", "paused"],
    expired: ["ready"],
  };
  const stop = (at: number) => {
    if (since === null) return;
    used += at - since;
    (runs.at(-1) as [number, number | null])[1] = at;
    since = null;
  };
  for (const event of events.slice(1)) {
    const at = event.at.getTime();
    if (!may[event.type]?.includes(status)) say("history", `${event.type} while ${status}`);
    if (event.type === "started" || event.type === "resumed") {
      status = "active";
      since = at;
      runs.push([at, null]);
    } else if (event.type === "paused" || event.type === "outage") {
      stop(at);
      status = "paused";
    } else if (event.type === "extended") granted += event.duration_ms;
    else if (event.type !== "low_time" && event.type !== "moved") {
      const deadline = since === null ? null : since + granted + events[0].duration_ms - used;
      if (event.type === "completed" && at !== deadline)
        say("deadline", `closed as of ${at}, was due at ${deadline}`);
      stop(at);
      writtenOff = event.type === "force_completed" ? event.duration_ms : 0;
      used += writtenOff;
      status = event.type === "force_completed" ? "completed" : event.type;
      ended = at;
    }
  }
  granted += events[0]?.duration_ms ?? 0;

  if (session.status !== status) say("history", `the row says ${session.status}, the events ${status}`);
  if (session.granted_ms !== granted)
    say("time", `granted ${session.granted_ms} ms, by the events ${granted}`);
  if (session.used_ms !== used) say("time", `used ${session.used_ms} ms, by the events ${used}`);
  if (session.written_off_ms !== writtenOff)
    say("time", `written off ${session.written_off_ms}, by the events ${writtenOff}`);
  if ((session.running_since?.getTime() ?? null) !== since)
    say("history", "runs since another instant than its events say");
  if ((session.completed_at?.getTime() ?? null) !== ended)
    say("history", "ended at another instant than its events say");
  if (used < 0 || used > granted) say("time", `used ${used} of ${granted} ms`);
  if (status === "completed" && used !== granted) say("time", `completed with ${granted - used} ms left`);
  const invoice = tables.invoices.find((row) => row.id === session.invoice_id);
  const purchase = tables.purchases.find((row) => row.id === invoice?.purchase_id);
  if (events[0]?.duration_ms !== purchase?.minutes * 60_000)
    say("time", "did not begin with the minutes that were sold");
  const grants = mine(tables.grants).reduce((sum, row) => sum + row.granted_ms, 0);
  if (grants !== granted) say("time", `grants sum to ${grants} ms, the events to ${granted}`);
  const kept = mine(tables.runs).map((row) => [row.started_at.getTime(), row.ended_at?.getTime() ?? null]);
  const inOrder = (list: Array<Array<number | null>>) => JSON.stringify(list.map((run) => run.join()).sort());
  if (inOrder(kept) !== inOrder(runs)) say("time", `the runs are not those that its events tell`);
  if (session.ends_at && session.ends_at.getTime() !== since! + granted - used)
    say("deadline", "ends at another instant than is due");
  const late = session.ends_at && tables.now.now.getTime() - session.ends_at.getTime();
  if (late > CLOSE_WITHIN_MS && tables.now.stopped_at === null)
    say("deadline", `is due since ${late} ms and still open`);
  if (ended !== null && invoice?.status === "used" && invoice.used_at?.getTime() !== ended)
    say("invoice", "was used up at another instant than the session ended");
  return wrong;
}

function groupBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
