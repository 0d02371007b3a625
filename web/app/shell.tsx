import { IconPlugConnectedX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { venueQuery } from "../features/venue/queries.ts";
import { Logo } from "../ui/logo.tsx";
import { useLiveChanges } from "./live.ts";
import classes from "./shell.module.css";

interface ShellProps {
  /** Where one is, as the address says it. */
  readonly path: string | undefined;
  readonly navigation: ReactNode;
  /** What stands above every screen while the clock cannot be trusted. */
  readonly clockBanner: ReactNode;
  readonly children: ReactNode;
}

/** What is around every screen of somebody signed in: where one is, where one can go, and whether it is live. */
export function Shell({ path, navigation, clockBanner, children }: ShellProps) {
  const { t } = useTranslation();
  const { data: venue } = useQuery(venueQuery);
  const connected = useLiveChanges();
  const content = useRef<HTMLElement>(null);
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
            <span>{t("live.lost")}</span>
          </div>
        )}
        {venue?.clockStopped && <div className={classes.banner}>{clockBanner}</div>}
        {children}
      </main>
    </div>
  );
}
