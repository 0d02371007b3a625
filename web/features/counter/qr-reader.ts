import wasmUrl from "zxing-wasm/reader/zxing_reader.wasm?url";

/** The part of the Shape Detection standard that we use (https://wicg.github.io/shape-detection-api/). */
interface Detector {
  detect(source: ImageBitmapSource): Promise<ReadonlyArray<{ readonly rawValue: string }>>;
}
interface DetectorClass {
  new (options: { formats: Array<"qr_code"> }): Detector;
  getSupportedFormats(): Promise<readonly string[]>;
}

let reader: Promise<Detector> | null = null;

/** The browser's own `BarcodeDetector` where it knows QR codes, otherwise its ponyfill with our own copy of ZXing. */
export function loadQrReader(): Promise<Detector> {
  reader ??= (async () => {
    const native = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
    const formats = native ? await native.getSupportedFormats() : [];
    if (native && formats.includes("qr_code")) return new native({ formats: ["qr_code"] });
    const ponyfill = await import("barcode-detector/ponyfill");
    ponyfill.prepareZXingModule({ overrides: { locateFile: () => wasmUrl } });
    return new ponyfill.BarcodeDetector({ formats: ["qr_code"] });
  })();
  // What could not be loaded on a bad line is loaded again the next time.
  reader.catch(() => {
    reader = null;
  });
  return reader;
}

/** The text of the first QR in a picture or a video frame, or null. */
export async function readQr(source: ImageBitmapSource): Promise<string | null> {
  const detector = await loadQrReader();
  const found = await detector.detect(source);
  return found[0]?.rawValue ?? null;
}
