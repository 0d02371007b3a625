import { Chip, Group, Input, Select, Text, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { dayName, tellWindow, type Window } from "./window-words.ts";

const days = [1, 2, 3, 4, 5, 6, 7];
const holidayRules = ["as_usual", "also", "never"] as const;

interface WindowFieldsProps {
  readonly value: Window;
  readonly onChange: (window: Window) => void;
}

/** Hours, days and public holidays, with what they mean in plain words below. */
export function WindowFields({ value, onChange }: WindowFieldsProps) {
  const { t } = useTranslation();
  const set = (changes: Partial<Window>) => onChange({ ...value, ...changes });
  return (
    <>
      <Group grow>
        <TextInput
          type="time"
          label={t("tariffs.from")}
          required
          value={value.from}
          onChange={(event) => set({ from: event.currentTarget.value })}
        />
        <TextInput
          type="time"
          label={t("tariffs.until")}
          required
          value={value.until}
          onChange={(event) => set({ until: event.currentTarget.value })}
        />
      </Group>
      <Input.Wrapper label={t("tariffs.days")} description={t("tariffs.daysHint")} labelElement="div">
        <Group gap={6} mt={6} role="group" aria-label={t("tariffs.days")}>
          {days.map((day) => (
            <Chip
              key={day}
              checked={value.days.includes(day)}
              onChange={(checked) =>
                set({ days: checked ? [...value.days, day].sort() : value.days.filter((one) => one !== day) })
              }
            >
              {dayName(day)}
            </Chip>
          ))}
        </Group>
      </Input.Wrapper>
      <Select
        label={t("tariffs.holidaysRule")}
        allowDeselect={false}
        data={holidayRules.map((rule) => ({ value: rule, label: t(`tariffs.holidays.${rule}`) }))}
        value={value.onHolidays}
        onChange={(rule) => set({ onHolidays: rule as Window["onHolidays"] })}
      />
      {value.days.length > 0 && value.from !== "" && value.until !== "" && (
        <Text fw={600} aria-live="polite">
          {t("tariffs.valid", { window: tellWindow(value) })}
        </Text>
      )}
    </>
  );
}
