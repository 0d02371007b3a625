import { NumberInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Venue } from "../queries.ts";
import { Section } from "./section.tsx";
import { useSectionForm } from "./section-form.ts";

const limits = {
  outageThresholdSeconds: [10, 86_400],
  readyLifetimeDays: [1, 366],
  invoiceLifetimeDays: [1, 3660],
  sessionRetentionDays: [7, 3650],
} as const;
type Name = keyof typeof limits;
const names = Object.keys(limits) as Name[];

const read = (venue: Venue) =>
  Object.fromEntries(names.map((name) => [name, venue[name]])) as Record<Name, number>;
const toChanges = (fields: Record<Name, number | string>) =>
  Object.fromEntries(names.map((name) => [name, Number(fields[name])])) as Record<Name, number>;

/** After how long what happens by itself happens. */
export function DelaysSection({ venue }: { venue: Venue }) {
  const { t } = useTranslation();
  const { form, ...section } = useSectionForm(venue, { read, toChanges });
  return (
    <Section title={t("venue.delays")} {...section}>
      {names.map((name) => (
        <NumberInput
          key={name}
          label={t(`venue.${name}`)}
          description={t(`venue.${name}Hint`)}
          required
          min={limits[name][0]}
          max={limits[name][1]}
          allowDecimal={false}
          {...form.getInputProps(name)}
        />
      ))}
    </Section>
  );
}
