import { IconAlertTriangle, IconBan, IconClockPause, IconMoodKid } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../../app/api.ts";
import { useVenueFormats } from "../venue/queries.ts";
import classes from "./session-notices.module.css";

type Notice = Schemas["Session"]["notices"][number];

const looks = {
  warning: { tone: "low", Icon: IconAlertTriangle },
  suspension: { tone: "problem", Icon: IconClockPause },
  ban: { tone: "problem", Icon: IconBan },
  past_minors_hours: { tone: "low", Icon: IconMoodKid },
} as const;

/** What the counter should know of the player of a session, in colour, with an icon and in words. */
export function SessionNotices({ notices }: { notices: readonly Notice[] }) {
  if (notices.length === 0) return null;
  return (
    <ul className={classes.notices}>
      {notices.map((notice) => (
        <Line key={`${notice.kind} ${notice.at} ${notice.reason}`} notice={notice} />
      ))}
    </ul>
  );
}

function Line({ notice: { kind, reason, at } }: { notice: Notice }) {
  const { t } = useTranslation();
  const { instant, hour } = useVenueFormats();
  const { tone, Icon } = looks[kind];
  const when = at === null ? "" : kind === "past_minors_hours" ? hour(at) : instant(at);
  const word = kind === "past_minors_hours" && at === null ? "minors_hours_over" : kind;
  return (
    <li className={classes.notice} data-tone={tone}>
      <Icon size={18} stroke={2.2} aria-hidden />
      <span>{t(`sanctions.notices.${word}`, { when, reason: reason ?? "" })}</span>
    </li>
  );
}
