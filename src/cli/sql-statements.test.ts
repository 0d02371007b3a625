import assert from "node:assert/strict";
import { test } from "node:test";
import { isBlank, splitStatements } from "./sql-statements.ts";

test("statements end at their semicolon and at no other", () => {
  const whole = [
    "select 1;",
    "select 'a;b', 'it''s;', \"c;d\";",
    "select e'it\\'s;' as type_e;",
    "select 1 -- not; here\n, 2;",
    "select /* nor; there */ 3;",
    "create function f() returns int language sql as $$ select 1; $$;",
    "do $été$ begin perform '$$;'; end $été$;",
    "select $1;",
  ];
  assert.deepEqual(splitStatements(`${whole.join("\n")}\nselect 4`), {
    statements: whole,
    rest: "\nselect 4",
  });
  assert.deepEqual(splitStatements(whole.join("")).statements, whole);
});

test("what is not finished waits for the rest of it", () => {
  for (const begun of [
    "select 'a;",
    'select "a;',
    "select 1 /* ;",
    "do $$ select 1;",
    "select e'\\';",
    "select 'it'';",
  ]) {
    assert.deepEqual(splitStatements(begun), { statements: [], rest: begun });
  }
  assert.deepEqual(splitStatements("select 'a;\nb';").statements, ["select 'a;\nb';"]);
});

test("blanks, comments and lone semicolons are nothing to run", () => {
  assert.deepEqual(splitStatements(" ;; -- a;\n/* b; */ ;").statements, []);
  assert.equal(isBlank(" -- only a comment"), true);
  assert.equal(isBlank("select 1"), false);
});
