import { Button, Center } from "@mantine/core";
import { IconMapQuestion } from "@tabler/icons-react";
import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  Link,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { meQuery } from "../features/account/queries.ts";
import { readAddress } from "../features/doctor/reference.ts";
import { Empty, Loading, RefusalMessage } from "../ui/messages.tsx";
import { Page } from "../ui/page.tsx";
import { leaveFor } from "./leave.ts";

interface Context {
  readonly client: QueryClient;
}

const root = createRootRouteWithContext<Context>()({
  component: Outlet,
  notFoundComponent: NotFound,
});

const staff = createRoute({
  getParentRoute: () => root,
  id: "staff",
  component: lazyRouteComponent(() => import("./staff-shell.tsx"), "StaffShell"),
  beforeLoad: async ({ context }) => {
    const me = await context.client.ensureQueryData(meQuery);
    if (me === null) await leaveFor("/sign-in");
    if (me?.role === "player") await leaveFor("/my");
  },
});

async function forAdministrators({ context }: { context: Context }): Promise<void> {
  const me = await context.client.ensureQueryData(meQuery);
  if (me?.role !== "administrator") throw redirect({ to: "/" });
}

const staffRoutes = [
  createRoute({
    getParentRoute: () => staff,
    path: "/",
    component: lazyRouteComponent(() => import("../features/counter/counter-page.tsx"), "CounterPage"),
  }),
  createRoute({
    getParentRoute: () => staff,
    path: "/floor",
    component: lazyRouteComponent(() => import("../features/floor/floor-page.tsx"), "FloorPage"),
  }),
  createRoute({
    getParentRoute: () => staff,
    path: "/sell",
    validateSearch: ({ player }: Record<string, unknown>): { player?: number } =>
      typeof player === "number" ? { player } : {},
    component: lazyRouteComponent(() => import("../features/selling/sell-page.tsx"), "SellPage"),
  }),
  createRoute({
    getParentRoute: () => staff,
    path: "/invoices",
    component: lazyRouteComponent(() => import("../features/invoices/invoices-page.tsx"), "InvoicesPage"),
  }),
  createRoute({
    getParentRoute: () => staff,
    path: "/invoices/$invoiceId",
    component: lazyRouteComponent(() => import("../features/invoices/invoice-page.tsx"), "InvoicePage"),
  }),
  createRoute({
    getParentRoute: () => staff,
    path: "/scans",
    component: lazyRouteComponent(() => import("../features/scans/scans-page.tsx"), "ScansPage"),
  }),
  createRoute({
    getParentRoute: () => staff,
    path: "/sessions/$sessionId",
    component: lazyRouteComponent(() => import("../features/sessions/session-page.tsx"), "SessionPage"),
  }),
  createRoute({
    getParentRoute: () => staff,
    path: "/players",
    component: lazyRouteComponent(() => import("../features/players/players-page.tsx"), "PlayersPage"),
  }),
  createRoute({
    getParentRoute: () => staff,
    path: "/players/$playerId",
    component: lazyRouteComponent(() => import("../features/players/player-page.tsx"), "PlayerPage"),
  }),
  createRoute({
    getParentRoute: () => staff,
    path: "/catalog",
    component: lazyRouteComponent(() => import("../features/catalog/catalog-page.tsx"), "CatalogPage"),
  }),
  createRoute({
    getParentRoute: () => staff,
    path: "/tariffs",
    component: lazyRouteComponent(() => import("../features/tariffs/tariffs-page.tsx"), "TariffsPage"),
  }),
  createRoute({
    getParentRoute: () => staff,
    path: "/stations",
    component: lazyRouteComponent(() => import("../features/stations/stations-page.tsx"), "StationsPage"),
  }),
  createRoute({
    getParentRoute: () => staff,
    path: "/doctor",
    validateSearch: readAddress,
    component: lazyRouteComponent(() => import("../features/doctor/doctor-page.tsx"), "DoctorPage"),
  }),
  createRoute({
    getParentRoute: () => staff,
    path: "/takings",
    beforeLoad: forAdministrators,
    component: lazyRouteComponent(() => import("../features/reports/takings-page.tsx"), "TakingsPage"),
  }),
  createRoute({
    getParentRoute: () => staff,
    path: "/staff",
    beforeLoad: forAdministrators,
    component: lazyRouteComponent(() => import("../features/staff/staff-page.tsx"), "StaffPage"),
  }),
  createRoute({
    getParentRoute: () => staff,
    path: "/settings",
    beforeLoad: forAdministrators,
    component: lazyRouteComponent(() => import("../features/venue/settings-page.tsx"), "SettingsPage"),
  }),
  createRoute({
    getParentRoute: () => staff,
    path: "/account",
    component: lazyRouteComponent(() => import("../features/account/account-page.tsx"), "AccountPage"),
  }),
] as const;

/** Every screen of staff and who may open it. Each is loaded when it is first opened. The rest is web/player-app. */
export function openRouter(client: QueryClient) {
  return createRouter({
    routeTree: root.addChildren([staff.addChildren([...staffRoutes])]),
    context: { client },
    defaultPreload: "intent",
    scrollRestoration: true,
    defaultPendingComponent: Pending,
    defaultErrorComponent: Broken,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof openRouter>;
  }
}

function Pending() {
  const { t } = useTranslation();
  return <Loading what={t("common.loading")} />;
}

/** Most often a part of the app that could not be loaded: only loading the page anew helps. */
function Broken({ error }: { error: unknown }) {
  return (
    <Center mih="60dvh" p="md">
      <RefusalMessage error={error} onRetry={() => window.location.reload()} />
    </Center>
  );
}

function NotFound() {
  const { t } = useTranslation();
  return (
    <main>
      <Page title={t("problem.notFoundTitle")} narrow>
        <Empty
          icon={<IconMapQuestion size={28} />}
          title={t("problem.notFoundHint")}
          action={<Button renderRoot={(props) => <Link to="/" {...props} />}>{t("problem.home")}</Button>}
        />
      </Page>
    </main>
  );
}
