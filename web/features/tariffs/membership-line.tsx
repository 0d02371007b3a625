import { Button, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatDay, formatMinutes } from "../../i18n/format.ts";
import list from "../../ui/list.module.css";
import { ReasonDialog } from "../../ui/reason-dialog.tsx";
import { useMay } from "../account/permissions.ts";
import { meQuery } from "../account/queries.ts";
import { TillChoice } from "../tills/till-choice.tsx";
import { useVenueFormats } from "../venue/queries.ts";
import { useEndMembership, useRefundMembership } from "./actions.ts";
import { MembershipGives } from "./membership-gives.tsx";
import type { PlayerMembership } from "./queries.ts";

/** A membership of a player, with what may be done to it: it ends today, or an administrator pays it back. */
export function MembershipLine({ membership }: { membership: PlayerMembership }) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const [asked, setAsked] = useState<"end" | "refund" | null>(null);
  const { name, fromDay, untilDay, state, minutesAMonth, minutesLeft } = membership;
  const isRunning = state === "running";
  const mayEnd = useMay("manage_catalogue") && isRunning;
  const mayRefund = useMay("refund") && me?.role === "administrator" && (isRunning || state === "coming");
  const close = () => setAsked(null);
  return (
    <li className={list.row}>
      <span>
        <span className={list.main}>{name}</span>
        <Text className="quiet" size="sm">
          {t("tariffs.member.period", { first: formatDay(fromDay), last: formatDay(untilDay) })}
        </Text>
      </span>
      <span className={list.end}>{t(`tariffs.member.${state}`)}</span>
      <span>
        <MembershipGives {...membership} />
        {isRunning && minutesAMonth > 0 && (
          <Text size="sm">{t("tariffs.member.left", { minutes: formatMinutes(minutesLeft) })}</Text>
        )}
      </span>
      {(mayEnd || mayRefund) && (
        <Group gap="xs" className={list.end}>
          {mayRefund && (
            <Button size="sm" variant="default" onClick={() => setAsked("refund")}>
              {t("tariffs.member.refund")}
            </Button>
          )}
          {mayEnd && (
            <Button size="sm" variant="default" onClick={() => setAsked("end")}>
              {t("tariffs.member.end")}
            </Button>
          )}
        </Group>
      )}
      {asked === "end" && <EndDialog membership={membership} onClose={close} />}
      {asked === "refund" && <RefundDialog membership={membership} onClose={close} />}
    </li>
  );
}

interface DialogProps {
  readonly membership: PlayerMembership;
  readonly onClose: () => void;
}

function EndDialog({ membership: { id, name }, onClose }: DialogProps) {
  const { t } = useTranslation();
  const end = useEndMembership();
  return (
    <ReasonDialog
      danger
      opened
      title={t("tariffs.member.endTitle", { name })}
      cost={t("tariffs.member.endCost")}
      usual={t("tariffs.member.endReasons", { returnObjects: true })}
      confirm={t("tariffs.member.end")}
      pending={end.isPending}
      error={end.error}
      onConfirm={(reason) => end.mutate({ id, reason }, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}

function RefundDialog({ membership: { id, name, paid }, onClose }: DialogProps) {
  const { t } = useTranslation();
  const { money } = useVenueFormats();
  const refund = useRefundMembership(id);
  const [tillId, setTillId] = useState<number>();
  const amount = money(paid);
  return (
    <ReasonDialog
      danger
      opened
      title={t("tariffs.member.refundTitle", { name })}
      cost={t("tariffs.member.refundCost", { amount })}
      usual={t("tariffs.member.refundReasons", { returnObjects: true })}
      confirm={t("tariffs.member.refundConfirm", { amount })}
      pending={refund.isPending}
      error={refund.error}
      onConfirm={(reason) => refund.mutate({ reason, tillId }, { onSuccess: onClose })}
      onClose={onClose}
    >
      <TillChoice error={refund.error} tillId={tillId} onChoose={setTillId} />
    </ReasonDialog>
  );
}
