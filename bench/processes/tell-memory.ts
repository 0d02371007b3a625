// Loaded before a program (`--import`, with `--expose-gc`): it tells its resident bytes after a collection when asked
// for "memory".

process.on("message", (question) => {
  if (question !== "memory") return;
  for (let round = 0; round < 3; round += 1) globalThis.gc?.();
  process.send?.(process.memoryUsage.rss());
});
