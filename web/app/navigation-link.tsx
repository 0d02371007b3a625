import { VisuallyHidden } from "@mantine/core";
import type { IconProps } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ComponentType } from "react";
import classes from "./navigation.module.css";

export interface Destination {
  readonly to: string;
  readonly word: string;
  readonly icon: ComponentType<IconProps>;
  /** How much waits there, in figures and in words; nothing when nothing does. */
  readonly waiting?: { readonly count: number; readonly words: string } | undefined;
}

/** A way to a screen, and how much waits there. */
export function NavigationLink({ to, word, icon: Icon, waiting }: Destination) {
  return (
    <Link to={to} className={classes.link} activeOptions={{ exact: to === "/" || to === "/my" }}>
      <Icon size={24} aria-hidden />
      <span>{word}</span>
      <Waiting waiting={waiting} />
    </Link>
  );
}

const MOST_SHOWN = 99;

export function Waiting({ waiting }: Pick<Destination, "waiting">) {
  if (!waiting) return null;
  const { count, words } = waiting;
  return (
    <span className={classes.waiting} data-tone="problem">
      <span aria-hidden>{count > MOST_SHOWN ? `${MOST_SHOWN}+` : count}</span>
      <VisuallyHidden>{words}</VisuallyHidden>
    </span>
  );
}
