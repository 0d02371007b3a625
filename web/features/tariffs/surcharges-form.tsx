import { Button, Group, NumberInput, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { RefusalMessage } from "../../ui/messages.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { useChangeSurcharges } from "./actions.ts";
import { type Surcharges, surchargesQuery } from "./queries.ts";
import { Section } from "./section.tsx";

const money = {
  min: 0,
  max: 1_000_000_000,
  allowDecimal: false,
  thousandSeparator: " ",
  hideControls: true,
  required: true,
} as const;

/** What an hour in a zone, or with another controller, costs more. */
export function SurchargesForm({ mayEdit }: { mayEdit: boolean }) {
  const { t } = useTranslation();
  const query = useQuery(surchargesQuery);
  return (
    <Section title={t("tariffs.surcharge.title")} hint={t("tariffs.surcharge.hint")}>
      <QueryView query={query} loading={t("tariffs.loading")}>
        {(surcharges) => <Fields surcharges={surcharges} mayEdit={mayEdit} />}
      </QueryView>
    </Section>
  );
}

function Fields({ surcharges, mayEdit }: { surcharges: Surcharges; mayEdit: boolean }) {
  const { t } = useTranslation();
  const change = useChangeSurcharges();
  const form = useForm({
    initialValues: {
      controller: surcharges.controllerSurchargePerHour,
      zones: Object.fromEntries(surcharges.zones.map((zone) => [`zone${zone.id}`, zone.surchargePerHour])),
    },
  });
  return (
    <form
      onSubmit={form.onSubmit(({ controller, zones }) =>
        change.mutate(
          {
            controllerSurchargePerHour: Number(controller),
            zones: surcharges.zones.map(({ id }) => ({ id, surchargePerHour: Number(zones[`zone${id}`]) })),
          },
          { onSuccess: () => notifications.show({ message: t("common.saved") }) },
        ),
      )}
    >
      <Stack>
        <NumberInput
          {...money}
          readOnly={!mayEdit}
          label={t("tariffs.surcharge.controller")}
          {...form.getInputProps("controller")}
        />
        {surcharges.zones.map(({ id, name }) => (
          <NumberInput
            key={id}
            {...money}
            readOnly={!mayEdit}
            label={t("tariffs.surcharge.zone", { name })}
            {...form.getInputProps(`zones.zone${id}`)}
          />
        ))}
        {surcharges.zones.length === 0 && <Text className="quiet">{t("tariffs.surcharge.noZones")}</Text>}
        {Boolean(change.error) && <RefusalMessage error={change.error} />}
        {mayEdit && (
          <Group justify="flex-end">
            <Button type="submit" loading={change.isPending}>
              {t("common.save")}
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}
