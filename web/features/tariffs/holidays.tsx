import { ActionIcon, Button, Group, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { formatDay } from "../../i18n/format.ts";
import list from "../../ui/list.module.css";
import { RefusalMessage } from "../../ui/messages.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { useRefusedFields } from "../../ui/refused-fields.ts";
import { useDropHoliday, useKeepHoliday } from "./actions.ts";
import { holidaysQuery } from "./queries.ts";
import { Section } from "./section.tsx";

/** The public holidays that the tariffs know. */
export function Holidays({ mayEdit }: { mayEdit: boolean }) {
  const { t } = useTranslation();
  const query = useQuery(holidaysQuery);
  const drop = useDropHoliday();
  return (
    <Section title={t("tariffs.holiday.title")} hint={t("tariffs.holiday.hint")}>
      <QueryView query={query} loading={t("tariffs.loading")}>
        {(holidays) => (
          <>
            {holidays.length === 0 && <Text className="quiet">{t("tariffs.holiday.empty")}</Text>}
            <ul className={list.list}>
              {holidays.map(({ day, name }) => (
                <li key={day} className={list.row}>
                  <span>
                    <span className={list.main}>{name}</span>
                    <Text className="quiet" size="sm">
                      {formatDay(day)}
                    </Text>
                  </span>
                  <span className={list.end}>
                    {mayEdit && (
                      <ActionIcon
                        variant="default"
                        size={40}
                        aria-label={t("tariffs.holiday.drop", { name })}
                        loading={drop.isPending && drop.variables === day}
                        onClick={() => drop.mutate(day)}
                      >
                        <IconX size={20} />
                      </ActionIcon>
                    )}
                  </span>
                </li>
              ))}
            </ul>
          </>
        )}
      </QueryView>
      {Boolean(drop.error) && <RefusalMessage error={drop.error} />}
      {mayEdit && <NewHoliday />}
    </Section>
  );
}

function NewHoliday() {
  const { t } = useTranslation();
  const keep = useKeepHoliday();
  const form = useForm({ initialValues: { day: "", name: "" } });
  const refusal = useRefusedFields(form, keep.error);
  return (
    <form onSubmit={form.onSubmit((fields) => keep.mutate(fields, { onSuccess: () => form.reset() }))}>
      <Group align="flex-end" mt="sm" gap="sm">
        <TextInput type="date" label={t("tariffs.holiday.day")} required {...form.getInputProps("day")} />
        <TextInput
          className={list.grow}
          label={t("tariffs.holiday.name")}
          required
          maxLength={80}
          autoComplete="off"
          {...form.getInputProps("name")}
        />
        <Button type="submit" variant="light" loading={keep.isPending}>
          {t("tariffs.holiday.add")}
        </Button>
      </Group>
      {Boolean(refusal) && <RefusalMessage error={refusal} />}
    </form>
  );
}
