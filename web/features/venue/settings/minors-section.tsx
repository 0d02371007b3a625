import { Group, NumberInput, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Venue } from "../queries.ts";
import { Section } from "./section.tsx";
import { useSectionForm } from "./section-form.ts";

const read = ({ minorAge, minorsFrom, minorsUntil }: Venue) => ({
  minorAge: minorAge as number | string,
  minorsFrom: minorsFrom ?? "",
  minorsUntil: minorsUntil ?? "",
});

const toChanges = ({ minorAge, minorsFrom, minorsUntil }: ReturnType<typeof read>) => ({
  minorAge: Number(minorAge),
  minorsFrom: minorsFrom || null,
  minorsUntil: minorsUntil || null,
});

/** Up to which age players are minors, and within which hours they may play; empty hours are no rule. */
export function MinorsSection({ venue }: { venue: Venue }) {
  const { t } = useTranslation();
  const { form, ...section } = useSectionForm(venue, { read, toChanges });
  return (
    <Section title={t("venue.minors")} {...section}>
      <NumberInput
        label={t("venue.minorAge")}
        required
        min={5}
        max={25}
        allowDecimal={false}
        {...form.getInputProps("minorAge")}
      />
      <Group grow align="flex-start">
        <TextInput
          type="time"
          label={t("venue.minorsFrom")}
          description={t("venue.minorsHint")}
          {...form.getInputProps("minorsFrom")}
        />
        <TextInput
          type="time"
          label={t("venue.minorsUntil")}
          description={t("venue.minorsUntilHint")}
          {...form.getInputProps("minorsUntil")}
        />
      </Group>
    </Section>
  );
}
