import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Command } from "commander";
import { buildProgram } from "../src/cli/program.ts";
import { checks } from "../src/doctor/queries.ts";

const ROOT = join(import.meta.dirname, "..");
const GUIDE = join(ROOT, "..", "shared", "reference", "old-troubleshooting-guide.fr.md");
const runbook = readFileSync(join(ROOT, "docs", "runbook.fr.md"), "utf8");

test("every gamezone command in the documents exists, with the options they give it", async () => {
  const program = await buildProgram("en");
  let tried = 0;
  for (const file of globSync(["*.md", "docs/*.md"], { cwd: ROOT })) {
    const text = readFileSync(join(ROOT, file), "utf8");
    for (const [, line] of text.matchAll(/\.\/gamezone ([^`\n]+)/g)) {
      // As a shell splits it; what follows a pipe or a comment is another command's.
      const words = (line as string).split(/[|#]/)[0]?.match(/"[^"]*"|\S+/g) ?? [];
      let command: Command = program;
      let found = command.commands.find((one) => one.name() === words[0]);
      while (found) {
        command = found;
        words.shift();
        found = command.commands.find((one) => one.name() === words[0]);
      }
      if (words[0]?.startsWith("COMMAND")) continue;
      assert.notEqual(command, program, `${file}: ./gamezone ${line}`);
      for (const option of words.filter((word) => /^--?[a-z]/.test(word))) {
        const known = command.options.some(({ long, short }) => long === option || short === option);
        assert.ok(known, `${file}: ./gamezone ${line}: ${option}`);
      }
      tried += 1;
    }
  }
  assert.ok(tried > 25, `${tried} commands were found in the documents`);
});

test("the runbook has a line for every check of the doctor, under its name on the screen", () => {
  const missing = checks.filter(
    ({ severity, title }) => severity !== "notice" && !runbook.includes(`| ${title.fr} |`),
  );
  assert.deepEqual(
    missing.map(({ title }) => title.fr),
    [],
  );
});

test("the runbook answers every heading of the old guide", {
  skip: existsSync(GUIDE) ? false : "the old guide does not lie beside this checkout",
}, () => {
  const headings = readFileSync(GUIDE, "utf8").matchAll(/^#{2,4} (.+)$/gm);
  const plain = (text: string) =>
    text
      .normalize("NFC")
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, " ")
      .trim();
  const said = plain(runbook);
  const missing = [...headings]
    .map(([, heading]) => heading as string)
    .filter((one) => !said.includes(plain(one)));
  assert.deepEqual(missing, []);
});

test("every test that the threat model names exists", () => {
  const named = readFileSync(join(ROOT, "docs", "security.md"), "utf8").matchAll(
    /`((?:src|test|e2e)\/[^`\s]+\.ts)`/g,
  );
  const files = [...new Set([...named].map(([, file]) => file as string))];
  assert.ok(files.length > 20, `${files.length} files`);
  assert.deepEqual(
    files.filter((file) => !existsSync(join(ROOT, file))),
    [],
  );
  // A row of a table is a threat, its defence and its test.
  const rows = readFileSync(join(ROOT, "docs", "security.md"), "utf8").match(/^\| (?!tries|-).+$/gm) ?? [];
  assert.ok(rows.length > 25, `${rows.length} threats`);
  assert.deepEqual(
    rows.filter((row) => !/`(src|test|e2e)\/[^`]+\.ts` *\|$|\.ts`(, `[^`]+`)* \|$/.test(row)),
    [],
  );
});
