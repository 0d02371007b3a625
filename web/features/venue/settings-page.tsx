import { Button, Group, NumberInput, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../../app/api.ts";
import { RefusalMessage } from "../../ui/messages.tsx";
import { Page } from "../../ui/page.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { useRefusedFields } from "../../ui/refused-fields.ts";
import { useChangeVenue } from "./actions.ts";
import { venueQuery } from "./queries.ts";

/** The venue's settings, for administrators. */
export function SettingsPage() {
  const { t } = useTranslation();
  const query = useQuery(venueQuery);
  return (
    <Page title={t("venue.title")} narrow>
      <QueryView query={query} loading={t("venue.loading")}>
        {(venue) => <VenueForm venue={venue} />}
      </QueryView>
    </Page>
  );
}

function VenueForm({ venue }: { venue: Schemas["Venue"] }) {
  const { t } = useTranslation();
  const change = useChangeVenue();
  const { name, address, outageThresholdSeconds, sessionRetentionDays } = venue;
  const refundApprovalAbove: number | "" = venue.refundApprovalAbove ?? "";
  const form = useForm({
    initialValues: { name, address, outageThresholdSeconds, sessionRetentionDays, refundApprovalAbove },
  });
  const refusal = useRefusedFields(form, change.error);
  return (
    <form
      className="surface"
      onSubmit={form.onSubmit((fields) =>
        change.mutate(
          {
            ...fields,
            outageThresholdSeconds: Number(fields.outageThresholdSeconds),
            sessionRetentionDays: Number(fields.sessionRetentionDays),
            refundApprovalAbove:
              fields.refundApprovalAbove === "" ? null : Number(fields.refundApprovalAbove),
          },
          { onSuccess: () => notifications.show({ message: t("common.saved") }) },
        ),
      )}
    >
      <Stack>
        <TextInput label={t("venue.name")} required maxLength={120} {...form.getInputProps("name")} />
        <TextInput
          label={t("venue.address")}
          description={t("venue.addressHint")}
          maxLength={300}
          {...form.getInputProps("address")}
        />
        <NumberInput
          label={t("venue.threshold")}
          description={t("venue.thresholdHint")}
          required
          min={10}
          max={86_400}
          allowDecimal={false}
          {...form.getInputProps("outageThresholdSeconds")}
        />
        <NumberInput
          label={t("venue.retention")}
          description={t("venue.retentionHint")}
          required
          min={7}
          max={3650}
          allowDecimal={false}
          {...form.getInputProps("sessionRetentionDays")}
        />
        <NumberInput
          label={t("venue.refundApproval")}
          description={t("venue.refundApprovalHint")}
          min={0}
          max={1_000_000_000}
          allowDecimal={false}
          {...form.getInputProps("refundApprovalAbove")}
        />
        <TextInput label={t("venue.currency")} value={venue.currency} readOnly variant="filled" />
        <TextInput label={t("venue.timeZone")} value={venue.timeZone} readOnly variant="filled" />
        {Boolean(refusal) && <RefusalMessage error={refusal} />}
        <Group justify="flex-end">
          <Button type="submit" loading={change.isPending}>
            {t("common.save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
