import { SegmentedControl, Stack, Text } from "@mantine/core";
import { IconTicketOff } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatMinutes } from "../../i18n/format.ts";
import list from "../../ui/list.module.css";
import { Empty } from "../../ui/messages.tsx";
import { Page } from "../../ui/page.tsx";
import { PagedView } from "../../ui/paged-view.tsx";
import { meQuery } from "../account/queries.ts";
import { PurchaseBadge } from "../purchases/purchase-badge.tsx";
import { purchasesQuery, type Stage } from "../purchases/queries.ts";
import { useVenueFormats } from "../venue/queries.ts";
import { RunningSession } from "./running-session.tsx";

const stages = ["all", "waiting", "active", "completed"] as const;

/** What a player bought, with the countdown of what is running on top. */
export function MyPurchasesPage() {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const { money, instant } = useVenueFormats();
  const [stage, setStage] = useState<Stage | "all">("all");
  const query = useInfiniteQuery(purchasesQuery(stage === "all" ? undefined : stage));
  return (
    <Page title={t("play.hello", { name: me?.name ?? "" })} narrow>
      <Stack>
        <RunningSession />
        <SegmentedControl
          fullWidth
          aria-label={t("play.filter")}
          value={stage}
          onChange={(value) => setStage(value as typeof stage)}
          data={stages.map((value) => ({ value, label: t(`play.stages.${value}`) }))}
        />
        <PagedView
          query={query}
          loading={t("play.loading")}
          empty={
            <Empty
              icon={<IconTicketOff size={28} />}
              title={t(`play.empty.${stage}`)}
              hint={t("play.emptyHint")}
            />
          }
        >
          {(purchases) => (
            <ul className={list.list}>
              {purchases.map((purchase) => (
                <li key={purchase.id}>
                  <Link
                    to="/my/$purchaseId"
                    params={{ purchaseId: String(purchase.id) }}
                    className={list.row}
                  >
                    <span className={list.main}>
                      {purchase.gameName} · {formatMinutes(purchase.minutes)}
                    </span>
                    <span className={list.end}>
                      <PurchaseBadge purchase={purchase} />
                    </span>
                    <span className="quiet">{money(purchase.price)}</span>
                    <Text span className={`quiet ${list.end}`}>
                      {instant(purchase.createdAt)}
                    </Text>
                  </Link>
                </li>
              ))}
            </ul>
          )}
        </PagedView>
      </Stack>
    </Page>
  );
}
