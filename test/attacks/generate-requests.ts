import fc from "fast-check";
import type { OpenAPIV3_1 } from "openapi-types";

/** One request to try, ready to be sent. */
export interface TriedRequest {
  readonly method: string;
  /** With its query, as it is put on the wire. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string | undefined;
}

/** What really stands in the database, so that some requests get through. */
export interface Known {
  /**
   * Real ids and prices: by the name of a field (`playerId`), and what stands in a path by its first word (`players`) or,
   * where only some will do, by its first and last (`sessions/start`).
   */
  readonly ids: Readonly<Record<string, ReadonlyArray<number | string>>>;
  /** What a field may be where its schema alone would hardly hit it. */
  readonly values: Readonly<Record<string, readonly unknown[]>>;
  /** Whole bodies of a route, where what one field may be hangs on another. */
  readonly bodies: Readonly<Record<string, readonly unknown[]>>;
  /** The components of the document, to which its schemas refer. */
  readonly schemas: Readonly<Record<string, unknown>>;
  readonly codes: readonly string[];
  readonly usernames: readonly string[];
  readonly password: string;
}

type Schema = OpenAPIV3_1.SchemaObject;
type Values = fc.Arbitrary<unknown>;
type Fields = Readonly<Record<string, unknown>>;

const LONG = "x".repeat(4_000);

/** Text that means something to a database, a shell, a browser, a path or a parser. */
const hostileText = [
  "",
  " ",
  "\u0000",
  "a\u0000b",
  "\ud800",
  "\u202e\u0000",
  "\ufeff",
  "é".normalize("NFD").repeat(30),
  "👨‍👩‍👧‍👦".repeat(20),
  LONG,
  "' or '1'='1",
  "'; drop table users; --",
  "1); select pg_sleep(5); --",
  "\\'; select 1; --",
  "%",
  "_%_%_%_%",
  "\\",
  "#{7*7}",
  "{{7*7}}",
  "<img src=x onerror=alert(1)>",
  "../../../../etc/passwd",
  "..\\..\\windows\\win.ini",
  "$(id)",
  "\r\nset-cookie: a=b",
  "__proto__",
  "constructor",
  "null",
  "NaN",
  "-Infinity",
  "true",
  "1e400",
  "0x10",
  "٣",
  "9223372036854775808",
  "2026-02-30T25:61:61Z",
  "infinity",
];
const hostileNumbers = [
  0,
  -1,
  -0,
  1.5,
  1e-7,
  1e308,
  -1e308,
  2 ** 31,
  2 ** 31 - 1,
  2 ** 53,
  2 ** 53 + 2,
  2 ** 63,
  9_999_999_999,
];
const hostileValue: Values = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, [], {}, [[]], [1, "2"], { a: { b: 1 } }, { toString: "x" }),
  fc.constantFrom<unknown>(...hostileText),
  fc.constantFrom<unknown>(...hostileNumbers),
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.double(),
  fc.jsonValue({ maxDepth: 3 }),
);

const brokenBodies = [
  "",
  "{",
  "[]",
  "null",
  '"text"',
  "12",
  '{"a":',
  "\u0000",
  "\ufeff{}",
  '{"__proto__":{"role":"administrator"}}',
  '{"constructor":{"prototype":{"role":"administrator"}}}',
  `{"x":${"[".repeat(5_000)}`,
  `{"x":"${"y".repeat(70_000)}"}`,
  '{"id":1,"id":2}',
];

const hostilePath = [
  "0",
  "-1",
  "1.5",
  "1e3",
  "0x1",
  "+1",
  " 1",
  "9007199254740993",
  "9223372036854775808",
  "99999999999999999999999",
  "null",
  "undefined",
  "NaN",
  "Infinity",
  "true",
  "",
  "1'",
  "1;drop table users",
  "1 or 1=1",
  "../1",
  "...",
  "\u0000",
  "١",
  "9".repeat(99),
  "x".repeat(300),
].map(encodeURIComponent);

