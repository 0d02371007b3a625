import { sql } from "kysely";
import { recordAudit } from "../audit/actions.ts";
import { announceChange } from "../db/announce.ts";
import type { ActionContext } from "../db/transaction.ts";
import { LARGEST_LOGO_BYTES, logoTypeOf } from "./logo-image.ts";
import { type Logo, lockVenue, readVenue } from "./queries.ts";
import type { Venue } from "./schema.ts";
import { refuseSetting } from "./settings.ts";

/**
 * Gives the venue another logo, sent in base 64, or takes it away. Throws `invalid_input` for what is no PNG or JPEG
 * that can be printed, or too large.
 */
export async function changeLogo(
  { tx, actor }: ActionContext,
  { image }: { image: string | null },
): Promise<Venue> {
  const { venueId } = actor;
  const logo = image === null ? null : checkLogo(Buffer.from(image, "base64"));
  await lockVenue(tx, venueId);
  if (logo === null) await tx.deleteFrom("venue_logos").where("venue_id", "=", venueId).execute();
  else {
    const row = { media_type: logo.type, image: logo.image };
    await tx
      .insertInto("venue_logos")
      .values({ venue_id: venueId, ...row })
      .onConflict((conflict) => conflict.column("venue_id").doUpdateSet(row))
      .execute();
  }
  await tx.updateTable("venues").set({ version: sql`version + 1` }).where("id", "=", venueId).execute();
  const details = { bytes: logo?.image.length ?? 0 };
  recordAudit({ tx, actor }, { action: "venue.logo", subject: "venue", subjectId: venueId, details });
  announceChange(tx, { venueId, kind: "venue", id: venueId });
  return readVenue(tx, venueId);
}

function checkLogo(image: Buffer): Logo {
  if (image.length > LARGEST_LOGO_BYTES) throw refuseSetting("image", "image_size");
  const type = logoTypeOf(image);
  if (type === null) throw refuseSetting("image", "image_kind");
  return { type, image };
}
