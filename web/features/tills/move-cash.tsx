import { Button, NumberInput } from "@mantine/core";
import { IconArrowDownLeft, IconArrowUpRight } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ReasonDialog } from "../../ui/reason-dialog.tsx";
import { useVenueFormats } from "../venue/queries.ts";
import { useMoveCash } from "./actions.ts";

const LARGEST = 1_000_000_000;

/** Cash that goes in or out without a sale, each time with its reason. */
export function MoveCash({ shiftId, expectedCash }: { shiftId: number; expectedCash: number }) {
  const { t } = useTranslation();
  const { money } = useVenueFormats();
  const [kind, setKind] = useState<"in" | "out" | null>(null);
  const [amount, setAmount] = useState<number | "">("");
  const move = useMoveCash(shiftId);
  const stop = () => {
    setKind(null);
    setAmount("");
    move.reset();
  };
  const isOut = kind === "out";
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconArrowDownLeft size={20} aria-hidden />}
        onClick={() => setKind("in")}
      >
        {t("tills.putIn")}
      </Button>
      <Button
        variant="default"
        leftSection={<IconArrowUpRight size={20} aria-hidden />}
        onClick={() => setKind("out")}
      >
        {t("tills.takeOut")}
      </Button>
      <ReasonDialog
        opened={kind !== null}
        title={t(isOut ? "tills.takeOutTitle" : "tills.putInTitle")}
        usual={t(isOut ? "tills.takeOutReasons" : "tills.putInReasons", { returnObjects: true })}
        confirm={t(isOut ? "tills.takeOut" : "tills.putIn")}
        pending={move.isPending}
        error={move.error}
        onConfirm={(reason) => {
          if (kind !== null && amount !== "" && amount > 0)
            move.mutate({ kind, amount, reason }, { onSuccess: stop });
        }}
        onClose={stop}
      >
        <NumberInput
          label={t("tills.amount")}
          description={
            isOut && Number(amount) > expectedCash
              ? t("tills.tooMuch", { amount: money(expectedCash) })
              : undefined
          }
          inputWrapperOrder={["label", "input", "description"]}
          data-autofocus
          size="lg"
          required
          value={amount}
          onChange={(value) => setAmount(value === "" ? "" : Number(value))}
          min={1}
          max={LARGEST}
          allowDecimal={false}
          allowNegative={false}
          thousandSeparator={"\u202f"}
          hideControls
          inputMode="numeric"
        />
      </ReasonDialog>
    </>
  );
}
