import { Group, NumberInput, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

type Field = "minorAge" | "minorsFrom" | "minorsUntil";

/** Up to which age players are minors, and within which hours they may play; empty hours are no rule. */
export function MinorsFields({ field }: { field: (name: Field) => object }) {
  const { t } = useTranslation();
  return (
    <>
      <NumberInput
        label={t("venue.minorAge")}
        required
        min={5}
        max={25}
        allowDecimal={false}
        {...field("minorAge")}
      />
      <Group grow align="flex-start">
        <TextInput
          type="time"
          label={t("venue.minorsFrom")}
          description={t("venue.minorsHint")}
          {...field("minorsFrom")}
        />
        <TextInput
          type="time"
          label={t("venue.minorsUntil")}
          description={t("venue.minorsUntilHint")}
          {...field("minorsUntil")}
        />
      </Group>
    </>
  );
}
