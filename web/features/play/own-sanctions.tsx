import { IconAlertTriangle } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Notice } from "../../ui/notice.tsx";
import { sanctionsQuery } from "../sanctions/queries.ts";
import { useVenueFormats } from "../venue/queries.ts";

/** The sanctions of a player that are in force, with their reasons. Nothing for almost everybody. */
export function OwnSanctions({ playerId }: { playerId: number }) {
  const { t } = useTranslation();
  const { instant } = useVenueFormats();
  const { data } = useInfiniteQuery(sanctionsQuery(playerId));
  const inForce = data?.pages.flatMap(({ items }) => items).filter((sanction) => sanction.inForce) ?? [];
  return inForce.map(({ id, kind, reason, until }) => (
    <Notice key={id} icon={<IconAlertTriangle size={26} />}>
      <strong>{t(`play.sanctions.${kind}`, { when: until === null ? "" : instant(until) })}</strong>
      <div>{reason}</div>
    </Notice>
  ));
}
