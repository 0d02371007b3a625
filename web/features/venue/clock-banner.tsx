import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { showRefusal } from "../../ui/show-refusal.ts";
import { useMay } from "../account/permissions.ts";
import { useAcknowledgeClock } from "./actions.ts";
import { ClockNotice } from "./clock-notice.tsx";

/** That the clock cannot be trusted, for staff: an administrator confirms it. */
export function ClockBanner() {
  const { t } = useTranslation();
  const mayConfirm = useMay("change_settings");
  const acknowledge = useAcknowledgeClock();
  const confirm = (
    <Button
      loading={acknowledge.isPending}
      onClick={() => acknowledge.mutate(undefined, { onError: showRefusal })}
    >
      {t("venue.clockConfirm")}
    </Button>
  );
  return <ClockNotice action={mayConfirm && confirm} />;
}
