import { ActionIcon, Button, Group, Switch, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconPencil, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FormDialog } from "../../ui/form-dialog.tsx";
import list from "../../ui/list.module.css";
import { QueryView } from "../../ui/query-view.tsx";
import { useRefusedFields } from "../../ui/refused-fields.ts";
import { ActiveBadge } from "../../ui/status.tsx";
import { useSaveTill } from "./actions.ts";
import { type Till, tillsQuery } from "./queries.ts";

/** The tills of the centre, for whoever changes its settings: most have one. */
export function TillList() {
  const { t } = useTranslation();
  const query = useQuery(tillsQuery);
  const [editing, setEditing] = useState<{ readonly till: Till | null } | null>(null);
  return (
    <section className="surface">
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h4">
          {t("tills.all")}
        </Title>
        <Button
          variant="default"
          leftSection={<IconPlus size={20} aria-hidden />}
          onClick={() => setEditing({ till: null })}
        >
          {t("tills.add")}
        </Button>
      </Group>
      <QueryView query={query} loading={t("tills.loading")}>
        {(tills) => (
          <ul className={list.list}>
            {tills.map((till) => (
              <li key={till.id} className={list.row}>
                <span className={list.main}>{till.name}</span>
                <span className={list.end}>
                  <ActiveBadge active={till.active} />
                </span>
                <span className={list.end}>
                  <ActionIcon
                    variant="default"
                    size={40}
                    aria-label={`${t("common.change")} ${till.name}`}
                    onClick={() => setEditing({ till })}
                  >
                    <IconPencil size={20} />
                  </ActionIcon>
                </span>
              </li>
            ))}
          </ul>
        )}
      </QueryView>
      {editing && <TillDialog till={editing.till} onClose={() => setEditing(null)} />}
    </section>
  );
}

function TillDialog({ till, onClose }: { till: Till | null; onClose: () => void }) {
  const { t } = useTranslation();
  const save = useSaveTill(till?.id ?? null);
  const form = useForm({ initialValues: { name: till?.name ?? "", active: till?.active ?? true } });
  return (
    <FormDialog
      title={t(till ? "tills.changeTill" : "tills.newTill")}
      pending={save.isPending}
      error={useRefusedFields(form, save.error)}
      onSubmit={form.onSubmit((fields) => save.mutate(fields, { onSuccess: onClose }))}
      onClose={onClose}
    >
      <TextInput
        label={t("tills.name")}
        placeholder={t("tills.namePlaceholder")}
        data-autofocus
        required
        maxLength={40}
        autoComplete="off"
        {...form.getInputProps("name")}
      />
      <Switch size="md" label={t("tills.inUse")} {...form.getInputProps("active", { type: "checkbox" })} />
    </FormDialog>
  );
}
