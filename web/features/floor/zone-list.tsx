import { ActionIcon, Button, Group, Text, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconPencil, IconPlus, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FormDialog } from "../../ui/form-dialog.tsx";
import list from "../../ui/list.module.css";
import { QueryView } from "../../ui/query-view.tsx";
import { useRefusedFields } from "../../ui/refused-fields.ts";
import { useRemoveZone, useSaveZone } from "./actions.ts";
import { type Zone, zonesQuery } from "./queries.ts";

/** The parts of the room, for administrators: standard, VIP, PS5… */
export function ZoneList() {
  const { t } = useTranslation();
  const query = useQuery(zonesQuery);
  const remove = useRemoveZone();
  const [editing, setEditing] = useState<{ readonly zone: Zone | null } | null>(null);
  return (
    <section>
      <Group justify="space-between" mt="xl" mb="xs">
        <Title order={2} size="h4">
          {t("floor.zones")}
        </Title>
        <Button
          variant="default"
          leftSection={<IconPlus size={20} aria-hidden />}
          onClick={() => setEditing({ zone: null })}
        >
          {t("floor.addZone")}
        </Button>
      </Group>
      <QueryView query={query} loading={t("floor.loading")}>
        {(zones) =>
          zones.length === 0 ? (
            <Text className="quiet">{t("floor.noZones")}</Text>
          ) : (
            <ul className={list.list}>
              {zones.map((zone) => (
                <li key={zone.id} className={list.row}>
                  <span className={list.main}>{zone.name}</span>
                  <span className="quiet">{t("floor.stationsInZone", { count: zone.stations })}</span>
                  <Group gap="xs" wrap="nowrap" className={list.end}>
                    <ActionIcon
                      variant="default"
                      size={40}
                      aria-label={`${t("common.change")} ${zone.name}`}
                      onClick={() => setEditing({ zone })}
                    >
                      <IconPencil size={20} />
                    </ActionIcon>
                    {zone.stations === 0 && (
                      <ActionIcon
                        variant="default"
                        size={40}
                        aria-label={t("floor.removeZone", { zone: zone.name })}
                        onClick={() => remove.mutate(zone.id)}
                      >
                        <IconTrash size={20} />
                      </ActionIcon>
                    )}
                  </Group>
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
      {editing && <ZoneDialog zone={editing.zone} onClose={() => setEditing(null)} />}
    </section>
  );
}

function ZoneDialog({ zone, onClose }: { zone: Zone | null; onClose: () => void }) {
  const { t } = useTranslation();
  const save = useSaveZone(zone?.id ?? null);
  const form = useForm({ initialValues: { name: zone?.name ?? "" } });
  return (
    <FormDialog
      title={t(zone ? "floor.changeZone" : "floor.newZone")}
      pending={save.isPending}
      error={useRefusedFields(form, save.error)}
      onSubmit={form.onSubmit((fields) => save.mutate(fields, { onSuccess: onClose }))}
      onClose={onClose}
    >
      <TextInput
        label={t("floor.zoneName")}
        placeholder={t("floor.zonePlaceholder")}
        data-autofocus
        required
        maxLength={40}
        autoComplete="off"
        {...form.getInputProps("name")}
      />
    </FormDialog>
  );
}
