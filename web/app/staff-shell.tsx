import {
  IconCash,
  IconCashRegister,
  IconDeviceDesktop,
  IconDiscount,
  IconListDetails,
  IconMap2,
  IconReceipt,
  IconReportMoney,
  IconScan,
  IconSettings,
  IconStethoscope,
  IconTags,
  IconUserCircle,
  IconUsers,
  IconUsersGroup,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Outlet, useRouterState } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { may } from "../features/account/permissions.ts";
import { meQuery } from "../features/account/queries.ts";
import { useHandScanner } from "../features/counter/hand-scanner.ts";
import { findingCountsQuery } from "../features/doctor/queries.ts";
import { Billing } from "../features/open-play/billing.tsx";
import { openSessionsQuery } from "../features/sessions/queries.ts";
import { ClockBanner } from "../features/venue/clock-banner.tsx";
import { leaveFor } from "./leave.ts";
import { Navigation } from "./navigation.tsx";
import type { Destination } from "./navigation-link.tsx";
import { Shell } from "./shell.tsx";

/** The counter's house: the day's work first, the rest within reach; some rooms are for those who may. */
export function StaffShell() {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname });
  // A sign-in that ended elsewhere leads to the door.
  useEffect(() => {
    if (me === null) void leaveFor("/sign-in");
  }, [me]);
  // Known on every screen of staff, so that "time is up" is heard on every one of them.
  useQuery(openSessionsQuery);
  useHandScanner();
  const { data: findings } = useQuery(findingCountsQuery);
  const found = findings ? findings.critical + findings.warnings : 0;
  const daily: Destination[] = [
    { to: "/", word: t("nav.counter"), icon: IconScan },
    { to: "/floor", word: t("nav.floor"), icon: IconMap2 },
    { to: "/sell", word: t("nav.sell"), icon: IconCash },
    { to: "/invoices", word: t("nav.invoices"), icon: IconReceipt },
    { to: "/players", word: t("nav.players"), icon: IconUsers },
  ];
  const seldom: Destination[] = [
    { to: "/till", word: t("nav.till"), icon: IconCashRegister },
    { to: "/catalog", word: t("nav.catalog"), icon: IconTags },
    { to: "/tariffs", word: t("nav.tariffs"), icon: IconDiscount },
    { to: "/stations", word: t("nav.stations"), icon: IconDeviceDesktop },
    {
      to: "/doctor",
      word: t("doctor.title"),
      icon: IconStethoscope,
      waiting: found > 0 ? { count: found, words: t("doctor.badge", { count: found }) } : undefined,
    },
    ...(may(me, "see_reports") ? [{ to: "/takings", word: t("nav.takings"), icon: IconReportMoney }] : []),
    ...(may(me, "manage_staff") ? [{ to: "/staff", word: t("nav.staff"), icon: IconUsersGroup }] : []),
    ...(may(me, "see_audit") ? [{ to: "/audit", word: t("nav.audit"), icon: IconListDetails }] : []),
    ...(may(me, "change_settings") ? [{ to: "/settings", word: t("nav.settings"), icon: IconSettings }] : []),
    { to: "/account", word: t("nav.account"), icon: IconUserCircle },
  ];
  return (
    <Shell
      path={path}
      navigation={<Navigation daily={daily} seldom={seldom} />}
      clockBanner={<ClockBanner />}
    >
      <Billing>
        <Outlet />
      </Billing>
    </Shell>
  );
}
