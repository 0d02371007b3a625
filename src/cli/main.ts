import { enableCompileCache } from "node:module";
import { join } from "node:path";

// What was compiled once is kept, so that a next start is quicker. It counts for what is loaded from here on only;
// hence the rest is loaded by this line and not above. A folder that cannot be written to is no hindrance.
enableCompileCache(join(import.meta.dirname, "../../node_modules/.cache/compiled"));
await import("./run.ts");
