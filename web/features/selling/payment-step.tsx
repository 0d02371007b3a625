import { Button, Group, NumberInput, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { IconCash, IconDeviceMobile } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Refusal } from "../../app/api.ts";
import { RefusalMessage } from "../../ui/messages.tsx";
import { InvoiceButton } from "../invoices/invoice-button.tsx";
import { TillChoice } from "../tills/till-choice.tsx";
import { useVenueFormats } from "../venue/queries.ts";
import type { Sale } from "./actions.ts";
import classes from "./payment-step.module.css";

/** The notes and coins that customers hand over (XOF). */
const NOTES = [500, 1000, 2000, 5000, 10_000];
const LARGEST = 1_000_000_000;
/** More change than this is a typing error, or a code scanned into the amount. */
const LARGEST_CHANGE = 100_000;

interface PaymentStepProps {
  /** What is to be paid. */
  readonly sold: { readonly price: number };
  readonly pending: boolean;
  readonly error: unknown;
  readonly unpaidId: number | null;
  readonly onTake: (payment: Sale["payment"], tillId: number | undefined) => void;
}

/** Takes the money; the change to give is the largest figure on the screen. */
export function PaymentStep({ sold, pending, error, unpaidId, onTake }: PaymentStepProps) {
  const { t } = useTranslation();
  const { money } = useVenueFormats();
  const [method, setMethod] = useState<"cash" | "mobile_money">("cash");
  // Null is the exact amount; an emptied field is no amount yet.
  const [tendered, setTendered] = useState<number | "" | null>(null);
  const [reference, setReference] = useState("");
  const [tillId, setTillId] = useState<number>();
  const handed = tendered ?? sold.price;
  const change = Number(handed) - sold.price;
  const isWrong = method === "cash" && (change < 0 || change > LARGEST_CHANGE);
  // The purchase was paid before, by a payment whose answer was lost on the way.
  const paidInvoiceId = error instanceof Refusal ? error.idOf("invoiceId") : null;
  const take = () =>
    onTake(
      method === "cash"
        ? { method, tendered: Number(handed) }
        : { method, reference: reference.trim() === "" ? null : reference.trim() },
      tillId,
    );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        take();
      }}
    >
      <Stack gap="md">
        <SegmentedControl
          size="md"
          fullWidth
          aria-label={t("selling.paymentStep")}
          value={method}
          onChange={(value) => setMethod(value as typeof method)}
          data={[
            { value: "cash", label: <Method icon={<IconCash size={20} />} word={t("selling.cash")} /> },
            {
              value: "mobile_money",
              label: <Method icon={<IconDeviceMobile size={20} />} word={t("selling.mobileMoney")} />,
            },
          ]}
        />
        {method === "cash" ? (
          <>
            <Group gap="xs">
              <Button
                variant={tendered === null ? "filled" : "default"}
                onClick={() => setTendered(null)}
                aria-pressed={tendered === null}
              >
                {t("selling.exact")}
              </Button>
              {NOTES.filter((note) => note > sold.price).map((note) => (
                <Button
                  key={note}
                  variant={tendered === note ? "filled" : "default"}
                  onClick={() => setTendered(note)}
                  aria-pressed={tendered === note}
                >
                  {money(note)}
                </Button>
              ))}
            </Group>
            <NumberInput
              label={t("selling.tendered")}
              value={handed}
              onChange={(value) => setTendered(value === "" ? "" : Number(value))}
              min={0}
              max={LARGEST}
              allowDecimal={false}
              allowNegative={false}
              thousandSeparator={" "}
              hideControls
              inputMode="numeric"
              data-testid="tendered"
            />
            <div className={classes.change} data-missing={isWrong || undefined} aria-live="polite">
              <Text>{t(wordOfChange(change), { amount: money(-change) })}</Text>
              {!isWrong && <span className={classes.amount}>{money(change)}</span>}
            </div>
          </>
        ) : (
          <TextInput
            label={t("selling.reference")}
            description={t("selling.referenceHint")}
            autoComplete="off"
            maxLength={120}
            value={reference}
            // A hand scanner types here too, and ends with Enter: that must not take any money.
            onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}
            onChange={(event) => setReference(event.currentTarget.value)}
          />
        )}
        {Boolean(error) && (
          <RefusalMessage error={error}>
            {paidInvoiceId !== null && (
              <Group mt="xs">
                <InvoiceButton id={paidInvoiceId} />
              </Group>
            )}
            <TillChoice error={error} tillId={tillId} onChoose={setTillId} />
            {paidInvoiceId === null && unpaidId !== null && (
              <Text>{t("selling.pendingKept", { id: unpaidId })}</Text>
            )}
          </RefusalMessage>
        )}
        <Button type="submit" size="xl" autoFocus loading={pending} disabled={isWrong}>
          {t("selling.take", { amount: money(sold.price) })}
        </Button>
      </Stack>
    </form>
  );
}

function wordOfChange(change: number) {
  if (change < 0) return "selling.missing";
  return change > LARGEST_CHANGE ? "selling.checkAmount" : "selling.change";
}

function Method({ icon, word }: { icon: React.ReactNode; word: string }) {
  return (
    <Group gap={8} justify="center" wrap="nowrap" component="span">
      {icon}
      {word}
    </Group>
  );
}
