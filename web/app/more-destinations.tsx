import { Popover, UnstyledButton } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./navigation.module.css";
import { type Destination, NavigationLink, Waiting } from "./navigation-link.tsx";

/** On a phone, where the bar under the thumb has room for few: the others, in a window above it. */
export function MoreDestinations({ destinations }: { destinations: readonly Destination[] }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const waiting = destinations.find((destination) => destination.waiting)?.waiting;
  return (
    <Popover opened={opened} onChange={setOpened} position="top-end" withinPortal trapFocus>
      <Popover.Target>
        <UnstyledButton className={`${classes.link} ${classes.narrow}`} onClick={() => setOpened(!opened)}>
          <IconDots size={24} aria-hidden />
          <span>{t("nav.more")}</span>
          <Waiting waiting={waiting} />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown className={classes.sheet} onClick={() => setOpened(false)}>
        {destinations.map((destination) => (
          <NavigationLink key={destination.to} {...destination} />
        ))}
      </Popover.Dropdown>
    </Popover>
  );
}
