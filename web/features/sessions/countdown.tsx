import { memo } from "react";
import { useTranslation } from "react-i18next";
import { formatCountdown, formatLength, formatMinutes } from "../../i18n/format.ts";
import { SessionBadge, sessionLook, toneOf } from "../../ui/status.tsx";
import { CountUp } from "./count-up.tsx";
import classes from "./countdown.module.css";
import type { Session } from "./queries.ts";
import { isLowTime, useRemainingSeconds } from "./remaining.ts";

interface CountdownProps {
  readonly session: Session;
  readonly size?: "board" | "page";
}

/** The time left in large figures, how the session stands, and how much of it is used; of open-ended play, its cost. */
export function Countdown({ session, size = "board" }: CountdownProps) {
  if (session.openEnded) return <CountUp session={session} play={session.openEnded} size={size} />;
  return <TimeLeft session={session} size={size} />;
}

function TimeLeft({ session, size }: Required<CountdownProps>) {
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
        <Standing look={look} />
      </div>
      <UsedBar
        // A finer step would not be seen, and the board draws two hundred of them.
        percent={Math.round(used * 2) / 2}
        label={t("sessions.used", {
          used: formatMinutes(Math.floor((total - remaining) / 60)),
          total: formatLength(total),
        })}
      />
      {size === "page" && (
        <p className={classes.used}>
          {t("sessions.used", { used: formatLength(total - remaining), total: formatLength(total) })}
        </p>
      )}
    </div>
  );
}

const Standing = memo(SessionBadge);

/** Drawn again only when it would look or sound different. */
const UsedBar = memo(function UsedBar({ percent, label }: UsedBarProps) {
  return (
    <div
      className={classes.bar}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <div style={{ width: `${percent}%` }} />
    </div>
  );
});

interface UsedBarProps {
  readonly percent: number;
  readonly label: string;
}
