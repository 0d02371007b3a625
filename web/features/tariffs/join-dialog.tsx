import { NumberInput, SegmentedControl, Select, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FormDialog } from "../../ui/form-dialog.tsx";
import { useRefusedFields } from "../../ui/refused-fields.ts";
import { useVenueFormats } from "../venue/queries.ts";
import { useJoinMembership } from "./actions.ts";
import { membershipsQuery } from "./queries.ts";

interface JoinDialogProps {
  readonly playerId: number;
  readonly name: string;
  readonly onClose: () => void;
}

/** Makes a player a member from today on, and says what that costs. */
export function JoinDialog({ playerId, name, onClose }: JoinDialogProps) {
  const { t } = useTranslation();
  const { money } = useVenueFormats();
  const { data: memberships = [] } = useQuery(membershipsQuery);
  const join = useJoinMembership(playerId);
  const offered = memberships.filter(({ active }) => active);
  const form = useForm({ initialValues: { membershipId: "", months: 1 } });
  const [paidBy, setPaidBy] = useState<"cash" | "mobile_money">("cash");
  const error = useRefusedFields(form, join.error);
  const { membershipId, months } = form.values;
  const chosen = offered.find(({ id }) => String(id) === membershipId) ?? offered[0];
  return (
    <FormDialog
      title={t("tariffs.member.joinTitle", { name })}
      confirm={t("tariffs.member.join")}
      pending={join.isPending}
      error={error}
      onSubmit={form.onSubmit(() => {
        if (!chosen) return;
        join.mutate({ membershipId: chosen.id, months: Number(months), paidBy }, { onSuccess: onClose });
      })}
      onClose={onClose}
    >
      {chosen ? (
        <>
          <Select
            label={t("tariffs.member.which")}
            allowDeselect={false}
            data={offered.map(({ id, name: called }) => ({ value: String(id), label: called }))}
            {...form.getInputProps("membershipId")}
            value={String(chosen.id)}
          />
          <NumberInput
            label={t("tariffs.member.months")}
            required
            min={1}
            max={24}
            allowDecimal={false}
            {...form.getInputProps("months")}
          />
          <SegmentedControl
            size="md"
            fullWidth
            aria-label={t("selling.paymentStep")}
            value={paidBy}
            onChange={(value) => setPaidBy(value as typeof paidBy)}
            data={[
              { value: "cash", label: t("selling.cash") },
              { value: "mobile_money", label: t("selling.mobileMoney") },
            ]}
          />
          <Text fw={600} fz="lg" aria-live="polite">
            {t("tariffs.member.toPay", { amount: money(chosen.price * Number(months)) })}
          </Text>
        </>
      ) : (
        <Text>{t("tariffs.member.noneOffered")}</Text>
      )}
    </FormDialog>
  );
}
