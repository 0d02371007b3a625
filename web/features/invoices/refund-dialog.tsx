import { PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Refusal } from "../../app/api.ts";
import { ReasonDialog } from "../../ui/reason-dialog.tsx";
import { TillChoice } from "../tills/till-choice.tsx";
import { useVenueFormats } from "../venue/queries.ts";
import { useRefund } from "./actions.ts";
import type { Invoice } from "./queries.ts";

/** Codes by which the server asks for an administrator, or did not recognize the one who was there. */
const ASKS_APPROVAL = ["approval_needed", "approval_refused", "rate_limited"];

/** Pays back; where it is much, an administrator approves at this very screen. */
export function RefundDialog({
  invoice,
  opened,
  onClose,
}: {
  invoice: Invoice;
  opened: boolean;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const { money } = useVenueFormats();
  const refund = useRefund(invoice);
  const [username, setUsername] = useState("");
  const [pin, setPin] = useState("");
  const [isAsked, setAsked] = useState(false);
  const [tillId, setTillId] = useState<number>();
  const stop = () => {
    refund.reset();
    setAsked(false);
    setUsername("");
    setPin("");
    setTillId(undefined);
    onClose();
  };
  const amount = money(invoice.price);
  return (
    <ReasonDialog
      danger
      opened={opened}
      title={t("invoices.refundTitle", { number: invoice.number })}
      cost={t("invoices.refundCost", { amount, player: invoice.player.name })}
      usual={t("invoices.refundReasons", { returnObjects: true })}
      confirm={t("invoices.refundConfirm", { amount })}
      pending={refund.isPending}
      error={refund.error}
      onConfirm={(reason) =>
        refund.mutate(
          { reason, tillId, approval: isAsked ? { username, pin } : undefined },
          {
            onSuccess: stop,
            onError: (error) => {
              setPin("");
              if (error instanceof Refusal && ASKS_APPROVAL.includes(error.code)) setAsked(true);
            },
          },
        )
      }
      onClose={stop}
    >
      <TillChoice error={refund.error} tillId={tillId} onChoose={setTillId} />
      {isAsked && (
        <Stack gap="xs" className="surface">
          <Text fw={600}>{t("invoices.approvalTitle")}</Text>
          <TextInput
            label={t("invoices.approver")}
            required
            autoComplete="off"
            autoCapitalize="none"
            value={username}
            maxLength={64}
            onChange={(event) => setUsername(event.currentTarget.value)}
          />
          <PasswordInput
            label={t("invoices.pin")}
            required
            autoComplete="off"
            inputMode="numeric"
            minLength={4}
            maxLength={8}
            value={pin}
            onChange={(event) => setPin(event.currentTarget.value)}
          />
        </Stack>
      )}
    </ReasonDialog>
  );
}
