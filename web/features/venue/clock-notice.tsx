import { IconClockX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Notice } from "../../ui/notice.tsx";

/** Seen by everybody while the clock cannot be trusted, with what may be done about it or who may do it. */
export function ClockNotice({ action }: { action?: ReactNode }) {
  const { t } = useTranslation();
  return (
    <Notice icon={<IconClockX size={26} />} action={action}>
      <strong>{t("venue.clockTitle")}</strong>
      <div>{t("venue.clockHint")}</div>
      {!action && <div>{t("venue.clockAskAdministrator")}</div>}
    </Notice>
  );
}
