import { Button, Group, PasswordInput, Stack, Text, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { IconLogout } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { LanguageSwitch } from "../../ui/language-switch.tsx";
import { RefusalMessage } from "../../ui/messages.tsx";
import { Page } from "../../ui/page.tsx";
import { useRefusedFields } from "../../ui/refused-fields.ts";
import { useChangePassword, useLeave, useSignOut } from "./actions.ts";
import { meQuery } from "./queries.ts";

const SHORTEST_PASSWORD = 8;

/** Oneself: the language of the screens, one's password, and the way out. */
export function AccountPage() {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const signOut = useSignOut();
  return (
    <Page title={t("account.title")} narrow>
      <Stack>
        <Group className="surface" justify="space-between">
          <div>
            <Text fw={700}>{me?.name}</Text>
            <Text className="quiet">
              {me?.username} · {me && t(`staff.roles.${me.role}`)}
            </Text>
          </div>
          <Group gap="xs">
            <LanguageSwitch />
            <Button
              variant="default"
              leftSection={<IconLogout size={20} aria-hidden />}
              loading={signOut.isPending}
              onClick={() => signOut.mutate()}
            >
              {t("account.signOut")}
            </Button>
          </Group>
        </Group>
        <PasswordForm />
      </Stack>
    </Page>
  );
}

function PasswordForm() {
  const { t } = useTranslation();
  const change = useChangePassword();
  const leave = useLeave();
  const form = useForm({
    initialValues: { currentPassword: "", newPassword: "", again: "" },
    validate: {
      newPassword: (chosen) => (chosen.length < SHORTEST_PASSWORD ? t("account.tooShort") : null),
      again: (again, { newPassword }) => (again === newPassword ? null : t("account.different")),
    },
  });
  const refusal = useRefusedFields(form, change.error);
  return (
    <form
      className="surface"
      onSubmit={form.onSubmit(({ currentPassword, newPassword }) =>
        change.mutate(
          { currentPassword, newPassword },
          {
            onSuccess: async () => {
              notifications.show({ message: t("account.changed") });
              await leave();
            },
          },
        ),
      )}
    >
      <Stack>
        <Title order={2} size="h4">
          {t("account.changePassword")}
        </Title>
        <PasswordInput
          label={t("account.current")}
          required
          autoComplete="current-password"
          {...form.getInputProps("currentPassword")}
        />
        <PasswordInput
          label={t("account.new")}
          description={t("account.newHint")}
          required
          autoComplete="new-password"
          {...form.getInputProps("newPassword")}
        />
        <PasswordInput
          label={t("account.again")}
          required
          autoComplete="new-password"
          {...form.getInputProps("again")}
        />
        {Boolean(refusal) && <RefusalMessage error={refusal} />}
        <Group justify="flex-end">
          <Button type="submit" loading={change.isPending}>
            {t("account.changePassword")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
