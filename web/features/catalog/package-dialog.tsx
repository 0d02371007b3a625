import { SegmentedControl, Switch, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatMinutes } from "../../i18n/format.ts";
import { FormDialog } from "../../ui/form-dialog.tsx";
import { useRefusedFields } from "../../ui/refused-fields.ts";
import { WindowFields } from "../tariffs/window-fields.tsx";
import type { Window } from "../tariffs/window-words.ts";
import { type PackageFields, useSavePackage } from "./actions.ts";
import { AmountField, MinutesField } from "./number-fields.tsx";
import { OpenRuleFields } from "./open-rule-fields.tsx";
import type { Game, Package } from "./queries.ts";

type Kind = Package["kind"];
const kinds: readonly Kind[] = ["fixed", "pass", "open"];
const USUAL_MINUTES = 60;
/** Somebody who forgot to stop is not billed for longer, unless the owner says so. */
const LONGEST_OPEN_MINUTES = 480;
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

export interface PackageValues {
  readonly name: string;
  readonly minutes: number | string;
  readonly price: number | string;
  readonly stepMinutes: number | string;
  readonly minimumPrice: number | string;
  /** Empty where there is none. */
  readonly ceilingPrice: number | string;
  readonly active: boolean;
}

function valuesOf(changed: Package | null): PackageValues {
  return {
    name: changed?.name ?? "",
    minutes: changed?.minutes ?? USUAL_MINUTES,
    price: changed?.price ?? 500,
    stepMinutes: changed?.open?.stepMinutes ?? 15,
    minimumPrice: changed?.open?.minimumPrice ?? 0,
    ceilingPrice: changed?.open?.ceilingPrice ?? "",
    active: changed?.active ?? true,
  };
}

function fieldsOf(kind: Kind, values: PackageValues, window: Window, changed: Package | null): PackageFields {
  const minutes = Number(values.minutes);
  const same = { price: Number(values.price), active: values.active };
  const name = values.name.trim();
  if (kind === "pass") return { ...same, name, window };
  if (kind === "fixed") return { ...same, name: nameOf(name, minutes, changed), minutes };
  const open = {
    stepMinutes: Number(values.stepMinutes),
    minimumPrice: Number(values.minimumPrice),
    ceilingPrice: values.ceilingPrice === "" ? null : Number(values.ceilingPrice),
  };
  return { ...same, name, minutes, open };
}

/** A package called after its length is called after its new length when that changes. */
function nameOf(name: string, minutes: number, changed: Package | null): string {
  const wasItsLength = changed !== null && name === formatMinutes(changed.minutes);
  return name === "" || wasItsLength ? formatMinutes(minutes) : name;
}
