import { NumberInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { useRefusedFields } from "../../../ui/refused-fields.ts";
import { useCreateStations } from "../actions.ts";
import { StepForm } from "./step-form.tsx";

const MOST = 100;

/** How many computers and consoles: they are called PC 1, PC 2…, PS 1, PS 2… until somebody renames them. */
export function StationsStep({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const create = useCreateStations();
  const form = useForm({ initialValues: { computers: 6, consoles: 2 } });
  return (
    <StepForm
      name="stations"
      pending={create.isPending}
      refusal={useRefusedFields(form, create.error)}
      onSubmit={form.onSubmit(({ computers, consoles }) =>
        create.mutate({ computers: Number(computers), consoles: Number(consoles) }, { onSuccess: onDone }),
      )}
    >
      {(["computers", "consoles"] as const).map((kind) => (
        <NumberInput
          key={kind}
          label={t(`welcome.stations.${kind}`)}
          required
          min={0}
          max={MOST}
          allowDecimal={false}
          {...form.getInputProps(kind)}
        />
      ))}
    </StepForm>
  );
}
