import { fire, type Shot } from "../http/load.ts";
import { type Contestant, withServers } from "../http/servers.ts";
import { interleave, median, report, SHORT } from "../measure.ts";

// How many sales, scans and session commands a second the whole product answers over HTTP, all checks on (API key,
// roles, limits, idempotency, audit, log, live screens), against bare Fastify and pg that write the indispensable rows
// of each in a plain transaction.

const sales = SHORT ? 40 : 1000;
const rounds = SHORT ? 1 : 5;

/** What every step of a round found, by its name. */
type Steps = Record<"sale" | "scan16" | "scan64" | "commands", number>;

await withServers(async ({ product, bare }) => {
  if (!SHORT) {
    await playRound(product);
    await playRound(bare);
  }
  const steps: Record<"product" | "bare", Steps[]> = { product: [], bare: [] };
  const contestants = { product, bare };
  const play = (name: "product" | "bare") => async () => {
    const found = await playRound(contestants[name]);
    steps[name].push(found);
    return found.sale;
  };
  await interleave({ product: play("product"), bare: play("bare") }, rounds);
  const claims: Record<keyof Steps, string> = {
    sale: "a sale with its payment and invoice over HTTP, 16 connections",
    scan16: "a scan over HTTP, 16 connections",
    scan64: "a scan over HTTP, 64 connections",
    commands: "start, extend and pause over HTTP, 64 connections",
  };
  for (const name of Object.keys(claims) as Array<keyof Steps>) {
    const middle = (all: Steps[]) => median(all.map((step) => step[name]));
    await report({
      claim: claims[name],
      ours: middle(steps.product),
      baseline: middle(steps.bare),
      against: "bare Fastify and pg, plain transactions",
      unit: "/s",
      wanted: { atLeast: 0.6 },
    });
  }
});

/** Sells, scans half with 16 connections and half with 64, then starts, extends and pauses every session. */
async function playRound({ address, prefix, headers, playerId, packageId }: Contestant): Promise<Steps> {
  const shoot = (shots: Shot[], connections: number) => fire(address, headers, shots, connections);
  const shots = <Item>(
    items: readonly Item[],
    path: (item: Item) => string,
    body: (item: Item) => unknown,
    status: number,
  ): Shot[] => items.map((item) => ({ path: prefix + path(item), body: body(item), status }));

  const begun = performance.now();
  const bought = await shoot(
    shots(
      Array(sales).fill(null),
      () => "/purchases",
      () => ({ playerId, packageId }),
      201,
    ),
    16,
  );
  const paid = await shoot(
    shots(
      bought.bodies,
      ({ id }) => `/purchases/${id}/payments`,
      () => ({ method: "cash", amount: 500 }),
      201,
    ),
    16,
  );
  const sale = sales / ((performance.now() - begun) / 1000);

  const codes = paid.bodies.map((body) => body.invoice?.validationCode ?? body.validation_code);
  const scans = shots(
    codes,
    () => "/scans",
    (code) => ({ code }),
    201,
  );
  const few = await shoot(scans.slice(0, sales / 2), 16);
  const many = await shoot(scans.slice(sales / 2), 64);

  const ids = [...few.bodies, ...many.bodies].map((body) => (body.session ?? body).id);
  let commands = 0;
  for (const [command, body] of [
    ["start", {}],
    ["extend", { minutes: 5, reason: "bench" }],
    ["pause", {}],
  ] as const) {
    const { perSecond } = await shoot(
      shots(
        ids,
        (id) => `/sessions/${id}/${command}`,
        () => body,
        200,
      ),
      64,
    );
    commands += 1 / perSecond;
  }
  return { sale, scan16: few.perSecond, scan64: many.perSecond, commands: 3 / commands };
}
