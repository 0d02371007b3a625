import { recordAudit } from "../audit/actions.ts";
import { BusinessError } from "../core/errors.ts";
import { inputRule } from "../core/invalid-input.ts";
import { LARGEST_PHOTO, photoTypeOf } from "../core/photo.ts";
import { readClock } from "../db/clock.ts";
import type { ActionContext } from "../db/transaction.ts";
import { lockPlayer, readPlayer } from "./queries.ts";
import type { Player } from "./schema.ts";

export interface ProfileChanges {
  readonly consent?: boolean;
  readonly birthDate?: string | null;
  readonly notes?: string;
  readonly guardianPhone?: string | null;
}

/**
 * Changes what is kept of a locked player. Consent that is withdrawn takes the photo and the date of birth with it, and
 * no trace of them stays. Throws `consent_needed`, and `invalid_input` for a day of birth that is yet to come.
 */
export async function changeProfile(
  context: ActionContext,
  playerId: number,
  changes: ProfileChanges,
): Promise<void> {
  const { tx, actor } = context;
  const [before, now] = await Promise.all([readProfile(context, playerId), readClock(tx)]);
  const withdraws = changes.consent === false;
  const consentedAt = withdraws ? null : (before?.consented_at ?? (changes.consent ? now : null));
  if (changes.birthDate != null) {
    if (consentedAt === null) throw new BusinessError("consent_needed");
    await refuseFuture(context, changes.birthDate);
  }
  if (withdraws) await deletePhoto(context, playerId);
  const isNew = before?.consented_at == null && consentedAt !== null;
  const profile = {
    consented_at: consentedAt,
    consented_by: isNew ? actor.userId : consentedAt === null ? null : (before?.consented_by ?? null),
    ...(withdraws ? { birth_date: null } : {}),
    ...(changes.birthDate === undefined ? {} : { birth_date: changes.birthDate }),
    ...(changes.notes === undefined ? {} : { notes: changes.notes }),
    ...(changes.guardianPhone === undefined ? {} : { guardian_phone: changes.guardianPhone }),
  };
  await tx
    .insertInto("player_profiles")
    .values({ venue_id: actor.venueId, player_id: playerId, ...profile })
    .onConflict((conflict) => conflict.columns(["venue_id", "player_id"]).doUpdateSet(profile))
    .execute();
  if (isNew || (withdraws && before?.consented_at != null)) {
    recordAudit(context, {
      action: isNew ? "player.consent" : "player.consent_withdrawn",
      subject: "player",
      subjectId: playerId,
    });
  }
}

/**
 * Keeps a photo in place of the one before. Its first bytes tell what it is. Throws `not_found`, `consent_needed`,
 * `photo_refused` for what is no photo or too large.
 */
export async function changePhoto(context: ActionContext, playerId: number, base64: string): Promise<Player> {
  const { tx, actor } = context;
  const image = Buffer.from(base64, "base64");
  const type = image.length > LARGEST_PHOTO ? null : photoTypeOf(image);
  if (type === null) throw new BusinessError("photo_refused", { largestKilobytes: LARGEST_PHOTO / 1024 });
  await lockPlayer(tx, actor.venueId, playerId);
  const [profile, now] = await Promise.all([readProfile(context, playerId), readClock(tx)]);
  const consentedAt = profile?.consented_at ?? null;
  if (consentedAt === null) throw new BusinessError("consent_needed");
  const photo = { consented_at: consentedAt, image, type, updated_at: now };
  await tx
    .insertInto("player_photos")
    .values({ venue_id: actor.venueId, player_id: playerId, ...photo })
    .onConflict((conflict) => conflict.columns(["venue_id", "player_id"]).doUpdateSet(photo))
    .execute();
  recordAudit(context, { action: "player.photo", subject: "player", subjectId: playerId });
  return readPlayer(tx, actor.venueId, playerId);
}

/** Removes a player's photo, if there is one. Throws `not_found`. */
export async function removePhoto(context: ActionContext, playerId: number): Promise<Player> {
  const { tx, actor } = context;
  await lockPlayer(tx, actor.venueId, playerId);
  if (await deletePhoto(context, playerId))
    recordAudit(context, { action: "player.photo_remove", subject: "player", subjectId: playerId });
  return readPlayer(tx, actor.venueId, playerId);
}

async function deletePhoto({ tx, actor }: ActionContext, playerId: number): Promise<boolean> {
  const gone = await tx
    .deleteFrom("player_photos")
    .where("venue_id", "=", actor.venueId)
    .where("player_id", "=", playerId)
    .returning("player_id")
    .execute();
  return gone.length > 0;
}

async function readProfile({ tx, actor }: ActionContext, playerId: number) {
  return tx
    .selectFrom("player_profiles")
    .select(["consented_at", "consented_by"])
    .where("venue_id", "=", actor.venueId)
    .where("player_id", "=", playerId)
    .executeTakeFirst();
}

/** By the venue's calendar: a child may be born today. */
async function refuseFuture({ tx, actor }: ActionContext, birthDate: string): Promise<void> {
  const { time_zone: timeZone } = await tx
    .selectFrom("venues")
    .select("time_zone")
    .where("id", "=", actor.venueId)
    .executeTakeFirstOrThrow();
  const now = Temporal.Instant.fromEpochMilliseconds((await readClock(tx)).getTime());
  const today = now.toZonedDateTimeISO(timeZone).toPlainDate();
  if (Temporal.PlainDate.compare(birthDate, today) <= 0) return;
  throw new BusinessError("invalid_input", {
    errors: [{ field: "birthDate", message: inputRule("day_of_birth") }],
  });
}
