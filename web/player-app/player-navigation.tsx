import { IconTicket, IconUserCircle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "../app/navigation.module.css";
import { Link } from "./address.tsx";

/** A player's house has two rooms: what they bought, and themselves. */
export function PlayerNavigation({ path }: { path: string }) {
  const { t } = useTranslation();
  const rooms = [
    { to: "/my", word: t("play.title"), Icon: IconTicket, here: path !== "/my/account" },
    { to: "/my/account", word: t("nav.account"), Icon: IconUserCircle, here: path === "/my/account" },
  ];
  return (
    <nav className={classes.navigation} aria-label={t("nav.label")}>
      {rooms.map(({ to, word, Icon, here }) => (
        <Link
          key={to}
          to={to}
          className={classes.link}
          data-status={here ? "active" : undefined}
          aria-current={path === to ? "page" : undefined}
        >
          <Icon size={24} aria-hidden />
          <span>{word}</span>
        </Link>
      ))}
    </nav>
  );
}
