import { productActor } from "../core/actor.ts";
import { BusinessError } from "../core/errors.ts";
import type { Language } from "../core/problems.ts";
import { say } from "../core/sentence.ts";
import type { Db } from "../db/pool.ts";
import { inSnapshot } from "../db/snapshot.ts";
import { readChecklist } from "../sessions/queries.ts";
import type { Surroundings } from "./check.ts";
import { checks } from "./checks.ts";
import { runCheck } from "./examine.ts";
import { presentFinding } from "./queries.ts";
import { findCase } from "./reference.ts";
import type { Explanation } from "./schema.ts";
import { ofCase } from "./scope.ts";
import { readTimeline } from "./timeline.ts";

/**
 * Why can't this customer play? The six steps, everything that happened, what the doctor finds wrong with it, and the
 * one thing to do next, in the words of staff. Without a venue it looks in all of them. Throws `reference_unknown`.
 */
export async function explain(
  db: Db,
  atVenue: number | null,
  reference: string,
  surroundings: Surroundings,
  language: Language,
): Promise<Explanation> {
  const found = await findCase(db, atVenue, reference);
  if (found === null) throw new BusinessError("reference_unknown", { reference });
  const { venueId, purchaseId, invoiceId, sessionId } = found;
  const results = await inSnapshot(db, async (tx) => {
    const all = [];
    for (const check of checks.filter(({ severity }) => severity !== "notice")) {
      all.push(await runCheck(tx, check, ofCase(found), surroundings));
    }
    return all;
  });
  const findings = results.flatMap(({ check, findings: wrong }) =>
    wrong.map((finding) => ({
      check: check.name,
      title: say(check.title, language),
      remedy: say(check.remedy, language),
      repairable: check.repair !== undefined,
      finding: presentFinding(check, finding, language),
    })),
  );
  const checklist = await readChecklist(db, productActor(venueId), { purchaseId }, language);
  const about = await db
    .selectFrom("purchases as p")
    .innerJoin("users as u", "u.id", "p.player_id")
    .leftJoin("purchase_session_overview as o", (join) =>
      join.onRef("o.venue_id", "=", "p.venue_id").onRef("o.purchase_id", "=", "p.id"),
    )
    .select(["p.game_name", "p.package_name", "p.payment_status", "p.player_id", "u.name"])
    .select(["o.invoice_number", "o.invoice_status", "o.session_status"])
    .where("p.venue_id", "=", venueId)
    .where("p.id", "=", purchaseId)
    .executeTakeFirstOrThrow();
  const remedy = checklist.steps.find((step) => step.remedy !== null)?.remedy ?? null;
  const repairable = findings.some((one) => one.repairable);
  return {
    purchaseId,
    invoiceId,
    sessionId,
    invoiceNumber: about.invoice_number,
    playerId: about.player_id,
    playerName: about.name,
    gameName: about.game_name,
    packageName: about.package_name,
    paymentStatus: about.payment_status,
    invoiceStatus: about.invoice_status,
    sessionStatus: about.session_status,
    next: repairable ? say(press, language) : (findings[0]?.remedy ?? remedy ?? say(fine, language)),
    repairable,
    checklist,
    findings,
    timeline: await readTimeline(db, found, language),
  };
}

const press = {
  fr: "Quelque chose ne va pas dans les données. Appuyez sur « Réparer ».",
  en: "Something is wrong in the data. Press “Repair”.",
};
const fine = {
  fr: "Tout va bien : il n’y a rien à faire.",
  en: "All is well: there is nothing to do.",
};
