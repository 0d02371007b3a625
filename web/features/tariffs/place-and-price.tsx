import { Button, Group, Input, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useVenueFormats } from "../venue/queries.ts";
import { PriceLines } from "./price-lines.tsx";
import { type Choice, quoteQuery, surchargesQuery } from "./queries.ts";

const counts = [1, 2, 3, 4];

export interface Place {
  readonly zoneId: number | null;
  readonly controllers: number;
}
export const anywhere: Place = { zoneId: null, controllers: 1 };

interface PlaceAndPriceProps {
  readonly choice: Choice;
  readonly onChange: (place: Place) => void;
}

/** Where it is played and with how many controllers, asked only where that costs more; and how the price comes about. */
export function PlaceAndPrice({ choice, onChange }: PlaceAndPriceProps) {
  const { t } = useTranslation();
  const { instant } = useVenueFormats();
  const { data: surcharges } = useQuery(surchargesQuery);
  const { data: quote } = useQuery(quoteQuery(choice));
  const { zoneId, controllers } = choice;
  const zones = surcharges?.zones.filter((zone) => zone.surchargePerHour > 0) ?? [];
  const asksControllers = (surcharges?.controllerSurchargePerHour ?? 0) > 0;
  const explains = quote !== undefined && (quote.priceLines.length > 1 || quote.passFrom !== null);
  if (zones.length === 0 && !asksControllers && !explains) return null;
  return (
    <Stack gap="md" className="surface" component="section">
      <Title order={2} size="h4">
        {t("tariffs.place.title")}
      </Title>
      {zones.length > 0 && (
        <Choices
          label={t("tariffs.place.zone")}
          options={[null, ...zones.map(({ id }) => id)]}
          chosen={zoneId}
          word={(id) => zones.find((zone) => zone.id === id)?.name ?? t("tariffs.place.anyZone")}
          onChoose={(id) => onChange({ zoneId: id, controllers })}
        />
      )}
      {asksControllers && (
        <Choices
          label={t("tariffs.place.controllers")}
          options={counts}
          chosen={controllers}
          word={String}
          onChoose={(count) => onChange({ zoneId, controllers: count })}
        />
      )}
      {quote?.passFrom && quote.passUntil && (
        <Text fw={600}>
          {t("tariffs.place.pass", { from: instant(quote.passFrom), until: instant(quote.passUntil) })}
        </Text>
      )}
      {quote && <PriceLines lines={quote.priceLines} total={quote.price} />}
    </Stack>
  );
}

interface ChoicesProps<Option> {
  readonly label: string;
  readonly options: readonly Option[];
  readonly chosen: Option;
  readonly word: (option: Option) => string;
  readonly onChoose: (option: Option) => void;
}

/** A few big targets, one of which is chosen. */
function Choices<Option extends number | null>({
  label,
  options,
  chosen,
  word,
  onChoose,
}: ChoicesProps<Option>) {
  return (
    <Input.Wrapper label={label} labelElement="div">
      <Group gap="xs" mt={4} role="group" aria-label={label}>
        {options.map((option) => (
          <Button
            key={option ?? 0}
            miw={56}
            variant={option === chosen ? "filled" : "default"}
            aria-pressed={option === chosen}
            onClick={() => onChoose(option)}
          >
            {word(option)}
          </Button>
        ))}
      </Group>
    </Input.Wrapper>
  );
}
