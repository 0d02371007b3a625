import { NumberInput, Switch, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { formatMinutes } from "../../i18n/format.ts";
import { FormDialog } from "../../ui/form-dialog.tsx";
import { useRefusedFields } from "../../ui/refused-fields.ts";
import { useSavePackage } from "./actions.ts";
import type { Game, Package } from "./queries.ts";

const LONGEST_MINUTES = 1440;
const LARGEST_PRICE = 1_000_000_000;

interface PackageDialogProps {
  readonly game: Game;
  readonly package: Package | null;
  readonly onClose: () => void;
}

/** A new package of a game, or a change of one. What is sold already stays as it was. */
export function PackageDialog({ game, package: changed, onClose }: PackageDialogProps) {
  const { t } = useTranslation();
  const save = useSavePackage(game.id, changed?.id ?? null);
  const form = useForm({
    initialValues: {
      name: changed?.name ?? "",
      minutes: changed?.minutes ?? 60,
      price: changed?.price ?? 500,
      active: changed?.active ?? true,
    },
  });
  return (
    <FormDialog
      title={changed ? t("catalog.changePackage") : t("catalog.newPackage", { game: game.name })}
      pending={save.isPending}
      error={useRefusedFields(form, save.error)}
      onSubmit={form.onSubmit(({ name, minutes, price, active }) =>
        save.mutate(
          {
            name: nameOf(name.trim(), Number(minutes), changed),
            minutes: Number(minutes),
            price: Number(price),
            active,
          },
          { onSuccess: onClose },
        ),
      )}
      onClose={onClose}
    >
      <NumberInput
        label={t("catalog.minutes")}
        data-autofocus
        required
        min={1}
        max={LONGEST_MINUTES}
        allowDecimal={false}
        {...form.getInputProps("minutes")}
      />
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
      <TextInput
        label={t("catalog.packageName")}
        description={t("catalog.packageNameHint")}
        maxLength={80}
        autoComplete="off"
        {...form.getInputProps("name")}
      />
      <Switch size="md" label={t("catalog.onSale")} {...form.getInputProps("active", { type: "checkbox" })} />
      {changed && <Text className="quiet">{t("catalog.soldStays")}</Text>}
    </FormDialog>
  );
}

/** A package called after its length is called after its new length when that changes. */
function nameOf(name: string, minutes: number, changed: Package | null): string {
  const wasItsLength = changed !== null && name === formatMinutes(changed.minutes);
  return name === "" || wasItsLength ? formatMinutes(minutes) : name;
}
