import { useEffect } from "react";
import { Refusal } from "../app/api.ts";

interface RefusedField {
  readonly field: string;
  readonly message: string;
}

interface Form<Values> {
  readonly values: Values;
  setErrors(errors: Record<string, string>): void;
}

/**
 * Marks the inputs of a form whose values the server refused, each with its reason, and goes to the first. A form calls
 * its values as the API does. Answers what remains to be said: nothing when every refused value has its input, for
 * then the form says it all; otherwise the refusal as it came.
 */
export function useRefusedFields<Values extends object>(form: Form<Values>, error: unknown): unknown {
  const refused = readRefusedFields(error);
  const known = refused.filter(({ field }) => field in form.values);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a refusal is marked once, when it comes
  useEffect(() => {
    const [first] = known;
    if (!first) return;
    form.setErrors(Object.fromEntries(known.map(({ field, message }) => [field, sentence(message)])));
    document.querySelector<HTMLElement>(`[data-path="${first.field}"]`)?.focus();
  }, [error]);
  return refused.length > 0 && known.length === refused.length ? null : error;
}

function readRefusedFields(error: unknown): readonly RefusedField[] {
  const isInput = error instanceof Refusal && error.code === "invalid_input";
  return isInput && Array.isArray(error.facts.errors) ? error.facts.errors : [];
}

function sentence(message: string): string {
  return message.charAt(0).toUpperCase() + message.slice(1);
}
