import type { ActionContext } from "../db/transaction.ts";
import { lockVenue } from "../venues/queries.ts";
import { createStation } from "./actions.ts";
import type { Station } from "./schema.ts";

/**
 * Makes PC 1 to PC n and PS 1 to PS m, all or none; those that exist already stay as they are, so that asking twice
 * makes nothing twice. Answers the new ones.
 */
export async function createSeveralStations(
  context: ActionContext,
  { computers, consoles }: { computers: number; consoles: number },
): Promise<{ stations: Station[] }> {
  const { tx, actor } = context;
  // Two who ask at once: the second finds what the first made.
  await lockVenue(tx, actor.venueId);
  const existing = await tx
    .selectFrom("stations")
    .select("name")
    .where("venue_id", "=", actor.venueId)
    .execute();
  const taken = new Set(existing.map(({ name }) => name.toLowerCase()));
  const wanted = [...named("PC", "computer", computers), ...named("PS", "console", consoles)];
  const stations: Station[] = [];
  for (const station of wanted) {
    if (!taken.has(station.name.toLowerCase())) stations.push(await createStation(context, station));
  }
  return { stations };
}

function named(prefix: string, kind: "computer" | "console", count: number) {
  return Array.from({ length: count }, (_, index) => ({
    name: `${prefix} ${index + 1}`,
    kind,
    active: true,
  }));
}
