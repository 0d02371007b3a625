import { Group, NumberInput, SegmentedControl, Select, Switch, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FormDialog } from "../../ui/form-dialog.tsx";
import { useRefusedFields } from "../../ui/refused-fields.ts";
import { packagesQuery } from "../catalog/queries.ts";
import { useSaveCalendarPrice } from "./actions.ts";
import type { CalendarPrice } from "./queries.ts";
import { WindowFields } from "./window-fields.tsx";
import type { Window } from "./window-words.ts";

const everyDay = {
  from: "14:00",
  until: "18:00",
  days: [1, 2, 3, 4, 5, 6, 7],
  onHolidays: "as_usual",
} as const;
const LARGEST_PRICE = 1_000_000_000;

/** A new price of the calendar, or a change of one. A price of its own is for one package; a percentage for any. */
export function CalendarPriceDialog({
  price,
  onClose,
}: {
  price: CalendarPrice | null;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const { data: packages = [] } = useQuery(packagesQuery);
  const save = useSaveCalendarPrice(price?.id ?? null);
  const [window, setWindow] = useState<Window>(price?.window ?? everyDay);
  const form = useForm({
    initialValues: {
      name: price?.name ?? "",
      packageId: price?.packageId == null ? "" : String(price.packageId),
      how: price?.price == null ? "percent" : "price",
      percent: price?.percent ?? -30,
      price: price?.price ?? 500,
      firstDay: price?.firstDay ?? "",
      lastDay: price?.lastDay ?? "",
      active: price?.active ?? true,
    },
  });
  const { packageId, how } = form.values;
  const ownPrice = packageId !== "" && how === "price";
  return (
    <FormDialog
      title={t(price ? "tariffs.calendar.changeIt" : "tariffs.calendar.new")}
      pending={save.isPending}
      error={useRefusedFields(form, save.error)}
      onSubmit={form.onSubmit((fields) =>
        save.mutate(
          {
            name: fields.name.trim(),
            packageId: packageId === "" ? null : Number(packageId),
            window,
            firstDay: fields.firstDay || null,
            lastDay: fields.lastDay || null,
            percent: ownPrice ? null : Number(fields.percent),
            price: ownPrice ? Number(fields.price) : null,
            active: fields.active,
          },
          { onSuccess: onClose },
        ),
      )}
      onClose={onClose}
    >
      <TextInput
        label={t("tariffs.calendar.name")}
        description={t("tariffs.calendar.nameHint")}
        data-autofocus
        required
        maxLength={60}
        autoComplete="off"
        {...form.getInputProps("name")}
      />
      <Select
        label={t("tariffs.calendar.for")}
        allowDeselect={false}
        searchable
        data={[
          { value: "", label: t("tariffs.calendar.all") },
          ...packages.map((one) => ({ value: String(one.id), label: `${one.gameName} · ${one.name}` })),
        ]}
        {...form.getInputProps("packageId")}
      />
      {packageId !== "" && (
        <SegmentedControl
          fullWidth
          aria-label={t("tariffs.calendar.how")}
          data={(["percent", "price"] as const).map((value) => ({
            value,
            label: t(`tariffs.calendar.${value}`),
          }))}
          {...form.getInputProps("how")}
        />
      )}
      {ownPrice ? (
        <NumberInput
          label={t("catalog.price")}
          required
          min={0}
          max={LARGEST_PRICE}
          allowDecimal={false}
          thousandSeparator=" "
          hideControls
          {...form.getInputProps("price")}
        />
      ) : (
        <NumberInput
          label={t("tariffs.calendar.percentField")}
          description={t("tariffs.calendar.percentHint")}
          required
          min={-90}
          max={200}
          allowDecimal={false}
          suffix={"\u202f%"}
          {...form.getInputProps("percent")}
        />
      )}
      <WindowFields value={window} onChange={setWindow} />
      <Group grow>
        <TextInput type="date" label={t("tariffs.calendar.firstDay")} {...form.getInputProps("firstDay")} />
        <TextInput type="date" label={t("tariffs.calendar.lastDay")} {...form.getInputProps("lastDay")} />
      </Group>
      <Switch
        size="md"
        label={t("tariffs.calendar.active")}
        {...form.getInputProps("active", { type: "checkbox" })}
      />
      {price && <Text className="quiet">{t("tariffs.soldStays")}</Text>}
    </FormDialog>
  );
}
