import { Group, Text } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { formatMinutes } from "../../i18n/format.ts";
import { useVenueFormats } from "../venue/queries.ts";
import { AmountField, MinutesField } from "./number-fields.tsx";
import type { PackageValues } from "./package-values.ts";

/** How open-ended play is billed, with what it means in plain words below. */
export function OpenRuleFields({ form }: { form: UseFormReturnType<PackageValues> }) {
  const { t } = useTranslation();
  const { money } = useVenueFormats();
  const { price, stepMinutes, minimumPrice, ceilingPrice } = form.values;
  return (
    <>
      <MinutesField label={t("catalog.step")} max={60} {...form.getInputProps("stepMinutes")} />
      <Group grow align="flex-end">
        <AmountField label={t("catalog.minimum")} required {...form.getInputProps("minimumPrice")} />
        <AmountField label={t("catalog.ceiling")} {...form.getInputProps("ceilingPrice")} />
      </Group>
      <MinutesField label={t("catalog.longest")} {...form.getInputProps("minutes")} />
      <Text fw={600} aria-live="polite">
        {t("catalog.openPreview", {
          price: money(Math.round((Number(price) * Number(stepMinutes)) / 60)),
          step: formatMinutes(Number(stepMinutes)),
          minimum:
            Number(minimumPrice) > 0 ? t("catalog.atLeast", { amount: money(Number(minimumPrice)) }) : "",
          ceiling: ceilingPrice === "" ? "" : t("catalog.atMost", { amount: money(Number(ceilingPrice)) }),
        })}
      </Text>
    </>
  );
}
