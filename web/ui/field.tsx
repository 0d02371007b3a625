import { IconEye, IconEyeOff } from "@tabler/icons-react";
import { type ComponentPropsWithoutRef, type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./field.module.css";

interface FieldProps extends ComponentPropsWithoutRef<"input"> {
  readonly label: string;
  readonly hint?: string;
  /** Why the value was refused. */
  readonly error?: string | undefined;
}

/** An input of the browser's own with its label, for the screens that a phone must load quickly. */
export function Field(props: FieldProps) {
  return <Line {...props} />;
}

/** A password, which can be looked at: on a small keyboard one types blindly otherwise. */
export function PasswordField(props: FieldProps) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  const Icon = shown ? IconEyeOff : IconEye;
  return (
    <Line {...props} type={shown ? "text" : "password"} autoCapitalize="none" spellCheck={false}>
      <button
        type="button"
        className={classes.eye}
        aria-pressed={shown}
        aria-label={t("password.show")}
        onClick={() => setShown(!shown)}
      >
        <Icon size={22} aria-hidden />
      </button>
    </Line>
  );
}

function Line({ label, hint, error, children, ...input }: FieldProps & { children?: ReactNode }) {
  const id = useId();
  const said = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div className={classes.field}>
      <label className={classes.label} htmlFor={id}>
        {label}
      </label>
      {hint && (
        <span id={`${id}-hint`} className={classes.hint}>
          {hint}
        </span>
      )}
      <span className={classes.line}>
        <input
          id={id}
          className={classes.input}
          aria-invalid={error ? true : undefined}
          aria-describedby={said || undefined}
          {...input}
        />
        {children}
      </span>
      {error && (
        <span id={`${id}-error`} className={classes.error}>
          {error}
        </span>
      )}
    </div>
  );
}
