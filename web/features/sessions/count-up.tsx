import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { serverNow, useServerClock } from "../../app/server-clock.ts";
import { formatCountdown, formatMoney } from "../../i18n/format.ts";
import { SessionBadge, sessionLook, toneOf } from "../../ui/status.tsx";
import classes from "./countdown.module.css";
import { applySession, type Session, sessionQuery } from "./queries.ts";
import { isLowTime, useRemainingSeconds } from "./remaining.ts";

interface CountUpProps {
  readonly session: Session;
  readonly play: NonNullable<Session["openEnded"]>;
  readonly size: "board" | "page";
}

/** Play that is paid at its end: what was played so far, and what it costs so far. */
export function CountUp({ session, play, size }: CountUpProps) {
  const { t } = useTranslation();
  const played = usePlayedSeconds(session, play.playedSeconds);
  const look = sessionLook(session, isLowTime(session, useRemainingSeconds(session)));
  useFreshAmount(session, play.nextStepInSeconds);
  return (
    <div data-tone={toneOf(look)} data-size={size}>
      <div className={classes.line}>
        <span className={classes.figures} role="timer" aria-label={t("sessions.played")}>
          {formatCountdown(played)}
        </span>
        <SessionBadge look={look} />
      </div>
      <p className={classes.amount}>
        {t(session.completedAt === null ? "sessions.amountSoFar" : "sessions.amount", {
          amount: formatMoney(play.amountDue, play.currency),
        })}
      </p>
    </div>
  );
}

/** Seconds played, following the server's clock while the session runs. */
export function usePlayedSeconds({ status, serverTime }: Session, playedSeconds: number): number {
  return useServerClock(
    useCallback(
      (now: number) => {
        if (status !== "active") return playedSeconds;
        return playedSeconds + Math.max(0, Math.floor((now - Date.parse(serverTime)) / 1000));
      },
      [status, serverTime, playedSeconds],
    ),
  );
}

/** Asks the server for the amount when the next step begins: how it grows is its business alone. */
function useFreshAmount({ id, serverTime }: Session, nextStepInSeconds: number | null): void {
  const client = useQueryClient();
  useEffect(() => {
    if (nextStepInSeconds === null) return;
    const wait = Date.parse(serverTime) + nextStepInSeconds * 1000 - serverNow();
    const timer = setTimeout(
      async () => {
        const session = await client.fetchQuery({ ...sessionQuery(id), staleTime: 0 }).catch(() => null);
        if (session) applySession(client, session);
      },
      Math.max(wait, 1000),
    );
    return () => clearTimeout(timer);
  }, [client, id, serverTime, nextStepInSeconds]);
}
