/** Points a side: enough for a sharp print of some centimetres. */
const SIDES = [600, 400, 250] as const;
/** The same as the server's limit, in characters of base 64. */
const LARGEST = 266_000;

/**
 * Any picture that the browser can show, as a PNG small enough to be a logo, in base 64; a photograph becomes smaller
 * until it fits. Null for what is no picture.
 */
export async function shrinkImage(file: Blob): Promise<string | null> {
  const picture = await createImageBitmap(file).catch(() => null);
  if (picture === null) return null;
  for (const side of SIDES) {
    const factor = Math.min(1, side / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * factor));
    canvas.height = Math.max(1, Math.round(picture.height * factor));
    canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const [, image = ""] = canvas.toDataURL("image/png").split(",");
    if (image.length > 0 && image.length <= LARGEST) return image;
  }
  return null;
}
