import { Box, Text } from "@mantine/core";
import { IconPlugConnectedX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Outlet, useRouterState } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { ClockBanner } from "../features/venue/clock-banner.tsx";
import { venueQuery } from "../features/venue/queries.ts";
import { Logo } from "../ui/logo.tsx";
import { useLiveChanges } from "./live.ts";
import classes from "./shell.module.css";

/** What is around every screen of somebody signed in: where one is, where one can go, and whether it is live. */
export function Shell({ navigation }: { navigation: ReactNode }) {
  const { t } = useTranslation();
  const { data: venue } = useQuery(venueQuery);
  const connected = useLiveChanges();
  const content = useRef<HTMLElement>(null);
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname });
  // A new screen is where reading goes on, unless it has put the focus into a field itself.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the path is what changed
  useEffect(() => {
    if (!document.activeElement?.matches("input, textarea")) content.current?.focus({ preventScroll: true });
  }, [path]);
  return (
    <div className={classes.shell}>
      <a href="#content" className={classes.skip}>
        {t("nav.skip")}
      </a>
      <header className={classes.header}>
        <Logo name={venue?.name} />
      </header>
      {navigation}
      <main id="content" ref={content} className={classes.content} tabIndex={-1}>
        {!connected && (
          <div className={classes.lost} role="status">
            <IconPlugConnectedX size={20} aria-hidden />
            <Text>{t("live.lost")}</Text>
          </div>
        )}
        {venue?.clockStopped && (
          <Box p="md" pb={0}>
            <ClockBanner />
          </Box>
        )}
        <Outlet />
      </main>
    </div>
  );
}
