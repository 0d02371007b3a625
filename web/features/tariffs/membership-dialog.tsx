import { NumberInput, Switch, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { FormDialog } from "../../ui/form-dialog.tsx";
import { useRefusedFields } from "../../ui/refused-fields.ts";
import { useSaveMembership } from "./actions.ts";
import type { Membership } from "./queries.ts";

interface MembershipDialogProps {
  readonly membership: Membership | null;
  readonly onClose: () => void;
}

/** A new membership, or a change of one for those who join from now on. */
export function MembershipDialog({ membership, onClose }: MembershipDialogProps) {
  const { t } = useTranslation();
  const save = useSaveMembership(membership?.id ?? null);
  const form = useForm({
    initialValues: {
      name: membership?.name ?? "",
      price: membership?.price ?? 5000,
      discountPercent: membership?.discountPercent ?? 10,
      minutesAMonth: membership?.minutesAMonth ?? 0,
      active: membership?.active ?? true,
    },
  });
  return (
    <FormDialog
      title={t(membership ? "tariffs.membership.changeIt" : "tariffs.membership.new")}
      pending={save.isPending}
      error={useRefusedFields(form, save.error)}
      onSubmit={form.onSubmit(({ name, price, discountPercent, minutesAMonth, active }) =>
        save.mutate(
          {
            name: name.trim(),
            price: Number(price),
            discountPercent: Number(discountPercent),
            minutesAMonth: Number(minutesAMonth),
            active,
          },
          { onSuccess: onClose },
        ),
      )}
      onClose={onClose}
    >
      <TextInput
        label={t("tariffs.membership.name")}
        data-autofocus
        required
        maxLength={60}
        autoComplete="off"
        {...form.getInputProps("name")}
      />
      <NumberInput
        label={t("tariffs.membership.price")}
        required
        min={0}
        max={1_000_000_000}
        allowDecimal={false}
        thousandSeparator=" "
        hideControls
        {...form.getInputProps("price")}
      />
      <NumberInput
        label={t("tariffs.membership.discount")}
        required
        min={0}
        max={100}
        allowDecimal={false}
        suffix={"\u202f%"}
        {...form.getInputProps("discountPercent")}
      />
      <NumberInput
        label={t("tariffs.membership.minutes")}
        description={t("tariffs.membership.minutesHint")}
        required
        min={0}
        max={44_640}
        allowDecimal={false}
        thousandSeparator=" "
        {...form.getInputProps("minutesAMonth")}
      />
      <Switch
        size="md"
        label={t("tariffs.membership.active")}
        {...form.getInputProps("active", { type: "checkbox" })}
      />
      {membership && <Text className="quiet">{t("tariffs.membership.promised")}</Text>}
    </FormDialog>
  );
}
