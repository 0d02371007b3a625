/** A line on standard error that tells how far a long command has come; nothing where nobody looks at it. */
export interface Progress {
  /** `total` null: how much there is to do is not known, only what is done is told. */
  report(label: string, done: number, total: number | null): void;
  /** Takes the line away. */
  end(): void;
}

const EVERY_MS = 100;
const BAR = 24;

export function showProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  if (!stream.isTTY) return { report: () => {}, end: () => {} };
  let writtenAt = 0;
  let lastLabel = "";
  return {
    report(label, done, total) {
      const now = Date.now();
      if (label === lastLabel && now - writtenAt < EVERY_MS && done !== total) return;
      writtenAt = now;
      lastLabel = label;
      const line = `${label} ${total === null ? done : bar(done, total)}`;
      stream.write(`\r\x1b[K${line.slice(0, stream.columns || 80)}`);
    },
    end() {
      stream.write("\r\x1b[K");
    },
  };
}

function bar(done: number, total: number): string {
  const share = total === 0 ? 1 : Math.min(1, done / total);
  const full = Math.round(share * BAR);
  return `${"█".repeat(full)}${"░".repeat(BAR - full)} ${Math.floor(share * 100)} %`;
}
