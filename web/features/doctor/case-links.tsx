import { Button } from "@mantine/core";
import { IconDeviceGamepad2, IconReceipt, IconUser } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Explanation } from "./queries.ts";

/** The places where a case is decided: its session, its invoice, its player. */
export function CaseLinks({
  sessionId,
  invoiceId,
  invoiceNumber,
  playerId,
  playerName,
}: Pick<Explanation, "sessionId" | "invoiceId" | "invoiceNumber" | "playerId" | "playerName">) {
  const { t } = useTranslation();
  return (
    <>
      {sessionId !== null && (
        <Button
          variant="default"
          leftSection={<IconDeviceGamepad2 size={20} aria-hidden />}
          renderRoot={(props) => (
            <Link to="/sessions/$sessionId" params={{ sessionId: String(sessionId) }} {...props} />
          )}
        >
          {t("doctor.session", { id: sessionId })}
        </Button>
      )}
      {invoiceId !== null && (
        <Button
          variant="default"
          leftSection={<IconReceipt size={20} aria-hidden />}
          renderRoot={(props) => (
            <Link to="/invoices/$invoiceId" params={{ invoiceId: String(invoiceId) }} {...props} />
          )}
        >
          {t("doctor.invoice", { number: invoiceNumber })}
        </Button>
      )}
      <Button
        variant="default"
        leftSection={<IconUser size={20} aria-hidden />}
        renderRoot={(props) => (
          <Link to="/players/$playerId" params={{ playerId: String(playerId) }} {...props} />
        )}
      >
        {playerName}
      </Button>
    </>
  );
}
