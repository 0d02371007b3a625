import { NumberInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Venue } from "../queries.ts";
import { Section } from "./section.tsx";
import { useSectionForm } from "./section-form.ts";

const read = ({ refundApprovalAbove }: Venue) => ({
  refundApprovalAbove: (refundApprovalAbove ?? "") as number | string,
});

const toChanges = ({ refundApprovalAbove }: ReturnType<typeof read>) => ({
  refundApprovalAbove: refundApprovalAbove === "" ? null : Number(refundApprovalAbove),
});

/** Above which amount a clerk asks an administrator before paying back. */
export function RefundsSection({ venue }: { venue: Venue }) {
  const { t } = useTranslation();
  const { form, ...section } = useSectionForm(venue, { read, toChanges });
  return (
    <Section title={t("venue.refunds")} {...section}>
      <NumberInput
        label={t("venue.refundApproval")}
        description={t("venue.refundApprovalHint")}
        min={0}
        max={1_000_000_000}
        allowDecimal={false}
        thousandSeparator=" "
        {...form.getInputProps("refundApprovalAbove")}
      />
    </Section>
  );
}
