import { Button, Text } from "@mantine/core";
import { IconClockX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Notice } from "../../ui/notice.tsx";
import { showRefusal } from "../../ui/show-refusal.ts";
import { meQuery } from "../account/queries.ts";
import { useAcknowledgeClock } from "./actions.ts";
import { venueQuery } from "./queries.ts";

/** Seen by everybody while the clock cannot be trusted; an administrator confirms it. */
export function ClockBanner() {
  const { t } = useTranslation();
  const { data: venue } = useQuery(venueQuery);
  const { data: me } = useQuery(meQuery);
  const acknowledge = useAcknowledgeClock();
  if (!venue?.clockStopped) return null;
  const mayConfirm = me?.role === "administrator";
  return (
    <Notice
      icon={<IconClockX size={26} />}
      action={
        mayConfirm && (
          <Button
            loading={acknowledge.isPending}
            onClick={() => acknowledge.mutate(undefined, { onError: showRefusal })}
          >
            {t("venue.clockConfirm")}
          </Button>
        )
      }
    >
      <Text fw={700}>{t("venue.clockTitle")}</Text>
      <Text>{t("venue.clockHint")}</Text>
      {!mayConfirm && <Text>{t("venue.clockAskAdministrator")}</Text>}
    </Notice>
  );
}
