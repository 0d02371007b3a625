import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../../app/api.ts";
import { formatLength } from "../../i18n/format.ts";
import { Loading, RefusalMessage } from "../../ui/messages.tsx";
import { PrintLinks } from "../invoices/print-links.tsx";
import { PaymentStep } from "../selling/payment-step.tsx";
import { Countdown } from "../sessions/countdown.tsx";
import { sessionQuery } from "../sessions/queries.ts";
import { PriceLines } from "../tariffs/price-lines.tsx";
import { useVenueFormats } from "../venue/queries.ts";
import { useBill, usePayBill } from "./actions.ts";
import type { OpenSession } from "./queries.ts";

type Bill = Schemas["Purchase"];

interface BillDialogProps {
  readonly session: OpenSession;
  readonly onClose: () => void;
}

/** Stops play after a question, says how the amount comes about, and takes the money. */
export function BillDialog({ session, onClose }: BillDialogProps) {
  const { t } = useTranslation();
  const bill = useBill(session.id);
  const { mutate, data, isIdle, error } = bill;
  const isOver = session.completedAt !== null;
  // What has ended needs no question: its bill is the same whoever asks for it.
  useEffect(() => {
    if (isOver && isIdle) mutate();
  }, [isOver, isIdle, mutate]);
  const player = session.player.name;
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(data || isOver ? "openPlay.billTitle" : "openPlay.stopTitle", { player })}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      {data ? (
        <Payment
          bill={data.purchase}
          playedSeconds={data.session.openEnded?.playedSeconds ?? 0}
          onClose={onClose}
        />
      ) : (
        <Stack>
          {error && <RefusalMessage error={error} onRetry={() => mutate()} />}
          {isOver && !error && <Loading what={t("openPlay.billing")} />}
          {!isOver && (
            <Question session={session} pending={bill.isPending} onStop={() => mutate()} onClose={onClose} />
          )}
        </Stack>
      )}
    </Modal>
  );
}

interface QuestionProps extends BillDialogProps {
  readonly pending: boolean;
  readonly onStop: () => void;
}

function Question({ session, pending, onStop, onClose }: QuestionProps) {
  const { t } = useTranslation();
  // It counts on while the clerk reads the question.
  const { data: live = session } = useQuery(sessionQuery(session.id));
  return (
    <>
      <Countdown session={live} />
      <Text>{t("openPlay.stopCost")}</Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t("common.back")}
        </Button>
        <Button loading={pending} onClick={onStop} data-autofocus>
          {t("openPlay.stopAndBill")}
        </Button>
      </Group>
    </>
  );
}

interface PaymentProps {
  readonly bill: Bill;
  readonly playedSeconds: number;
  readonly onClose: () => void;
}

function Payment({ bill, playedSeconds, onClose }: PaymentProps) {
  const { t } = useTranslation();
  const { money } = useVenueFormats();
  const payment = usePayBill();
  const { price } = bill;
  if (payment.data || bill.paymentStatus !== "pending") {
    const change = payment.data?.payment.change ?? 0;
    return (
      <Stack>
        <Text fw={700} fz="xl">
          {t("openPlay.paidTitle", { amount: money(price) })}
        </Text>
        {change > 0 && (
          <Text fw={700} fz={28}>
            {t("selling.giveBack", { amount: money(change) })}
          </Text>
        )}
        <Group justify="space-between">
          {bill.invoice && <PrintLinks invoiceId={bill.invoice.id} />}
          <Button onClick={onClose} data-autofocus>
            {t("openPlay.close")}
          </Button>
        </Group>
      </Stack>
    );
  }
  return (
    <Stack>
      <div>
        {bill.priceLines.length < 2 && (
          <Text className="quiet">{t("openPlay.played", { played: formatLength(playedSeconds) })}</Text>
        )}
        <Text fw={700} fz={28}>
          {t("openPlay.amount", { amount: money(price) })}
        </Text>
      </div>
      <PriceLines lines={bill.priceLines} total={price} />
      <PaymentStep
        sold={{ price }}
        pending={payment.isPending}
        error={payment.error}
        unpaidId={null}
        onTake={(money, tillId) => payment.mutate({ purchaseId: bill.id, price, payment: money, tillId })}
      />
    </Stack>
  );
}
