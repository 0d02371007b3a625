import { Switch, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import history from "../../ui/history.module.css";
import { useVenueFormats } from "../venue/queries.ts";
import type { Explanation } from "./queries.ts";
import classes from "./timeline.module.css";

/** All that happened to a case, in order. Who pressed what behind the scenes is shown when asked for. */
export function Timeline({ entries }: { entries: Explanation["timeline"] }) {
  const { t } = useTranslation();
  const { moment } = useVenueFormats();
  const [withAudit, setWithAudit] = useState(false);
  const audits = entries.filter(({ kind }) => kind === "audit").length;
  const shown = entries.filter(({ kind }) => withAudit || kind !== "audit");
  return (
    <section className="surface">
      <Title order={2} size="h4" mb="sm">
        {t("doctor.timeline")}
      </Title>
      {shown.length === 0 && <Text className="quiet">{t("doctor.timelineEmpty")}</Text>}
      <ol className={history.history}>
        {shown.map((entry, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the past does not change its order
          <li key={place} className={entry.kind === "audit" ? classes.audit : undefined}>
            {entry.at === null ? (
              <span className={classes.when}>{t("doctor.unknownTime")}</span>
            ) : (
              <time dateTime={entry.at}>{moment(entry.at)}</time>
            )}
            <div className={classes.what}>
              <Text>{entry.text}</Text>
              <Text className="quiet" size="sm">
                {entry.by ?? t("doctor.byProduct")}
                {entry.reason && ` · ${entry.reason}`}
              </Text>
            </div>
          </li>
        ))}
      </ol>
      {audits > 0 && (
        <Switch
          mt="md"
          label={t("doctor.timelineAudit", { count: audits })}
          checked={withAudit}
          onChange={(event) => setWithAudit(event.currentTarget.checked)}
        />
      )}
    </section>
  );
}
