import { Button, Group, Modal, Stack, Switch, Text, Textarea, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { RefusalMessage } from "../../ui/messages.tsx";
import { useRefusedFields } from "../../ui/refused-fields.ts";
import { useVenueFormats } from "../venue/queries.ts";
import { useChangePlayer } from "./actions.ts";
import { PlayerPhoto } from "./player-photo.tsx";
import type { Player } from "./queries.ts";

/** What is kept of a player: what they agreed to, and what staff notes for staff. */
export function PlayerProfile({ player }: { player: Player }) {
  const { t } = useTranslation();
  return (
    <section className="surface">
      <Title order={2} size="h4" mb="sm">
        {t("players.profile")}
      </Title>
      <Stack>
        <PlayerPhoto player={player} />
        <Consent player={player} />
        {/* Anew when the consent changes: it takes the date of birth with it. */}
        <ProfileForm key={player.consentedAt} player={player} />
      </Stack>
    </section>
  );
}

function Consent({ player }: { player: Player }) {
  const { t } = useTranslation();
  const { instant } = useVenueFormats();
  const change = useChangePlayer(player.id);
  const [withdrawing, setWithdrawing] = useState(false);
  const isGiven = player.consentedAt !== null;
  return (
    <div>
      <Switch
        size="md"
        label={t("players.consent")}
        description={
          player.consentedAt === null
            ? t("players.consentHint")
            : t("players.consentedAt", {
                when: instant(player.consentedAt),
                by: player.consentedBy ?? "GameZone",
              })
        }
        checked={isGiven}
        disabled={change.isPending}
        onChange={() => (isGiven ? setWithdrawing(true) : change.mutate({ consent: true }))}
      />
      {Boolean(change.error) && <RefusalMessage error={change.error} />}
      <Modal
        opened={withdrawing}
        onClose={() => setWithdrawing(false)}
        title={t("players.withdrawTitle")}
        closeButtonProps={{ "aria-label": t("common.close") }}
      >
        <Stack>
          <Text>{t("players.withdrawCost")}</Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setWithdrawing(false)}>
              {t("common.back")}
            </Button>
            <Button
              color="red.8"
              onClick={() => {
                setWithdrawing(false);
                change.mutate({ consent: false });
              }}
            >
              {t("players.withdraw")}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </div>
  );
}

function ProfileForm({ player }: { player: Player }) {
  const { t } = useTranslation();
  const change = useChangePlayer(player.id);
  const form = useForm({
    initialValues: {
      birthDate: player.birthDate ?? "",
      guardianPhone: player.guardianPhone ?? "",
      notes: player.notes,
    },
  });
  const refusal = useRefusedFields(form, change.error);
  const mayKeepDate = player.consentedAt !== null;
  return (
    <form
      onSubmit={form.onSubmit(({ birthDate, guardianPhone, notes }) =>
        change.mutate(
          {
            ...(mayKeepDate ? { birthDate: birthDate || null } : {}),
            guardianPhone: guardianPhone.trim() || null,
            notes,
          },
          { onSuccess: () => notifications.show({ message: t("common.saved") }) },
        ),
      )}
    >
      <Stack>
        <TextInput
          type="date"
          label={
            player.age === null ? t("players.birthDate") : t("players.birthDateAge", { count: player.age })
          }
          description={mayKeepDate ? undefined : t("players.birthDateHint")}
          disabled={!mayKeepDate}
          {...form.getInputProps("birthDate")}
        />
        <TextInput
          label={t("players.guardianPhone")}
          type="tel"
          maxLength={40}
          autoComplete="off"
          {...form.getInputProps("guardianPhone")}
        />
        <Textarea
          label={t("players.notes")}
          description={t("players.notesHint")}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={1000}
          {...form.getInputProps("notes")}
        />
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
