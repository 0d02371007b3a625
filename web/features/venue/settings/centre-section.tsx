import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Venue } from "../queries.ts";
import { Section } from "./section.tsx";
import { useSectionForm } from "./section-form.ts";

const read = ({ name, address, phone, taxNumber, tradeRegister }: Venue) => ({
  name,
  address,
  phone,
  taxNumber,
  tradeRegister,
});

/** Who issues the invoices. */
export function CentreSection({ venue }: { venue: Venue }) {
  const { t } = useTranslation();
  const { form, ...section } = useSectionForm(venue, { read, toChanges: (fields) => fields });
  return (
    <Section title={t("venue.centre")} {...section}>
      <TextInput label={t("venue.name")} required maxLength={120} {...form.getInputProps("name")} />
      <TextInput
        label={t("venue.address")}
        description={t("venue.addressHint")}
        maxLength={300}
        {...form.getInputProps("address")}
      />
      <TextInput label={t("venue.phone")} type="tel" maxLength={60} {...form.getInputProps("phone")} />
      <TextInput
        label={t("venue.taxNumber")}
        description={t("venue.numbersHint")}
        maxLength={40}
        {...form.getInputProps("taxNumber")}
      />
      <TextInput label={t("venue.tradeRegister")} maxLength={40} {...form.getInputProps("tradeRegister")} />
    </Section>
  );
}
