import { sql } from "kysely";
import type { Logger } from "pino";
import { spaceFrench } from "../core/french-spacing.ts";
import type { Db } from "../db/pool.ts";
import { type KnownResult, readUnalerted } from "../doctor/queries.ts";
import type { Alert, Channel } from "./channels.ts";

/**
 * Tells people outside the counter of critical findings that they have not been told of. Each is told once for as long
 * as it stands; what could not be sent is sent the next time.
 */
export async function sendAlerts(db: Db, channels: readonly Channel[], logger: Logger): Promise<void> {
  if (channels.length === 0) return;
  const news = await readUnalerted(db);
  for (const venueId of new Set(news.map((result) => result.venueId))) {
    const ofVenue = news.filter((result) => result.venueId === venueId);
    const alert = toAlert(ofVenue);
    const sent = await Promise.allSettled(channels.map((channel) => channel.send(alert)));
    for (const [index, outcome] of sent.entries()) {
      if (outcome.status === "rejected") {
        logger.error({ err: outcome.reason, channel: channels[index]?.name }, "an alert could not be sent");
      }
    }
    // One that arrived is enough: whoever read it looks at the screen.
    if (sent.every(({ status }) => status === "rejected")) continue;
    const names = ofVenue.map(({ check }) => check.name);
    await sql`update check_results set alerted_at = clock_now()
      where venue_id = ${venueId} and name = any (${names}) and found > 0`.execute(db);
  }
}

function toAlert(results: readonly KnownResult[]): Alert {
  const [first] = results as [KnownResult, ...KnownResult[]];
  const lines = results.map(({ check, found }) =>
    [`${check.title.fr} : ${found}`, check.meaning.fr, check.remedy.fr].join("\n"),
  );
  return {
    venueId: first.venueId,
    venue: first.venueName,
    subject: spaceFrench(`GameZone, ${first.venueName} : ${first.check.title.fr.toLowerCase()}`),
    text: spaceFrench([...lines, "Ouvrez l’écran « Diagnostic »."].join("\n\n")),
    findings: results.map(({ check, found, foundSince }) => ({
      check: check.name,
      title: check.title.fr,
      found,
      since: foundSince?.toISOString() ?? null,
    })),
  };
}
