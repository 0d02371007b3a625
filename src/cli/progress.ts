/** A line that says how far a long work is, on standard error and only where somebody watches. */
export interface Progress {
  show(done: number, total: number, label: string): void;
  end(): void;
}

const WIDTH = 24;

export function openProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  const watched = stream.isTTY === true;
  const clear = () => stream.write("\r\u001b[2K");
  return {
    show(done, total, label) {
      if (!watched) return;
      const full = total === 0 ? WIDTH : Math.min(WIDTH, Math.round((done / total) * WIDTH));
      clear();
      stream.write(`${"█".repeat(full)}${"░".repeat(WIDTH - full)} ${done}/${total} ${label}`);
    },
    end() {
      if (watched) clear();
    },
  };
}
