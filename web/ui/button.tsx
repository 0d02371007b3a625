import type { ComponentPropsWithoutRef, ReactNode } from "react";
import classes from "./button.module.css";

interface Look {
  /** What the screen is there for, as opposed to what one may do besides. */
  readonly main?: boolean;
  readonly icon?: ReactNode;
}

/** A button of the browser's own, for the screens that a phone must load quickly. */
export function PlainButton({
  main,
  icon,
  busy,
  children,
  ...rest
}: Look & { readonly busy?: boolean } & ComponentPropsWithoutRef<"button">) {
  return (
    <button type="button" className={lookOf(main)} disabled={busy} aria-busy={busy} {...rest}>
      {icon}
      {children}
    </button>
  );
}

/** A link that looks like a button, to what the browser opens by itself. */
export function PlainButtonLink({ main, icon, children, ...rest }: Look & ComponentPropsWithoutRef<"a">) {
  return (
    <a className={lookOf(main)} {...rest}>
      {icon}
      {children}
    </a>
  );
}

function lookOf(main = false): string {
  return main ? `${classes.button} ${classes.main}` : (classes.button ?? "");
}