/** Requests of one route, made from its schemas: valid ones, nearly valid ones and hostile ones. */
export function requestsOf(
  method: string,
  path: string,
  operation: OpenAPIV3_1.OperationObject,
  known: Known,
): fc.Arbitrary<TriedRequest> {
  const parameters = (operation.parameters ?? []) as OpenAPIV3_1.ParameterObject[];
  const query = fieldsOf(
    Object.fromEntries(
      parameters.filter((one) => one.in === "query").map((one) => [one.name, one.schema as Schema]),
    ),
    [],
    known,
  );
  const body = (operation.requestBody as OpenAPIV3_1.RequestBodyObject | undefined)?.content[
    "application/json"
  ]?.schema as Schema | undefined;
  const valid = body && bodyOf(body, known.bodies[`${method} ${path.replace("/api/v1", "")}`] ?? [], known);
  const none = fc.constant(undefined);
  const language = fc.constantFrom("fr", "en", "", "x".repeat(200), "en;q=NaN, fr;q=-1", "*");
  const asMeant = { id: realId(path, known), query, payload: valid?.map(write) ?? none, key: none, language };
  const anyhow = {
    id: idInPath(path, known),
    query: fc.oneof({ weight: 4, arbitrary: query }, { weight: 1, arbitrary: spoiled(query) }),
    payload: valid === undefined ? none : payloadOf(valid),
    key: method === "POST" ? idempotencyKey : none,
    language,
  };
  return fc.oneof(fc.record(asMeant), fc.record(anyhow)).map((drawn) => ({
    method,
    url: `${path.replace(/\{[^}]+\}/, () => drawn.id)}${writeQuery(drawn.query as Fields)}`,
    headers: {
      "accept-language": drawn.language,
      ...(drawn.key === undefined ? {} : { "idempotency-key": drawn.key }),
      ...(drawn.payload === undefined ? {} : { "content-type": "application/json" }),
    },
    payload: drawn.payload,
  }));
}

const idempotencyKey: fc.Arbitrary<string | undefined> = fc.oneof(
  { weight: 4, arbitrary: fc.constant(undefined) },
  { weight: 2, arbitrary: fc.uuid() },
  { weight: 1, arbitrary: fc.constantFrom("again", "again and again", "", "k".repeat(201), "é", "' or 1=1") },
);

function realId(path: string, known: Known): fc.Arbitrary<string> {
  const [, , , first = "", , last] = path.split("/");
  const all = known.ids[first] ?? [1];
  const fitting = known.ids[`${first}/${last}`] ?? all;
  return fc
    .oneof(
      { weight: 3, arbitrary: fc.constantFrom(...fitting) },
      { weight: 1, arbitrary: fc.constantFrom(...all) },
    )
    .map(String);
}

function idInPath(path: string, known: Known): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 8, arbitrary: realId(path, known) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 1_000_000_000 }).map(String) },
    { weight: 2, arbitrary: fc.constantFrom(...hostilePath, "%ED%A0%80", "%C0%AF") },
  );
}

function bodyOf(schema: Schema, examples: readonly unknown[], known: Known): Values {
  const made = valuesOf(schema, "", known);
  return examples.length === 0 ? made : fc.oneof(made, fc.constantFrom(...examples));
}

function payloadOf(valid: Values): fc.Arbitrary<string | undefined> {
  return fc.oneof(
    { weight: 7, arbitrary: valid.map(write) },
    { weight: 5, arbitrary: spoiled(valid).map(write) },
    { weight: 1, arbitrary: hostileValue.map(write) },
    { weight: 1, arbitrary: fc.constantFrom(...brokenBodies) },
  );
}

/** A value with one thing wrong in it: a field too many, one missing, or one that is something else. */
function spoiled(valid: Values): Values {
  return fc
    .tuple(valid, fc.nat(), hostileValue, fc.constantFrom("replace", "remove", "add"))
    .map(([value, index, hostile, how]) => {
      if (typeof value !== "object" || value === null || Array.isArray(value)) return hostile;
      const names = Object.keys(value);
      const name = names[index % Math.max(1, names.length)];
      if (how === "add" || name === undefined) return { ...value, unknownField: hostile };
      const { [name]: _, ...others } = value as Record<string, unknown>;
      return how === "remove" ? others : { ...others, [name]: hostile };
    });
}

