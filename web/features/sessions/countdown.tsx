import { Progress } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { formatCountdown, formatLength } from "../../i18n/format.ts";
import { SessionBadge, sessionLook, toneOf } from "../../ui/status.tsx";
import classes from "./countdown.module.css";
import type { Session } from "./queries.ts";
import { isLowTime, useRemainingSeconds } from "./remaining.ts";

interface CountdownProps {
  readonly session: Session;
  readonly size?: "board" | "page";
}

/** The time left in large figures, how the session stands, and how much of it is used. */
export function Countdown({ session, size = "board" }: CountdownProps) {
  const { t } = useTranslation();
  const remaining = useRemainingSeconds(session);
  const look = sessionLook(session, isLowTime(session, remaining));
  const total = session.totalSeconds;
  const used = total === 0 ? 100 : ((total - remaining) / total) * 100;
  return (
    <div data-tone={toneOf(look)} data-size={size}>
      <div className={classes.line}>
        <span className={classes.figures} role="timer" aria-label={t("sessions.timeLeft")}>
          {formatCountdown(remaining)}
        </span>
        <SessionBadge look={look} />
      </div>
      <Progress
        value={used}
        size={size === "page" ? "lg" : "sm"}
        color="var(--tone)"
        className={classes.progress}
        aria-label={t("sessions.used", { used: formatLength(total - remaining), total: formatLength(total) })}
      />
      {size === "page" && (
        <p className={classes.used}>
          {t("sessions.used", { used: formatLength(total - remaining), total: formatLength(total) })}
        </p>
      )}
    </div>
  );
}
