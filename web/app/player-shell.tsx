import { IconTicket, IconUserCircle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Navigation } from "./navigation.tsx";
import { Shell } from "./shell.tsx";

/** A player's house has two rooms: what they bought, and themselves. */
export function PlayerShell() {
  const { t } = useTranslation();
  const daily = [
    { to: "/my", word: t("play.title"), icon: IconTicket },
    { to: "/my/account", word: t("nav.account"), icon: IconUserCircle },
  ];
  return <Shell navigation={<Navigation daily={daily} seldom={[]} />} />;
}
