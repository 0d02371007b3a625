import { ActionIcon, CloseButton, Collapse } from "@mantine/core";
import { IconCalendarStats, IconChevronDown } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { meQuery } from "../account/queries.ts";
import { useVenueFormats } from "../venue/queries.ts";
import { HouseState } from "./house-state.tsx";
import { type DaySummary, summaryQuery, useClosedToday } from "./queries.ts";
import { SummaryDetails } from "./summary-details.tsx";
import classes from "./summary-strip.module.css";

/**
 * How yesterday went and how today goes, in a line or two above the board. It never takes the scan field's place: while
 * it cannot be read it is not there, and who closes it does not see it again before tomorrow.
 */
export function SummaryStrip() {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const { data: summary } = useQuery(summaryQuery);
  const { closed, close } = useClosedToday();
  const [opened, setOpened] = useState(false);
  const details = useId();
  if (!summary || !me || closed) return null;
  return (
    <section className={classes.strip} aria-label={t("summary.label")}>
      <div className={classes.line}>
        <p className={classes.words}>
          <span className={classes.hello}>{t("summary.hello", { name: me.name })}</span>
          <Day which="today" day={summary.today} />
          <Day which="yesterday" day={summary.yesterday} />
          <HouseState findings={summary.findings} />
        </p>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={36}
          className={classes.fold}
          data-opened={opened || undefined}
          aria-label={t("summary.more")}
          aria-expanded={opened}
          aria-controls={details}
          onClick={() => setOpened(!opened)}
        >
          <IconChevronDown size={20} aria-hidden />
        </ActionIcon>
        <CloseButton size={36} aria-label={t("summary.close")} onClick={close} />
      </div>
      <Collapse expanded={opened} id={details}>
        <SummaryDetails summary={summary} />
      </Collapse>
    </section>
  );
}

/** Brings the summary back for who closed it. */
export function SummaryButton() {
  const { t } = useTranslation();
  const { closed, open } = useClosedToday();
  if (!closed) return null;
  return (
    <ActionIcon variant="default" size={50} aria-label={t("summary.show")} onClick={open}>
      <IconCalendarStats size={24} aria-hidden />
    </ActionIcon>
  );
}

/** The money first, for those who may see it; then how many sales. On a phone the one says enough. */
function Day({ which, day }: { which: "today" | "yesterday"; day: DaySummary }) {
  const { t } = useTranslation();
  const { money } = useVenueFormats();
  const sales = t("summary.sales", { count: day.purchases });
  return (
    <span className={classes.day}>
      {t(`summary.${which}`, { amount: day.takings === null ? sales : money(day.takings.total) })}
      {day.takings !== null && <span className={classes.sales}> ({sales})</span>}
    </span>
  );
}
