import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import type { OpenAPIV3_1 } from "openapi-types";

/** An answer as it came over the wire. */
export interface GivenAnswer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** Says what is wrong with an answer by the API document, or null when it is as documented. */
export type CheckAnswer = (method: string, path: string, answer: GivenAnswer) => string | null;

/** Holds answers against the response schemas of the API document. */
export function answerChecker(document: OpenAPIV3_1.Document): CheckAnswer {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema(document, "api");
  const compiled = new Map<string, ValidateFunction>();
  const validatorOf = (pointer: string) => {
    const known = compiled.get(pointer);
    if (known) return known;
    const made = ajv.compile({ $ref: `api#${pointer}` });
    compiled.set(pointer, made);
    return made;
  };

  return (method, path, { status, type, text }) => {
    const operation = document.paths?.[path]?.[method.toLowerCase() as "get"];
    const responses = (operation?.responses ?? {}) as Record<string, OpenAPIV3_1.ResponseObject>;
    const named = [String(status), `${String(status)[0]}XX`].find((one) => one in responses);
    if (named === undefined) return `the status ${status} is not documented`;
    const sent = type.split(";", 1)[0]?.trim() ?? "";
    const documented = responses[named]?.content ?? {};
    const range = `${sent.split("/", 1)[0]}/*`;
    if (!(sent in documented || range in documented)) return `${status} as “${sent}” is not documented`;
    if (!sent.endsWith("json")) return text === "" ? "the answer is empty" : null;
    const pointer = ["paths", path, method.toLowerCase(), "responses", named, "content", sent, "schema"];
    const validate = validatorOf(`/${pointer.map(pointerPart).join("/")}`);
    let body: unknown;
    try {
      body = JSON.parse(text);
    } catch {
      return "the answer is no JSON";
    }
    return validate(body) ? null : `the answer breaks its schema: ${ajv.errorsText(validate.errors)}`;
  };
}

function pointerPart(part: string): string {
  return encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"));
}
