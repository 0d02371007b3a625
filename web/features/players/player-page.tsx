import { Button, Group, SimpleGrid, Stack, Switch, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { IconCash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { RefusalMessage } from "../../ui/messages.tsx";
import { NewPasswordButton } from "../../ui/new-password-button.tsx";
import { Page } from "../../ui/page.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { useRefusedFields } from "../../ui/refused-fields.ts";
import { PurchasesOfPlayer } from "../purchases/purchases-of-player.tsx";
import { MembershipOfPlayer } from "../tariffs/membership-of-player.tsx";
import { givePlayerPassword, useChangePlayer } from "./actions.ts";
import { type Player, playerQuery } from "./queries.ts";

/** One player: who they are, their password, and what they bought. */
export function PlayerPage() {
  const { t } = useTranslation();
  const id = Number(useParams({ strict: false }).playerId);
  const query = useQuery(playerQuery(id));
  return (
    <Page
      title={query.data?.name ?? t("players.title")}
      actions={
        <Button
          leftSection={<IconCash size={20} aria-hidden />}
          renderRoot={(props) => <Link to="/sell" search={{ player: id }} {...props} />}
        >
          {t("players.sellTo")}
        </Button>
      }
    >
      <QueryView query={query} loading={t("players.loadingOne")}>
        {(player) => (
          <SimpleGrid cols={{ base: 1, md: 2 }}>
            <PlayerDetails key={player.id} player={player} />
            <Stack>
              <MembershipOfPlayer playerId={id} name={player.name} />
              <section className="surface">
                <Title order={2} size="h4" mb="sm">
                  {t("players.purchases")}
                </Title>
                <PurchasesOfPlayer playerId={id} />
              </section>
            </Stack>
          </SimpleGrid>
        )}
      </QueryView>
    </Page>
  );
}

function PlayerDetails({ player }: { player: Player }) {
  const { t } = useTranslation();
  const change = useChangePlayer(player.id);
  const form = useForm({
    initialValues: { name: player.name, phone: player.phone ?? "", active: player.active },
  });
  const refusal = useRefusedFields(form, change.error);
  return (
    <form
      className="surface"
      onSubmit={form.onSubmit(({ name, phone, active }) =>
        change.mutate(
          { name, phone: phone.trim() || null, active },
          { onSuccess: () => notifications.show({ message: t("common.saved") }) },
        ),
      )}
    >
      <Stack>
        <TextInput
          label={t("players.name")}
          maxLength={120}
          autoComplete="off"
          {...form.getInputProps("name")}
        />
        <TextInput
          label={t("players.phone")}
          type="tel"
          maxLength={40}
          autoComplete="off"
          {...form.getInputProps("phone")}
        />
        <TextInput label={t("players.username")} value={player.username} readOnly variant="filled" />
        <Switch
          size="md"
          label={t("players.active")}
          {...form.getInputProps("active", { type: "checkbox" })}
        />
        {Boolean(refusal) && <RefusalMessage error={refusal} />}
        <Group justify="space-between">
          <NewPasswordButton
            name={player.name}
            username={player.username}
            give={() => givePlayerPassword(player.id)}
          />
          <Button type="submit" loading={change.isPending}>
            {t("common.save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
