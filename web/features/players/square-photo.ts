/** Small enough for the counter's disk and line, large enough to know somebody by. */
const SIDE = 320;
const QUALITY = 0.85;

/** The middle of a picture as a small square JPEG, in base64. Throws when the browser cannot read the picture. */
export function squarePhoto(picture: ImageBitmap | HTMLVideoElement): string {
  const isVideo = picture instanceof HTMLVideoElement;
  const width = isVideo ? picture.videoWidth : picture.width;
  const height = isVideo ? picture.videoHeight : picture.height;
  const side = Math.min(width, height);
  const canvas = document.createElement("canvas");
  canvas.width = SIDE;
  canvas.height = SIDE;
  const drawing = canvas.getContext("2d");
  if (drawing === null || side === 0) throw new Error("The picture cannot be drawn.");
  // What is transparent would become black in a JPEG.
  drawing.fillStyle = "#ffffff";
  drawing.fillRect(0, 0, SIDE, SIDE);
  drawing.drawImage(picture, (width - side) / 2, (height - side) / 2, side, side, 0, 0, SIDE, SIDE);
  return canvas.toDataURL("image/jpeg", QUALITY).split(",")[1] ?? "";
}
