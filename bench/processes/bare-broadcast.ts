import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

// A server of Node and nothing else: asked for a broadcast of so many bytes, it writes one event to every response
// that is open. Answers when it began, in nanoseconds of the machine's stopwatch.

const open = new Set<ServerResponse>();
const server = createServer((_request, response) => {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write("retry: 2000\n\n");
  open.add(response);
  response.on("close", () => open.delete(response));
});
process.on("message", ({ bytes }: { bytes: number }) => {
  const frame = "event: session\ndata: \n\n";
  const begun = process.hrtime.bigint();
  const text = frame.replace("data: ", `data: ${"x".repeat(bytes - frame.length)}`);
  for (const response of open) response.write(text);
  process.send?.({ begun: String(begun) });
});
server.listen(0, "127.0.0.1", () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
process.on("SIGTERM", () => process.exit(0));
