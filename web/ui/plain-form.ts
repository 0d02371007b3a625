import { type FormEvent, useState } from "react";

type Errors = Readonly<Record<string, string>>;

/** A form whose values stay with the browser's own inputs: it knows their names, and why some were refused. */
export function usePlainForm<Name extends string>(names: readonly Name[]) {
  const [errors, setErrors] = useState<Errors>({});
  return {
    /** Which values there are; what they are is read when they are sent. */
    values: Object.fromEntries(names.map((name) => [name, ""])) as Record<Name, string>,
    setErrors,
    /** What an input needs to belong to the form. */
    input: (name: Name) => ({ name, "data-path": name, error: errors[name] }),
    /** Reads the values, and sends them unless something is wrong with them. */
    onSubmit:
      (
        send: (values: Record<Name, string>) => void,
        check: (values: Record<Name, string>) => Errors = () => ({}),
      ) =>
      (event: FormEvent<HTMLFormElement>) => {
        event.preventDefault();
        const values = Object.fromEntries(new FormData(event.currentTarget)) as Record<Name, string>;
        const wrong = check(values);
        setErrors(wrong);
        const [first] = Object.keys(wrong);
        if (first === undefined) send(values);
        else event.currentTarget.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
      },
  };
}
