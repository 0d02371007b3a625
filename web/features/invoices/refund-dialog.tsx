import { PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Refusal } from "../../app/api.ts";
import { RefusalMessage } from "../../ui/messages.tsx";
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
  const asksApproval =
    isAsked && refund.error instanceof Refusal && ASKS_APPROVAL.includes(refund.error.code);
  return (
    <ReasonDialog
      danger
      opened={opened}
      title={t("invoices.refundTitle", { number: invoice.number })}
      cost={t("invoices.refundCost", { amount, player: invoice.player.name })}
      usual={t("invoices.refundReasons", { returnObjects: true })}
      confirm={t("invoices.refundConfirm", { amount })}
      pending={refund.isPending}
      error={asksApproval ? null : refund.error}
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
        <Approval
          refusal={asksApproval ? refund.error : null}
          username={username}
          pin={pin}
          onUsername={setUsername}
          onPin={setPin}
        />
      )}
    </ReasonDialog>
  );
}

interface ApprovalProps {
  readonly refusal: unknown;
  readonly username: string;
  readonly pin: string;
  readonly onUsername: (username: string) => void;
  readonly onPin: (pin: string) => void;
}

/** Where the administrator who came over types: what was refused stands above, and the field to fill has the focus. */
function Approval({ refusal, username, pin, onUsername, onPin }: ApprovalProps) {
  const { t } = useTranslation();
  const usernameField = useRef<HTMLInputElement>(null);
  const pinField = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (refusal === null) return;
    const field = usernameField.current?.value === "" ? usernameField : pinField;
    field.current?.focus();
  }, [refusal]);
  return (
    <Stack gap="xs" className="surface">
      <Text fw={600}>{t("invoices.approvalTitle")}</Text>
      {refusal !== null && <RefusalMessage error={refusal} />}
      <TextInput
        ref={usernameField}
        label={t("invoices.approver")}
        required
        autoComplete="off"
        autoCapitalize="none"
        value={username}
        maxLength={64}
        onChange={(event) => onUsername(event.currentTarget.value)}
      />
      <PasswordInput
        ref={pinField}
        label={t("invoices.pin")}
        required
        autoComplete="off"
        inputMode="numeric"
        minLength={4}
        maxLength={8}
        value={pin}
        onChange={(event) => onPin(event.currentTarget.value)}
      />
    </Stack>
  );
}
