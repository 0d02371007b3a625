import { Select, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { useRefusedFields } from "../../../ui/refused-fields.ts";
import { useChangeVenue } from "../../venue/actions.ts";
import { currencyChoices, timeZoneChoices } from "../../venue/choices.ts";
import type { Venue } from "../../venue/queries.ts";
import { type Choice, countries, countryOf, ELSEWHERE, UNION_CURRENCY } from "../countries.ts";
import { StepForm } from "./step-form.tsx";

/** Who the centre is, and in what it counts: by its country where that says it. */
export function VenueStep({ venue, onDone }: { venue: Venue; onDone: () => void }) {
  const { t, i18n } = useTranslation();
  const change = useChangeVenue();
  // A name that nobody chose yet is asked for.
  const name = venue.version === 1 ? "" : venue.name;
  const { address, phone, taxNumber, tradeRegister, currency, timeZone, version } = venue;
  const form = useForm({
    initialValues: {
      country: countryOf(venue),
      name,
      address,
      phone,
      taxNumber,
      tradeRegister,
      currency,
      timeZone,
    },
  });
  const names = new Intl.DisplayNames(i18n.language, { type: "region" });
  const choices = [
    ...Object.keys(countries).map((value) => ({ value, label: names.of(value) ?? value })),
    { value: ELSEWHERE, label: t("welcome.venue.elsewhere") },
  ];
  const pick = (country: Choice | null) => {
    if (country === null) return;
    form.setFieldValue("country", country);
    if (country === ELSEWHERE) return;
    form.setFieldValue("currency", UNION_CURRENCY);
    form.setFieldValue("timeZone", countries[country]);
  };
  return (
    <StepForm
      name="venue"
      pending={change.isPending}
      refusal={useRefusedFields(form, change.error)}
      onSubmit={form.onSubmit(({ country: _, ...fields }) =>
        change.mutate({ ...fields, version }, { onSuccess: onDone }),
      )}
    >
      <TextInput label={t("venue.name")} required maxLength={120} {...form.getInputProps("name")} />
      <Select
        label={t("welcome.venue.country")}
        description={t("welcome.venue.countryHint")}
        allowDeselect={false}
        data={choices}
        value={form.values.country}
        onChange={(value) => pick(value as Choice | null)}
      />
      {form.values.country === ELSEWHERE && (
        <>
          <Select
            label={t("venue.currency")}
            searchable
            allowDeselect={false}
            limit={60}
            data={currencyChoices(i18n.language)}
            {...form.getInputProps("currency")}
          />
          <Select
            label={t("venue.timeZone")}
            searchable
            allowDeselect={false}
            limit={60}
            data={timeZoneChoices(venue.timeZone)}
            {...form.getInputProps("timeZone")}
          />
        </>
      )}
      <TextInput label={t("venue.address")} maxLength={300} {...form.getInputProps("address")} />
      <TextInput label={t("venue.phone")} type="tel" maxLength={60} {...form.getInputProps("phone")} />
      <TextInput
        label={t("venue.taxNumber")}
        description={t("venue.numbersHint")}
        maxLength={40}
        {...form.getInputProps("taxNumber")}
      />
      <TextInput label={t("venue.tradeRegister")} maxLength={40} {...form.getInputProps("tradeRegister")} />
    </StepForm>
  );
}
