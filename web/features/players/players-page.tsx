import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Page } from "../../ui/page.tsx";
import { PlayerPicker } from "./player-picker.tsx";

/** Finds and creates players; choosing one opens their page. */
export function PlayersPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <Page title={t("players.title")}>
      <div className="surface">
        <PlayerPicker
          showsDisabled
          onPick={({ id }) => navigate({ to: "/players/$playerId", params: { playerId: String(id) } })}
        />
      </div>
    </Page>
  );
}
