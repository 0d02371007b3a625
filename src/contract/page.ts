import { z } from "zod";
import { BusinessError } from "../core/errors.ts";
import { inputRule } from "../core/invalid-input.ts";

/** Lists are read newest first, a page at a time; the cursor is opaque to callers. */
export const pageQuery = z.strictObject({
  limit: z.coerce.number().pipe(z.int().min(1).max(200)).default(50),
  cursor: z.string().max(64).optional(),
});
export type PageQuery = z.output<typeof pageQuery>;

export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

export interface Page<Item> {
  readonly items: Item[];
  readonly nextCursor: string | null;
}

/** The id to read before, or null on the first page. Throws `invalid_input` when the cursor is not one of ours. */
export function readCursor(cursor: string | undefined): number | null {
  if (cursor === undefined) return null;
  const id = Number(Buffer.from(cursor, "base64url").toString("utf8"));
  if (!Number.isSafeInteger(id) || id < 1) {
    throw new BusinessError("invalid_input", {
      errors: [{ field: "cursor", message: inputRule("unknown_cursor") }],
    });
  }
  return id;
}

/** Cuts a page out of `limit + 1` rows; the extra row only tells that there is more. */
export function toPage<Row extends { id: number }, Item>(
  rows: readonly Row[],
  limit: number,
  present: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const more = rows.length > limit && last !== undefined;
  return {
    items: shown.map(present),
    nextCursor: more ? Buffer.from(String(last.id)).toString("base64url") : null,
  };
}
