import { Button, Group, Text, Title } from "@mantine/core";
import { IconAlertTriangle, IconCash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatLength } from "../../i18n/format.ts";
import { ReasonDialog } from "../../ui/reason-dialog.tsx";
import { useVenueFormats } from "../venue/queries.ts";
import { useLeaveUnpaid } from "./actions.ts";
import { useBilling } from "./billing-context.ts";
import { type OpenSession, toPayQuery } from "./queries.ts";
import classes from "./to-pay.module.css";

/** Who has played and not paid yet, above the board so that nobody walks out unseen. */
export function ToPay() {
  const { t } = useTranslation();
  const { data: waiting = [] } = useQuery(toPayQuery);
  const bill = useBilling();
  const [left, setLeft] = useState<OpenSession | null>(null);
  return (
    <>
      {waiting.length > 0 && (
        <section className={classes.toPay} aria-labelledby="to-pay">
          <Group gap="xs" wrap="nowrap">
            <IconAlertTriangle size={24} aria-hidden />
            <Title order={2} size="h4" id="to-pay">
              {t("openPlay.toPayTitle")} <span className="quiet">{waiting.length}</span>
            </Title>
          </Group>
          <Text size="sm" className="quiet">
            {t("openPlay.toPayHint")}
          </Text>
          {waiting.map((session) => (
            <Waiting
              key={session.id}
              session={session}
              onBill={() => bill(session)}
              onLeft={() => setLeft(session)}
            />
          ))}
        </section>
      )}
      {left && <LeftDialog session={left} onClose={() => setLeft(null)} />}
    </>
  );
}

interface WaitingProps {
  readonly session: OpenSession;
  readonly onBill: () => void;
  readonly onLeft: () => void;
}

function Waiting({ session, onBill, onLeft }: WaitingProps) {
  const { t } = useTranslation();
  const { money, timeOfDay } = useVenueFormats();
  const { playedSeconds, amountDue } = session.openEnded;
  return (
    <div className={classes.waiting}>
      <div>
        <Text fw={650}>{session.player.name}</Text>
        <Text size="sm" className="quiet">
          {t("openPlay.endedAt", {
            when: timeOfDay(session.completedAt ?? session.serverTime),
            played: formatLength(playedSeconds),
          })}
        </Text>
      </div>
      <span className={classes.amount}>{money(amountDue)}</span>
      <Group gap="xs">
        <Button leftSection={<IconCash size={20} aria-hidden />} onClick={onBill}>
          {t("openPlay.bill")}
        </Button>
        <Button variant="default" onClick={onLeft}>
          {t("openPlay.unpaid")}
        </Button>
      </Group>
    </div>
  );
}

function LeftDialog({ session, onClose }: { session: OpenSession; onClose: () => void }) {
  const { t } = useTranslation();
  const { money } = useVenueFormats();
  const leave = useLeaveUnpaid();
  return (
    <ReasonDialog
      opened
      danger
      title={t("openPlay.unpaidTitle", { player: session.player.name })}
      cost={t("openPlay.unpaidCost", { amount: money(session.openEnded.amountDue) })}
      usual={t("openPlay.unpaidReasons", { returnObjects: true })}
      confirm={t("openPlay.unpaidConfirm")}
      pending={leave.isPending}
      error={leave.error}
      onConfirm={(reason) => leave.mutate({ purchaseId: session.purchaseId, reason }, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}
