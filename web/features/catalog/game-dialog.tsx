import { Switch, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { FormDialog } from "../../ui/form-dialog.tsx";
import { useRefusedFields } from "../../ui/refused-fields.ts";
import { useSaveGame } from "./actions.ts";
import type { Game } from "./queries.ts";

/** A new game, or a change of one. */
export function GameDialog({ game, onClose }: { game: Game | null; onClose: () => void }) {
  const { t } = useTranslation();
  const save = useSaveGame(game?.id ?? null);
  const form = useForm({ initialValues: { name: game?.name ?? "", active: game?.active ?? true } });
  return (
    <FormDialog
      title={t(game ? "catalog.changeGame" : "catalog.newGame")}
      pending={save.isPending}
      error={useRefusedFields(form, save.error)}
      onSubmit={form.onSubmit((fields) => save.mutate(fields, { onSuccess: onClose }))}
      onClose={onClose}
    >
      <TextInput
        label={t("catalog.gameName")}
        data-autofocus
        required
        maxLength={80}
        autoComplete="off"
        {...form.getInputProps("name")}
      />
      <Switch size="md" label={t("catalog.onSale")} {...form.getInputProps("active", { type: "checkbox" })} />
    </FormDialog>
  );
}
