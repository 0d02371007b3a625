import { Popover, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconDots, type IconProps } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type ComponentType, useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./navigation.module.css";

export interface Destination {
  readonly to: string;
  readonly word: string;
  readonly icon: ComponentType<IconProps>;
  /** How much waits there, in figures and in words; nothing when nothing does. */
  readonly waiting?: { readonly count: number; readonly words: string } | undefined;
}

interface NavigationProps {
  /** What is done all day: always in view. */
  readonly daily: readonly Destination[];
  /** What is done now and then: on a phone, behind "more". */
  readonly seldom: readonly Destination[];
}

/** A column beside the screen on a computer, a bar under the thumb on a phone. */
export function Navigation({ daily, seldom }: NavigationProps) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const waiting = seldom.find((destination) => destination.waiting)?.waiting;
  return (
    <nav className={classes.navigation} aria-label={t("nav.label")}>
      {daily.map((destination) => (
        <NavigationLink key={destination.to} {...destination} />
      ))}
      <div className={classes.wide}>
        {seldom.map((destination) => (
          <NavigationLink key={destination.to} {...destination} />
        ))}
      </div>
      {seldom.length > 0 && (
        <Popover opened={opened} onChange={setOpened} position="top-end" withinPortal trapFocus>
          <Popover.Target>
            <UnstyledButton
              className={`${classes.link} ${classes.narrow}`}
              onClick={() => setOpened(!opened)}
            >
              <IconDots size={24} aria-hidden />
              <span>{t("nav.more")}</span>
              <Waiting waiting={waiting} />
            </UnstyledButton>
          </Popover.Target>
          <Popover.Dropdown className={classes.sheet} onClick={() => setOpened(false)}>
            {seldom.map((destination) => (
              <NavigationLink key={destination.to} {...destination} />
            ))}
          </Popover.Dropdown>
        </Popover>
      )}
    </nav>
  );
}

function NavigationLink({ to, word, icon: Icon, waiting }: Destination) {
  return (
    <Link to={to} className={classes.link} activeOptions={{ exact: to === "/" || to === "/my" }}>
      <Icon size={24} aria-hidden />
      <span>{word}</span>
      <Waiting waiting={waiting} />
    </Link>
  );
}

const MOST_SHOWN = 99;

function Waiting({ waiting }: Pick<Destination, "waiting">) {
  if (!waiting) return null;
  const { count, words } = waiting;
  return (
    <span className={classes.waiting} data-tone="problem">
      <span aria-hidden>{count > MOST_SHOWN ? `${MOST_SHOWN}+` : count}</span>
      <VisuallyHidden>{words}</VisuallyHidden>
    </span>
  );
}
