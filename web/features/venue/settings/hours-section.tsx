import { ActionIcon, Button, Group, Text, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { nameOfDay } from "../../../i18n/format.ts";
import type { Venue } from "../queries.ts";
import classes from "./hours-section.module.css";
import { Section } from "./section.tsx";
import { useSectionForm } from "./section-form.ts";

type Hours = Venue["openingHours"][number];

const DAYS = [1, 2, 3, 4, 5, 6, 7] as const;
/** A browser's field for a time has no other midnight. */
const MIDNIGHT = "00:00";

const read = ({ openingHours }: Venue) => ({
  openingHours: openingHours.map((each) => ({
    ...each,
    closes: each.closes === "24:00" ? MIDNIGHT : each.closes,
  })),
});
const toChanges = ({ openingHours }: { openingHours: Hours[] }) => ({
  openingHours: openingHours.map((each) => ({
    ...each,
    closes: each.closes === MIDNIGHT ? "24:00" : each.closes,
  })),
});

/** When the centre is open, each week. */
export function HoursSection({ venue }: { venue: Venue }) {
  const { t, i18n } = useTranslation();
  const { form, ...section } = useSectionForm(venue, { read, toChanges });
  const { openingHours } = form.values;
  const put = (hours: Hours[]) => form.setFieldValue("openingHours", hours);
  const change = (changed: Hours, changes: Partial<Hours>) =>
    put(openingHours.map((each) => (each === changed ? { ...each, ...changes } : each)));
  const add = (day: number) => {
    const before = openingHours.findLast((each) => each.day < day);
    put([...openingHours, { day, opens: before?.opens ?? "10:00", closes: before?.closes ?? "22:00" }]);
  };
  return (
    <Section title={t("venue.hours")} {...section}>
      <Text className="quiet">{t("venue.hoursHint")}</Text>
      <ul className={classes.days}>
        {DAYS.map((day) => {
          const name = nameOfDay(day, i18n.language);
          const ofDay = openingHours.filter((each) => each.day === day);
          return (
            <li key={day} className={classes.day}>
              <span className={classes.name}>{name}</span>
              <div className={classes.stretches}>
                {ofDay.length === 0 && <span className="quiet">{t("venue.closed")}</span>}
                {ofDay.map((each) => (
                  <Group key={openingHours.indexOf(each)} gap="xs" wrap="nowrap">
                    <TextInput
                      type="time"
                      className={classes.time}
                      required
                      aria-label={t("venue.opensOn", { day: name })}
                      value={each.opens}
                      onChange={(event) => change(each, { opens: event.currentTarget.value })}
                    />
                    <TextInput
                      type="time"
                      className={classes.time}
                      required
                      aria-label={t("venue.closesOn", { day: name })}
                      value={each.closes}
                      onChange={(event) => change(each, { closes: event.currentTarget.value })}
                    />
                    <ActionIcon
                      variant="default"
                      size={40}
                      aria-label={t("venue.removeHours", { day: name })}
                      onClick={() => put(openingHours.filter((other) => other !== each))}
                    >
                      <IconX size={18} />
                    </ActionIcon>
                  </Group>
                ))}
              </div>
              <Button
                variant="default"
                size="compact-md"
                leftSection={<IconPlus size={16} aria-hidden />}
                aria-label={t("venue.addHoursOn", { day: name })}
                onClick={() => add(day)}
              >
                {t("venue.addHours")}
              </Button>
            </li>
          );
        })}
      </ul>
      {form.errors.openingHours && <Text className={classes.error}>{form.errors.openingHours}</Text>}
    </Section>
  );
}
