export const photoTypes = ["image/jpeg", "image/png", "image/webp"] as const;
export type PhotoType = (typeof photoTypes)[number];

/** The largest photo that is kept, in bytes; the same as the check on `player_photos.image`. */
export const LARGEST_PHOTO = 200 * 1024;

/** What an image is by its first bytes, whatever it is called; null for anything that is no photo. */
export function photoTypeOf(image: Uint8Array): PhotoType | null {
  const begins = (offset: number, bytes: readonly number[]) =>
    bytes.every((byte, index) => image[offset + index] === byte);
  if (begins(0, [0xff, 0xd8, 0xff])) return "image/jpeg";
  if (begins(0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return "image/png";
  // "RIFF", four bytes of length, "WEBP".
  if (begins(0, [0x52, 0x49, 0x46, 0x46]) && begins(8, [0x57, 0x45, 0x42, 0x50])) return "image/webp";
  return null;
}
