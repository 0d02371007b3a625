import { ActionIcon, Button, Group, NumberInput, Select, Switch, Text, TextInput } from "@mantine/core";
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
import { meQuery } from "../account/queries.ts";
import { zonesQuery } from "../floor/queries.ts";
import { ZoneList } from "../floor/zone-list.tsx";
import { useSaveStation } from "./actions.ts";
import { type Station, stationsQuery } from "./queries.ts";

/** The PCs and consoles of the venue: which are free, which are out of service. */
export function StationsPage() {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const query = useQuery(stationsQuery);
  const [editing, setEditing] = useState<{ readonly station: Station | null } | null>(null);
  const mayEdit = me?.role === "administrator";
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
                  <span className={list.main}>
                    {station.name}
                    <Text component="span" display="block" size="sm" fw={400} className="quiet">
                      {[t(`stations.kinds.${station.kind}`), station.zone?.name, station.fault]
                        .filter(Boolean)
                        .join(" · ")}
                    </Text>
                  </span>
                  <span className={list.end}>
                    <ActiveBadge active={station.active} />
                  </span>
                  <span className="quiet">
                    {station.sessionId === null ? (
                      t(`stations.states.${station.state}`)
                    ) : (
                      <Link to="/sessions/$sessionId" params={{ sessionId: String(station.sessionId) }}>
                        {t("stations.states.in_play")}
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
      {mayEdit && <ZoneList />}
      {editing && <StationDialog station={editing.station} onClose={() => setEditing(null)} />}
    </Page>
  );
}

function StationDialog({ station, onClose }: { station: Station | null; onClose: () => void }) {
  const { t } = useTranslation();
  const save = useSaveStation(station?.id ?? null);
  const { data: zones = [] } = useQuery(zonesQuery);
  const form = useForm({
    initialValues: {
      name: station?.name ?? "",
      active: station?.active ?? true,
      kind: station?.kind ?? ("computer" as const),
      controllers: station?.controllers ?? 0,
      zoneId: station?.zone ? String(station.zone.id) : "",
    },
    transformValues: ({ zoneId, ...fields }) => ({
      ...fields,
      zoneId: zoneId === "" ? null : Number(zoneId),
    }),
  });
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
      <Group grow align="start">
        <Select
          label={t("stations.kind")}
          allowDeselect={false}
          data={(["computer", "console"] as const).map((kind) => ({
            value: kind,
            label: t(`stations.kinds.${kind}`),
          }))}
          {...form.getInputProps("kind")}
        />
        <NumberInput
          label={t("stations.controllers")}
          min={0}
          max={8}
          allowDecimal={false}
          {...form.getInputProps("controllers")}
        />
      </Group>
      <Select
        label={t("stations.zone")}
        allowDeselect={false}
        data={[
          { value: "", label: t("stations.noZone") },
          ...zones.map(({ id, name }) => ({ value: String(id), label: name })),
        ]}
        {...form.getInputProps("zoneId")}
      />
      <Switch
        size="md"
        label={t("stations.inService")}
        {...form.getInputProps("active", { type: "checkbox" })}
      />
    </FormDialog>
  );
}
