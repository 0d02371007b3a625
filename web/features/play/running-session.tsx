import type { UseQueryResult } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "../../player-app/address.tsx";
import { RefusalMessage } from "../../ui/messages.tsx";
import { Countdown } from "../sessions/countdown.tsx";
import type { Session } from "../sessions/queries.ts";
import { isLowTime, useRemainingSeconds } from "../sessions/remaining.ts";
import classes from "./play.module.css";

/** The player's own sessions that run or pause: the countdown, in figures that a cracked phone still shows. */
export function RunningSession({ query }: { query: UseQueryResult<Session[]> }) {
  const { data: sessions, error, refetch } = query;
  if (error) return <RefusalMessage error={error} onRetry={() => refetch()} />;
  const live = (sessions ?? []).filter(({ status }) => status === "active" || status === "paused");
  return live.map((session) => <LiveSession key={session.id} session={session} />);
}

function LiveSession({ session }: { session: Session }) {
  const { t } = useTranslation();
  const low = isLowTime(session, useRemainingSeconds(session));
  return (
    <section className="surface" aria-label={session.gameName}>
      <p className={classes.lead}>
        <Link to={`/my/${session.purchaseId}`}>
          {session.gameName} · {session.station?.name ?? session.packageName}
        </Link>
      </p>
      <Countdown session={session} size="page" />
      {low && <p className={classes.low}>{t("play.lowTime")}</p>}
    </section>
  );
}
