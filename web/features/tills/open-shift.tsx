import { Button, NumberInput } from "@mantine/core";
import { IconCashRegister } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FormDialog } from "../../ui/form-dialog.tsx";
import { Empty } from "../../ui/messages.tsx";
import { meQuery } from "../account/queries.ts";
import { useVenueFormats } from "../venue/queries.ts";
import { useOpenShift } from "./actions.ts";
import { type Till, tillsQuery } from "./queries.ts";

const LARGEST = 1_000_000_000;

/** Says that the till is closed, and opens it here and now: what was filled in meanwhile stays. */
export function ClosedTill({ till }: { till: Till }) {
  const { t } = useTranslation();
  return (
    <div className="surface">
      <Empty
        icon={<IconCashRegister size={28} />}
        title={t("tills.closedTitle")}
        hint={t("tills.closedHint")}
        action={<OpenShiftButton till={till} />}
      />
    </div>
  );
}

export function OpenShiftButton({ till }: { till: Till }) {
  const { t } = useTranslation();
  const { money } = useVenueFormats();
  const [asking, setAsking] = useState(false);
  const [cash, setCash] = useState<number | "">("");
  const open = useOpenShift();
  return (
    <>
      <Button size="lg" onClick={() => setAsking(true)}>
        {t("tills.open")}
      </Button>
      {asking && (
        <FormDialog
          title={t("tills.openTitle", { till: till.name })}
          confirm={t("tills.open")}
          pending={open.isPending}
          error={open.error}
          onSubmit={(event) => {
            event.preventDefault();
            if (cash === "") return;
            open.mutate({ tillId: till.id, openingCash: cash }, { onSuccess: () => setAsking(false) });
          }}
          onClose={() => setAsking(false)}
        >
          <NumberInput
            label={t("tills.openingCash")}
            description={
              till.lastCountedCash === null
                ? undefined
                : t("tills.lastCount", { amount: money(till.lastCountedCash) })
            }
            size="xl"
            data-autofocus
            required
            value={cash}
            onChange={(value) => setCash(value === "" ? "" : Number(value))}
            min={0}
            max={LARGEST}
            allowDecimal={false}
            allowNegative={false}
            thousandSeparator={"\u202f"}
            hideControls
            inputMode="numeric"
          />
        </FormDialog>
      )}
    </>
  );
}

/** For a screen that takes money: the till to open when none is, or null while all is well. */
export function useTillToOpen(): Till | null {
  const { data: me } = useQuery(meQuery);
  const { data: tills } = useQuery({ ...tillsQuery, enabled: me !== undefined && me !== null });
  if (tills === undefined || tills.some(({ openShift }) => openShift !== null)) return null;
  return tills.find(({ active }) => active) ?? null;
}
