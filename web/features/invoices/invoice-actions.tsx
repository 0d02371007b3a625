import { Button } from "@mantine/core";
import { IconArrowBackUp, IconBan, IconDeviceGamepad2, IconScan } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ReasonDialog } from "../../ui/reason-dialog.tsx";
import { showRefusal } from "../../ui/show-refusal.ts";
import { useMay } from "../account/permissions.ts";
import { meQuery } from "../account/queries.ts";
import { useScan } from "../counter/actions.ts";
import { useCancelInvoice } from "./actions.ts";
import type { Invoice } from "./queries.ts";
import { RefundDialog } from "./refund-dialog.tsx";

/** What staff may do with an invoice as it stands. */
export function InvoiceActions({ invoice }: { invoice: Invoice }) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const [asking, setAsking] = useState<"refund" | "cancel" | null>(null);
  const scan = useScan();
  const cancel = useCancelInvoice(invoice.id);
  const close = () => {
    setAsking(null);
    cancel.reset();
  };
  const isAdministrator = me?.role === "administrator";
  const isUsable = invoice.status === "pending" || invoice.status === "active";
  const isStranded = invoice.status === "expired" || invoice.status === "cancelled";
  const mayRefund = useMay("refund") && (isUsable || (isAdministrator && isStranded));
  const { number } = invoice;
  return (
    <>
      {invoice.status === "pending" && (
        <Button
          leftSection={<IconScan size={20} aria-hidden />}
          loading={scan.isPending}
          onClick={() => scan.mutate(invoice.validationCode, { onError: showRefusal })}
        >
          {t("invoices.activate")}
        </Button>
      )}
      {invoice.sessionId !== null && (
        <Button
          leftSection={<IconDeviceGamepad2 size={20} aria-hidden />}
          renderRoot={(props) => (
            <Link to="/sessions/$sessionId" params={{ sessionId: String(invoice.sessionId) }} {...props} />
          )}
        >
          {t("invoices.session")}
        </Button>
      )}
      {mayRefund && (
        <Button
          variant="default"
          leftSection={<IconArrowBackUp size={20} aria-hidden />}
          onClick={() => setAsking("refund")}
        >
          {t("invoices.refund")}
        </Button>
      )}
      {invoice.status === "pending" && isAdministrator && (
        <Button
          variant="default"
          leftSection={<IconBan size={20} aria-hidden />}
          onClick={() => setAsking("cancel")}
        >
          {t("invoices.cancel")}
        </Button>
      )}
      <RefundDialog invoice={invoice} opened={asking === "refund"} onClose={close} />
      <ReasonDialog
        danger
        opened={asking === "cancel"}
        title={t("invoices.cancelTitle", { number })}
        cost={t("invoices.cancelCost")}
        usual={t("invoices.cancelReasons", { returnObjects: true })}
        confirm={t("invoices.cancelConfirm")}
        pending={cancel.isPending}
        error={cancel.error}
        onConfirm={(reason) => cancel.mutate(reason, { onSuccess: close })}
        onClose={close}
      />
    </>
  );
}
