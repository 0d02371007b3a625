import {
  IconAlertTriangle,
  IconCircleCheck,
  IconDeviceDesktop,
  IconDeviceGamepad2,
  type IconProps,
  IconTool,
} from "@tabler/icons-react";
import type { ComponentType } from "react";
import { useTranslation } from "react-i18next";
import { formatCountdown, formatMoney } from "../../i18n/format.ts";
import { SessionBadge, sessionLook, toneOf } from "../../ui/status.tsx";
import { usePlayedSeconds } from "../sessions/count-up.tsx";
import type { Session } from "../sessions/queries.ts";
import { isLowTime, useRemainingSeconds } from "../sessions/remaining.ts";
import type { Station } from "../stations/queries.ts";
import type { Seat } from "./queries.ts";
import classes from "./station-tile.module.css";

export const kindIcons: Readonly<Record<Station["kind"], ComponentType<IconProps>>> = {
  computer: IconDeviceDesktop,
  console: IconDeviceGamepad2,
};

/** A station on the map: its name, how it stands in a word and a colour, and the time left in large figures. */
export function StationTile({ seat, onOpen }: { seat: Seat; onOpen: (seat: Seat) => void }) {
  const { station, session, state } = seat;
  const Kind = kindIcons[station.kind];
  return (
    <button type="button" className={classes.tile} data-state={state} onClick={() => onOpen(seat)}>
      <span className={classes.name}>
        <Kind size={20} aria-hidden />
        {station.name}
      </span>
      {station.zone && <span className={classes.zone}>{station.zone.name}</span>}
      {state === "in_play" && session ? <Playing session={session} broken={station.fault !== null} /> : null}
      {state === "in_play" ? null : <Waiting seat={seat} />}
    </button>
  );
}

function Playing({ session, broken }: { session: Session; broken: boolean }) {
  const { t } = useTranslation();
  const remaining = useRemainingSeconds(session);
  const look = sessionLook(session, isLowTime(session, remaining));
  return (
    <span className={classes.standing} data-tone={toneOf(look)}>
      {session.openEnded ? (
        <CountedUp session={session} play={session.openEnded} />
      ) : (
        <span className={classes.figures}>{formatCountdown(remaining)}</span>
      )}
      <span className={classes.player}>{session.player.name}</span>
      <SessionBadge look={look} />
      {broken && (
        <span className={classes.word} data-tone="problem">
          <IconAlertTriangle size={16} aria-hidden />
          {t("stations.states.out_of_order")}
        </span>
      )}
    </span>
  );
}

/** Play that is paid at its end counts up, and says what it costs so far. */
function CountedUp({ session, play }: { session: Session; play: NonNullable<Session["openEnded"]> }) {
  const played = usePlayedSeconds(session, play.playedSeconds);
  return (
    <>
      <span className={classes.figures}>{formatCountdown(played)}</span>
      <strong>{formatMoney(play.amountDue, play.currency)}</strong>
    </>
  );
}

const looks = {
  free: { tone: "ended", icon: IconCircleCheck },
  reserved: { tone: "ready", icon: IconCircleCheck },
  out_of_order: { tone: "problem", icon: IconTool },
  out_of_service: { tone: "ended", icon: IconTool },
} as const;

function Waiting({ seat: { station, session, state } }: { seat: Seat }) {
  const { t } = useTranslation();
  const { tone, icon: Icon } = looks[state === "in_play" ? "free" : state];
  return (
    <span className={classes.standing} data-tone={tone}>
      <span className={classes.word}>
        <Icon size={18} aria-hidden />
        {t(`stations.states.${state}`)}
      </span>
      <span className={classes.player}>
        {state === "reserved" ? session?.player.name : (station.fault ?? "")}
      </span>
    </span>
  );
}
