import { writeFile } from "node:fs/promises";
import { PNG } from "pngjs";

const WIDTH = 640;
const HEIGHT = 480;
const FRAMES = 8;

/** Writes a video (YUV4MPEG2) in which a picture stands still before a grey wall: what a fake camera shows. */
export async function filmPicture(picture: Buffer, file: string): Promise<void> {
  const { width, height, data } = PNG.sync.read(picture);
  const luma = Buffer.alloc(WIDTH * HEIGHT, 0x90);
  const left = Math.floor((WIDTH - width) / 2);
  const top = Math.floor((HEIGHT - height) / 2);
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      luma[(top + row) * WIDTH + left + column] = data[(row * width + column) * 4] as number;
    }
  }
  const colour = Buffer.alloc((WIDTH * HEIGHT) / 2, 128);
  const frame = Buffer.concat([Buffer.from("FRAME\n"), luma, colour]);
  const header = Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420mpeg2\n`);
  await writeFile(file, Buffer.concat([header, ...Array.from({ length: FRAMES }, () => frame)]));
}
