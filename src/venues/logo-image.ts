import { inflateSync } from "node:zlib";

export type LogoType = "image/png" | "image/jpeg";

export const LARGEST_LOGO_BYTES = 200_000;
/** Points a side: a printed logo is some centimetres wide. */
const LARGEST_SIDE = 2000;

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const COLOUR = { 0: 1, 2: 3, 4: 2, 6: 4 } as const;
const CHUNK_FRAME = 12;

/**
 * What an image is by its own bytes, whatever it was called; null for what an invoice could not print: everything but
 * JPEG and plain PNG (eight bits a channel, not interlaced, no palette). It is read to its end here, since whatever
 * prints it later would stumble over a damaged one with a customer waiting.
 */
export function logoTypeOf(image: Buffer): LogoType | null {
  if (image.subarray(0, PNG.length).equals(PNG)) return isPrintablePng(image) ? "image/png" : null;
  if (image[0] === 0xff && image[1] === 0xd8) return isPrintableJpeg(image) ? "image/jpeg" : null;
  return null;
}

/** PNG (RFC 2083): chunks of a length, a type, data and a checksum; the picture is in those called IDAT. */
function isPrintablePng(image: Buffer): boolean {
  const parts: Buffer[] = [];
  let channels: number | undefined;
  let size = { width: 0, height: 0 };
  let at = PNG.length;
  while (at + CHUNK_FRAME <= image.length) {
    const length = image.readUInt32BE(at);
    const type = image.toString("latin1", at + 4, at + 8);
    const data = image.subarray(at + 8, at + 8 + length);
    if (data.length < length) return false;
    if (type === "IHDR" && length === 13 && at === PNG.length) {
      const [depth, colour, compression, filter, interlaced] = data.subarray(8);
      if (depth !== 8 || compression !== 0 || filter !== 0 || interlaced !== 0) return false;
      channels = COLOUR[colour as keyof typeof COLOUR];
      size = { width: data.readUInt32BE(0), height: data.readUInt32BE(4) };
    } else if (type === "IDAT") parts.push(data);
    else if (type === "IEND") return channels !== undefined && holdsPicture(parts, size, channels);
    // A palette or a transparent colour of another kind of picture.
    else if (type === "PLTE" || type === "tRNS") return false;
    at += CHUNK_FRAME + length;
  }
  return false;
}

/** Each line begins with the number of its filter, 0 to 4. */
function holdsPicture(
  parts: readonly Buffer[],
  { width, height }: { width: number; height: number },
  channels: number,
): boolean {
  if (!isSide(width) || !isSide(height)) return false;
  const line = 1 + width * channels;
  try {
    const picture = inflateSync(Buffer.concat(parts), { maxOutputLength: line * height });
    if (picture.length !== line * height) return false;
    for (let at = 0; at < picture.length; at += line) if ((picture[at] as number) > 4) return false;
    return true;
  } catch {
    return false;
  }
}

/** JPEG (ITU T.81): segments of a marker and a length; the one that begins the picture tells its size. */
function isPrintableJpeg(image: Buffer): boolean {
  let at = 2;
  while (at + 10 <= image.length && image[at] === 0xff) {
    const marker = image[at + 1] as number;
    const beginsPicture = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (beginsPicture) {
      const depth = image[at + 4];
      const channels = image[at + 9];
      const isWhole = image.includes(Buffer.from([0xff, 0xd9]), at);
      return (
        depth === 8 &&
        (channels === 1 || channels === 3) &&
        isSide(image.readUInt16BE(at + 5)) &&
        isSide(image.readUInt16BE(at + 7)) &&
        isWhole
      );
    }
    at += 2 + image.readUInt16BE(at + 2);
  }
  return false;
}

function isSide(points: number): boolean {
  return points >= 1 && points <= LARGEST_SIDE;
}
