import { Text } from "@mantine/core";
import { useVenueFormats } from "../venue/queries.ts";

/** What friends pay together, where not each pays the same: a membership's minutes may not do for all of them. */
export function GroupPrice({ prices, total }: { prices: readonly number[]; total: number }) {
  const { money } = useVenueFormats();
  const different = [...new Set(prices)];
  if (different.length < 2) return null;
  const parts = different.map((price) => `${prices.filter((one) => one === price).length} × ${money(price)}`);
  return (
    <Text mt="xs" aria-live="polite">
      {parts.join(" + ")} = <strong>{money(total)}</strong>
    </Text>
  );
}
