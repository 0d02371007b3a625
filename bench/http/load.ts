import { Agent, request } from "node:http";

/** One request of a load, and what its answer must be. */
export interface Shot {
  readonly path: string;
  readonly body: unknown;
  readonly status: number;
}

/**
 * Sends every request once over so many connections, each waiting for its answer before the next. Answers the bodies,
 * in the order of the requests, and how many were answered a second. Throws at an answer with another status.
 */
export async function fire(
  address: string,
  headers: () => Record<string, string>,
  shots: readonly Shot[],
  connections: number,
  // biome-ignore lint/suspicious/noExplicitAny: a bench reads the answers of several routes
): Promise<{ perSecond: number; bodies: any[] }> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const { hostname, port } = new URL(address);
  const bodies = new Array<unknown>(shots.length);
  let next = 0;
  const shoot = async () => {
    for (let index = next++; index < shots.length; index = next++) {
      const shot = shots[index] as Shot;
      const payload = JSON.stringify(shot.body);
      bodies[index] = await new Promise((resolve, reject) => {
        const sent = request(
          {
            agent,
            hostname,
            port,
            method: "POST",
            path: shot.path,
            headers: {
              ...headers(),
              "content-type": "application/json",
              "content-length": Buffer.byteLength(payload),
            },
          },
          (response) => {
            let text = "";
            response.setEncoding("utf8");
            response.on("data", (chunk) => {
              text += chunk;
            });
            response.on("end", () => {
              if (response.statusCode === shot.status) resolve(JSON.parse(text));
              else reject(new Error(`${shot.path} answered ${response.statusCode}: ${text}`));
            });
          },
        );
        sent.on("error", reject);
        sent.end(payload);
      });
    }
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: connections }, shoot));
  const seconds = (performance.now() - begun) / 1000;
  agent.destroy();
  return { perSecond: shots.length / seconds, bodies };
}
