import { Button, Group, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { RefusalMessage } from "../../ui/messages.tsx";
import { useRefusedFields } from "../../ui/refused-fields.ts";
import { useCreatePlayer } from "./actions.ts";
import type { Player } from "./queries.ts";

interface PlayerFormProps {
  /** What was searched for, and not found: most often the name, or the phone. */
  readonly searched: string;
  readonly onCreated: (player: Player) => void;
  readonly onCancel: () => void;
}

/** A new player in a few seconds: the name is enough. */
export function PlayerForm({ searched, onCreated, onCancel }: PlayerFormProps) {
  const { t } = useTranslation();
  const create = useCreatePlayer();
  const isPhone = /^[+\d][\d .-]*$/.test(searched);
  const form = useForm({
    initialValues: { name: isPhone ? "" : searched, phone: isPhone ? searched : "", username: "" },
    validate: { name: (name) => (name.trim() === "" ? t("players.nameNeeded") : null) },
  });
  const refusal = useRefusedFields(form, create.error);
  return (
    <form
      onSubmit={form.onSubmit(({ name, phone, username }) =>
        create.mutate(
          { name, phone: phone.trim() || null, username: username.trim() || undefined },
          { onSuccess: onCreated },
        ),
      )}
    >
      <Stack gap="sm">
        <TextInput
          label={t("players.name")}
          autoFocus
          autoComplete="off"
          maxLength={120}
          {...form.getInputProps("name")}
        />
        <TextInput
          label={t("players.phone")}
          type="tel"
          autoComplete="off"
          maxLength={40}
          placeholder="+225 07 00 00 00 00"
          {...form.getInputProps("phone")}
        />
        <TextInput
          label={t("players.username")}
          description={t("players.usernameHint")}
          autoComplete="off"
          autoCapitalize="none"
          maxLength={32}
          {...form.getInputProps("username")}
        />
        {Boolean(refusal) && <RefusalMessage error={refusal} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            {t("common.back")}
          </Button>
          <Button type="submit" loading={create.isPending}>
            {t("players.create")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
