import { ActionIcon, Button, Switch, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconDeviceDesktopOff, IconPencil, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FormDialog } from "../../ui/form-dialog.tsx";
import list from "../../ui/list.module.css";
import { Empty } from "../../ui/messages.tsx";
import { Page } from "../../ui/page.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { useRefusedFields } from "../../ui/refused-fields.ts";
import { ActiveBadge } from "../../ui/status.tsx";
import { useMay } from "../account/permissions.ts";
import { useSaveStation } from "./actions.ts";
import { type Station, stationsQuery } from "./queries.ts";

/** The PCs and consoles of the venue: which are free, which are out of service. */
export function StationsPage() {
  const { t } = useTranslation();
  const query = useQuery(stationsQuery);
  const [editing, setEditing] = useState<{ readonly station: Station | null } | null>(null);
  const mayEdit = useMay("manage_stations");
  return (
    <Page
      title={t("stations.title")}
      narrow
      actions={
        mayEdit && (
          <Button
            leftSection={<IconPlus size={20} aria-hidden />}
            onClick={() => setEditing({ station: null })}
          >
            {t("stations.add")}
          </Button>
        )
      }
    >
      <QueryView query={query} loading={t("stations.loading")}>
        {(stations) =>
          stations.length === 0 ? (
            <Empty
              icon={<IconDeviceDesktopOff size={28} />}
              title={t("stations.emptyTitle")}
              hint={t("stations.emptyHint")}
            />
          ) : (
            <ul className={list.list}>
              {stations.map((station) => (
                <li key={station.id} className={list.row}>
                  <span className={list.main}>{station.name}</span>
                  <span className={list.end}>
                    <ActiveBadge active={station.active} />
                  </span>
                  <span className="quiet">
                    {station.sessionId === null ? (
                      t("stations.free")
                    ) : (
                      <Link to="/sessions/$sessionId" params={{ sessionId: String(station.sessionId) }}>
                        {t("stations.taken")}
                      </Link>
                    )}
                  </span>
                  <span className={list.end}>
                    {mayEdit && (
                      <ActionIcon
                        variant="default"
                        size={40}
                        aria-label={`${t("common.change")} ${station.name}`}
                        onClick={() => setEditing({ station })}
                      >
                        <IconPencil size={20} />
                      </ActionIcon>
                    )}
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
      {editing && <StationDialog station={editing.station} onClose={() => setEditing(null)} />}
    </Page>
  );
}

function StationDialog({ station, onClose }: { station: Station | null; onClose: () => void }) {
  const { t } = useTranslation();
  const save = useSaveStation(station?.id ?? null);
  const form = useForm({ initialValues: { name: station?.name ?? "", active: station?.active ?? true } });
  return (
    <FormDialog
      title={t(station ? "stations.changeTitle" : "stations.newTitle")}
      pending={save.isPending}
      error={useRefusedFields(form, save.error)}
      onSubmit={form.onSubmit((fields) => save.mutate(fields, { onSuccess: onClose }))}
      onClose={onClose}
    >
      <TextInput
        label={t("stations.name")}
        placeholder={t("stations.namePlaceholder")}
        data-autofocus
        required
        maxLength={40}
        autoComplete="off"
        {...form.getInputProps("name")}
      />
      <Switch
        size="md"
        label={t("stations.inService")}
        {...form.getInputProps("active", { type: "checkbox" })}
      />
    </FormDialog>
  );
}
