import { IconMapQuestion } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { leaveFor } from "../app/leave.ts";
import { Shell } from "../app/shell.tsx";
import { AccountPage } from "../features/account/account-page.tsx";
import { meQuery } from "../features/account/queries.ts";
import { MyPurchasePage } from "../features/play/my-purchase-page.tsx";
import { MyPurchasesPage } from "../features/play/my-purchases-page.tsx";
import { purchasesQuery } from "../features/purchases/queries.ts";
import { openSessionsQuery } from "../features/sessions/queries.ts";
import { SignInPage } from "../features/sign-in/sign-in-page.tsx";
import { ClockNotice } from "../features/venue/clock-notice.tsx";
import { Empty, RefusalMessage } from "../ui/messages.tsx";
import { Page } from "../ui/page.tsx";
import { go, Link, useAddress } from "./address.tsx";
import { PlayerNavigation } from "./player-navigation.tsx";

/** The door, and behind it a player's screens. */
export function PlayerApp() {
  const path = useAddress();
  if (path === "/sign-in") return <SignInPage />;
  return <ForPlayers path={path}>{screenAt(path)}</ForPlayers>;
}

function screenAt(path: string): ReactNode {
  if (path === "/my") return <MyPurchasesPage />;
  if (path === "/my/account") return <AccountPage />;
  const [, purchase] = /^\/my\/(\d+)$/.exec(path) ?? [];
  return purchase === undefined ? <NotFound /> : <MyPurchasePage key={purchase} id={Number(purchase)} />;
}

/** Draws at once, while the server is still asked who this is: nobody's data comes before that is known. */
function ForPlayers({ path, children }: { path: string; children: ReactNode }) {
  const { data: me, error, refetch } = useQuery(meQuery);
  // Every player's page is made of these, so that all of them are asked for at once; see my.html.
  useQuery(openSessionsQuery);
  useInfiniteQuery(purchasesQuery(undefined));
  useEffect(() => {
    if (me === null) go("/sign-in", { replacing: true });
    else if (me && me.role !== "player") void leaveFor("/");
  }, [me]);
  if (me === null || (me && me.role !== "player")) return null;
  return (
    <Shell path={path} navigation={<PlayerNavigation path={path} />} clockBanner={<ClockNotice />}>
      {error ? <RefusalMessage error={error} onRetry={() => refetch()} /> : children}
    </Shell>
  );
}

function NotFound() {
  const { t } = useTranslation();
  return (
    <Page title={t("problem.notFoundTitle")} narrow>
      <Empty
        icon={<IconMapQuestion size={28} />}
        title={t("problem.notFoundHint")}
        action={<Link to="/my">{t("play.back")}</Link>}
      />
    </Page>
  );
}
