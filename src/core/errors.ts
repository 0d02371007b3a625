import { spaceFrench } from "./french-spacing.ts";
import { wordInvalidInput } from "./invalid-input.ts";
import { type Language, type ProblemCode, problems } from "./problems.ts";

/** Facts that a problem's sentences are made of; they also travel in the answer for programs. */
export type ProblemFacts = Readonly<Record<string, unknown>>;

/** A refusal that the caller can understand and act upon. Anything else that is thrown is a defect of ours. */
export class BusinessError extends Error {
  readonly code: ProblemCode;
  readonly facts: ProblemFacts;

  constructor(code: ProblemCode, facts: ProblemFacts = {}) {
    super(code);
    this.name = "BusinessError";
    this.code = code;
    this.facts = facts;
  }

  get status(): number {
    return problems[this.code].status;
  }
}

/** RFC 9457 "Problem Details for HTTP APIs", with our stable `code` and what to do `next`. */
export interface ProblemDetails {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ProblemCode;
  readonly next: string;
  readonly [fact: string]: unknown;
}

/** Puts a refusal into words. The facts come first so that none of them can overwrite a member of RFC 9457. */
export function describeProblem(error: BusinessError, language: Language): ProblemDetails {
  const problem = problems[error.code];
  const words = problem[language];
  const facts = error.code === "invalid_input" ? wordInvalidInput(error.facts, language) : error.facts;
  const say = (text: string) => (language === "fr" ? spaceFrench(text) : text);
  return {
    ...facts,
    type: `urn:gamezone:problem:${error.code}`,
    title: say(words.title),
    status: problem.status,
    detail: say(typeof words.detail === "function" ? words.detail(facts) : words.detail),
    code: error.code,
    next: say(words.next),
  };
}
