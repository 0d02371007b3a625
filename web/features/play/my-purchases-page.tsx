import { IconTicketOff } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatMinutes } from "../../i18n/format.ts";
import { Link } from "../../player-app/address.tsx";
import list from "../../ui/list.module.css";
import { Empty, Loading } from "../../ui/messages.tsx";
import { Page } from "../../ui/page.tsx";
import { PagedView } from "../../ui/paged-view.tsx";
import { meQuery } from "../account/queries.ts";
import { PurchaseBadge } from "../purchases/purchase-badge.tsx";
import { isUnbilled, purchasesQuery, type Stage } from "../purchases/queries.ts";
import { openSessionsQuery } from "../sessions/queries.ts";
import { useVenueFormats } from "../venue/queries.ts";
import { OpenToday } from "./open-today.tsx";
import { OwnSanctions } from "./own-sanctions.tsx";
import { RunningSession } from "./running-session.tsx";
import { StageChoice } from "./stage-choice.tsx";

/** What a player bought, with the countdown of what is running on top. */
export function MyPurchasesPage() {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const { money, instant } = useVenueFormats();
  const [stage, setStage] = useState<Stage | "all">("all");
  const sessions = useQuery(openSessionsQuery);
  const query = useInfiniteQuery(purchasesQuery(stage === "all" ? undefined : stage));
  // Nothing below jumps when the countdown comes.
  if (sessions.isPending) return <Loading what={t("play.loading")} />;
  return (
    <Page title={t("play.hello", { name: me?.name ?? "" })} narrow>
      <div className="stack">
        <OpenToday />
        {me?.userId && <OwnSanctions playerId={me.userId} />}
        <RunningSession query={sessions} />
        <StageChoice value={stage} onChange={setStage} />
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
                  <Link to={`/my/${purchase.id}`} className={list.row}>
                    <span className={list.main}>
                      {purchase.gameName} · {formatMinutes(purchase.minutes)}
                    </span>
                    <span className={list.end}>
                      <PurchaseBadge purchase={purchase} />
                    </span>
                    <span className="quiet">
                      {isUnbilled(purchase) ? t("play.priceAtEnd") : money(purchase.price)}
                    </span>
                    <span className={`quiet ${list.end}`}>{instant(purchase.createdAt)}</span>
                  </Link>
                </li>
              ))}
            </ul>
          )}
        </PagedView>
      </div>
    </Page>
  );
}
