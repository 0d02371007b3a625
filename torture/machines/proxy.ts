import { join } from "node:path";
import { freePort } from "../../src/db/embedded/free-port.ts";
import { until } from "../../test/processes.ts";
import { askServer } from "./cluster.ts";
import { startProgram } from "./programs.ts";

const RECIPES = join(import.meta.dirname, "../../deploy");

/** Starts HAProxy with a recipe of deploy/, as it stands there. Answers the address in front of the primary. */
export async function startProxy(
  folder: string,
  recipe: string,
  environment: Record<string, string>,
): Promise<string> {
  const address = `127.0.0.1:${await freePort()}`;
  startProgram("haproxy", ["-db", "-f", join(RECIPES, recipe)], join(folder, "haproxy.log"), {
    ...environment,
    GAMEZONE_PROXY: address,
  });
  // Until its first look at them the proxy believes every server to be the primary.
  let right = 0;
  await until("the proxy leads to the primary alone", async () => {
    const rows = await askServer(address, "select pg_is_in_recovery() as standby").catch(() => []);
    right = rows[0]?.standby === false ? right + 1 : 0;
    return right > 10;
  });
  return address;
}
