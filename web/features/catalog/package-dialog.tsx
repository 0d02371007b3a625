import { SegmentedControl, Switch, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FormDialog } from "../../ui/form-dialog.tsx";
import { useRefusedFields } from "../../ui/refused-fields.ts";
import { WindowFields } from "../tariffs/window-fields.tsx";
import type { Window } from "../tariffs/window-words.ts";
import { useSavePackage } from "./actions.ts";
import { AmountField, MinutesField } from "./number-fields.tsx";
import { OpenRuleFields } from "./open-rule-fields.tsx";
import { fieldsOf, type Kind, LONGEST_OPEN_MINUTES, USUAL_MINUTES, valuesOf } from "./package-values.ts";
import type { Game, Package } from "./queries.ts";

const kinds: readonly Kind[] = ["fixed", "pass", "open"];
const night: Window = { from: "22:00", until: "06:00", days: [1, 2, 3, 4, 5, 6, 7], onHolidays: "as_usual" };

interface PackageDialogProps {
  readonly game: Game;
  readonly package: Package | null;
  readonly onClose: () => void;
}

/** A new package of a game, or a change of one, which stays of its kind. What is sold already stays as it was. */
export function PackageDialog({ game, package: changed, onClose }: PackageDialogProps) {
  const { t } = useTranslation();
  const save = useSavePackage(game.id, changed?.id ?? null);
  const [kind, setKind] = useState<Kind>(changed?.kind ?? "fixed");
  const [window, setWindow] = useState<Window>(changed?.window ?? night);
  const form = useForm({ initialValues: valuesOf(changed) });
  return (
    <FormDialog
      title={changed ? t("catalog.changePackage") : t("catalog.newPackage", { game: game.name })}
      pending={save.isPending}
      error={useRefusedFields(form, save.error)}
      onSubmit={form.onSubmit((values) =>
        save.mutate({ kind, ...fieldsOf(kind, values, window, changed) }, { onSuccess: onClose }),
      )}
      onClose={onClose}
    >
      {!changed && (
        <SegmentedControl
          fullWidth
          aria-label={t("catalog.kind")}
          value={kind}
          onChange={(value) => {
            setKind(value as Kind);
            form.setFieldValue("minutes", value === "open" ? LONGEST_OPEN_MINUTES : USUAL_MINUTES);
          }}
          data={kinds.map((value) => ({ value, label: t(`catalog.kinds.${value}`) }))}
        />
      )}
      <Text className="quiet">{t(`catalog.kindHints.${kind}`)}</Text>
      {kind === "fixed" && (
        <MinutesField label={t("catalog.minutes")} data-autofocus {...form.getInputProps("minutes")} />
      )}
      {kind !== "fixed" && <NameField required {...form.getInputProps("name")} />}
      <AmountField
        label={t(kind === "open" ? "catalog.pricePerHour" : "catalog.price")}
        required
        {...form.getInputProps("price")}
      />
      {kind === "fixed" && <NameField hint={t("catalog.packageNameHint")} {...form.getInputProps("name")} />}
      {kind === "pass" && <WindowFields value={window} onChange={setWindow} />}
      {kind === "open" && <OpenRuleFields form={form} />}
      <Switch size="md" label={t("catalog.onSale")} {...form.getInputProps("active", { type: "checkbox" })} />
      {changed && <Text className="quiet">{t("catalog.soldStays")}</Text>}
    </FormDialog>
  );
}

function NameField({ hint, ...input }: { hint?: string; required?: boolean }) {
  const { t } = useTranslation();
  return (
    <TextInput
      label={t("catalog.packageName")}
      description={hint}
      maxLength={80}
      autoComplete="off"
      {...input}
    />
  );
}
