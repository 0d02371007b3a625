import { Input, NumberInput, SimpleGrid, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { formatMinutes } from "../../../i18n/format.ts";
import { useRefusedFields } from "../../../ui/refused-fields.ts";
import { useCreatePackages } from "../actions.ts";
import { StepForm } from "./step-form.tsx";

/** Usual prices of small centres, in CFA francs; of another currency nothing is suggested. */
const suggestions = [
  { minutes: 30, price: 300 },
  { minutes: 60, price: 500 },
  { minutes: 120, price: 900 },
  { minutes: 300, price: 2000 },
] as const;
const CFA = ["XOF", "XAF"];
const LARGEST_PRICE = 1_000_000_000;

/** What is sold: time for any game, at a price for each length; a length without a price is not sold. */
export function SaleStep({ currency, onDone }: { currency: string; onDone: () => void }) {
  const { t } = useTranslation();
  const create = useCreatePackages();
  const form = useForm({
    initialValues: {
      gameName: t("welcome.packages.anyGame"),
      prices: suggestions.map(({ price }): number | string => (CFA.includes(currency) ? price : "")),
    },
    validate: {
      prices: (prices) => (prices.every((price) => price === "") ? t("welcome.packages.noPrice") : null),
    },
  });
  return (
    <StepForm
      name="packages"
      pending={create.isPending}
      refusal={useRefusedFields(form, create.error)}
      onSubmit={form.onSubmit(({ gameName, prices }) => {
        const packages = suggestions.flatMap(({ minutes }, index) =>
          prices[index] === "" ? [] : [{ minutes, price: Number(prices[index]) }],
        );
        create.mutate({ gameName, packages }, { onSuccess: onDone });
      })}
    >
      <TextInput
        label={t("welcome.packages.game")}
        description={t("welcome.packages.gameHint")}
        required
        maxLength={80}
        {...form.getInputProps("gameName")}
      />
      <SimpleGrid cols={{ base: 2, sm: 4 }}>
        {suggestions.map(({ minutes }, index) => (
          <NumberInput
            key={minutes}
            label={t("welcome.packages.priceOf", { length: formatMinutes(minutes) })}
            min={0}
            max={LARGEST_PRICE}
            allowDecimal={false}
            thousandSeparator=" "
            hideControls
            {...form.getInputProps(`prices.${index}`)}
          />
        ))}
      </SimpleGrid>
      {form.errors.prices && <Input.Error role="alert">{form.errors.prices}</Input.Error>}
    </StepForm>
  );
}
