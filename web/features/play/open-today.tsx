import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { formatWallTime } from "../../i18n/format.ts";
import { venueQuery } from "../venue/queries.ts";
import classes from "./play.module.css";

/** Whether it is worth coming today, and until when; nothing when the centre gave no hours. */
export function OpenToday() {
  const { t } = useTranslation();
  const { data: venue } = useQuery(venueQuery);
  const hours = venue?.openToday ?? null;
  if (hours === null) return null;
  const words = hours.map(({ opens, closes }) =>
    t("play.hours", { opens: formatWallTime(opens), closes: formatWallTime(closes) }),
  );
  return (
    <p className={`quiet ${classes.hours}`}>
      {words.length === 0 ? t("play.closedToday") : t("play.openToday", { hours: words.join(", ") })}
    </p>
  );
}