function valuesOf(schema: Schema, name: string, known: Known): Values {
  const real = known.values[name];
  const made = valuesOfSchema(schema, name, known);
  if (real === undefined) return made;
  return fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...real) }, { weight: 1, arbitrary: made });
}

function valuesOfSchema(schema: Schema, name: string, known: Known): Values {
  if ("$ref" in schema) {
    return valuesOf(known.schemas[String(schema.$ref).split("/").at(-1) as string] as Schema, name, known);
  }
  const choices = (schema.anyOf ?? schema.oneOf) as Schema[] | undefined;
  if (choices) return fc.oneof(...choices.map((choice) => valuesOf(choice, name, known)));
  if (schema.enum) return fc.constantFrom(...(schema.enum as unknown[]));
  if ("const" in schema) return fc.constant(schema.const);
  switch (schema.type) {
    case "null":
      return fc.constant(null);
    case "boolean":
      return fc.boolean();
    case "integer":
    case "number":
      return numberOf(schema, name, known);
    case "array":
      return fc.array(valuesOf(schema.items as Schema, "", known), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.max(4, schema.minItems ?? 0),
      });
    case "object":
      return fieldsOf((schema.properties ?? {}) as Record<string, Schema>, schema.required ?? [], known);
    default:
      return textOf(schema, name, known);
  }
}

function fieldsOf(
  properties: Readonly<Record<string, Schema>>,
  required: readonly string[],
  known: Known,
): fc.Arbitrary<Fields> {
  const shape = Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, valuesOf(schema, name, known)]),
  );
  return fc.record(shape, { requiredKeys: [...required] });
}

function numberOf(schema: Schema, name: string, known: Known): Values {
  const real = known.ids[name];
  const least = schema.minimum ?? 1;
  const most = schema.maximum ?? 1_000;
  const inRange = fc.integer({ min: least, max: most });
  if (real !== undefined && real.length > 0) {
    return fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...real) }, { weight: 1, arbitrary: inRange });
  }
  return fc.oneof(
    { weight: 4, arbitrary: inRange },
    { weight: 1, arbitrary: fc.constantFrom(least - 1, most, most + 1) },
  );
}

function textOf(schema: Schema, name: string, known: Known): Values {
  const longest = schema.maxLength ?? 100;
  const free = fc.oneof(
    { weight: 4, arbitrary: fc.string({ unit: "grapheme", minLength: 3, maxLength: Math.min(longest, 20) }) },
    { weight: 1, arbitrary: fc.constantFrom(...hostileText) },
    {
      weight: 1,
      arbitrary: fc.constantFrom("x".repeat(longest), "x".repeat(longest + 1), "é".repeat(longest)),
    },
  );
  const usual: Record<string, readonly string[]> = {
    code: known.codes,
    reference: [...known.codes, ...(known.ids.sessions ?? []).map(String), "OM-1234"],
    username: known.usernames,
    password: [known.password],
    currentPassword: [known.password],
    newPassword: [known.password, "another password"],
    reason: ["Le client est parti"],
    search: [...known.usernames, "Awa", "2026", "PC"],
    phone: ["+225 07 01 02 03 04", "0701020304"],
    cursor: ["3", "5", "1e9"].map((id) => Buffer.from(id).toString("base64url")).concat("AAAA"),
  };
  const real = usual[name];
  if (real === undefined || real.length === 0) return free;
  return fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...real) }, { weight: 1, arbitrary: free });
}

function writeQuery(values: Fields): string {
  const pairs = Object.entries(values).flatMap(([name, value]) => {
    const several = Array.isArray(value) ? value : [value];
    return several.map((one) => `${name}=${encodeURIComponent(asText(one).toWellFormed())}`);
  });
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}

function asText(value: unknown): string {
  return typeof value === "object" && value !== null ? write(value) : String(value);
}

function write(value: unknown): string {
  return JSON.stringify(value) ?? "null";
}
