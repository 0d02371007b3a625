import { Select } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { currencyChoices, timeZoneChoices } from "../choices.ts";
import type { Venue } from "../queries.ts";
import { Section } from "./section.tsx";
import { useSectionForm } from "./section-form.ts";

const read = ({ currency, timeZone }: Venue) => ({ currency, timeZone });

/** In what the venue counts: money and days. */
export function MoneyAndTimeSection({ venue }: { venue: Venue }) {
  const { t, i18n } = useTranslation();
  const { form, ...section } = useSectionForm(venue, { read, toChanges: (fields) => fields });
  const currencies = useMemo(() => currencyChoices(i18n.language), [i18n.language]);
  const timeZones = useMemo(() => timeZoneChoices(venue.timeZone), [venue.timeZone]);
  return (
    <Section title={t("venue.moneyAndTime")} {...section}>
      <Select
        label={t("venue.currency")}
        description={t("venue.currencyHint")}
        searchable
        allowDeselect={false}
        limit={60}
        data={currencies}
        {...form.getInputProps("currency")}
      />
      <Select
        label={t("venue.timeZone")}
        description={t("venue.timeZoneHint")}
        searchable
        allowDeselect={false}
        limit={60}
        data={timeZones}
        {...form.getInputProps("timeZone")}
      />
    </Section>
  );
}
