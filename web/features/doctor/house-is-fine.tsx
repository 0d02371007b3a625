import { Text } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./house-is-fine.module.css";
import type { Check } from "./queries.ts";

export function HouseIsFine({ checks }: { checks: readonly Check[] }) {
  const { t } = useTranslation();
  // A notice is no check that could have found something wrong.
  const count = checks.filter(({ severity }) => severity !== "notice").length;
  return (
    <div className={classes.fine} data-tone="active">
      <IconCircleCheck size={52} aria-hidden />
      <div>
        <Text className={classes.words}>{t("doctor.fine")}</Text>
        <Text>{t("doctor.fineHint", { count })}</Text>
      </div>
    </div>
  );
}
