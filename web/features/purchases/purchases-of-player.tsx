import { Button, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatMinutes } from "../../i18n/format.ts";
import list from "../../ui/list.module.css";
import { PagedView } from "../../ui/paged-view.tsx";
import { ReasonDialog } from "../../ui/reason-dialog.tsx";
import { useMay } from "../account/permissions.ts";
import { useVenueFormats } from "../venue/queries.ts";
import { useCancelPurchase } from "./actions.ts";
import { PurchaseBadge } from "./purchase-badge.tsx";
import { isUnbilled, type Purchase, purchasesQuery } from "./queries.ts";

/** What a player bought, for staff: each leads to its invoice; what was never paid can be dropped. */
export function PurchasesOfPlayer({ playerId }: { playerId: number }) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(purchasesQuery(undefined, playerId));
  return (
    <PagedView
      query={query}
      loading={t("players.purchasesLoading")}
      empty={<Text className="quiet">{t("players.purchasesEmpty")}</Text>}
    >
      {(purchases) => (
        <ul className={list.list}>
          {purchases.map((purchase) => (
            <li key={purchase.id}>
              {purchase.invoice ? (
                <Link
                  to="/invoices/$invoiceId"
                  params={{ invoiceId: String(purchase.invoice.id) }}
                  className={list.row}
                >
                  <PurchaseLine purchase={purchase} />
                </Link>
              ) : (
                <div className={list.row}>
                  <PurchaseLine purchase={purchase} />
                  {purchase.paymentStatus === "pending" && <CancelPurchase id={purchase.id} />}
                </div>
              )}
            </li>
          ))}
        </ul>
      )}
    </PagedView>
  );
}

function PurchaseLine({ purchase }: { purchase: Purchase }) {
  const { t } = useTranslation();
  const { money, instant } = useVenueFormats();
  return (
    <>
      <span className={list.main}>
        {purchase.gameName} · {formatMinutes(purchase.minutes)}
      </span>
      <span className={list.end}>
        <PurchaseBadge purchase={purchase} />
      </span>
      <span className="quiet">{isUnbilled(purchase) ? t("invoices.priceAtEnd") : money(purchase.price)}</span>
      <span className={`quiet ${list.end}`}>{instant(purchase.createdAt)}</span>
    </>
  );
}

function CancelPurchase({ id }: { id: number }) {
  const { t } = useTranslation();
  const mayCancel = useMay("cancel_purchase");
  const [asking, setAsking] = useState(false);
  const cancel = useCancelPurchase(id);
  const close = () => {
    setAsking(false);
    cancel.reset();
  };
  if (!mayCancel) return null;
  return (
    <>
      <Button size="sm" variant="default" onClick={() => setAsking(true)}>
        {t("purchases.cancel")}
      </Button>
      <ReasonDialog
        danger
        opened={asking}
        title={t("purchases.cancelTitle", { id })}
        cost={t("purchases.cancelCost")}
        usual={t("purchases.cancelReasons", { returnObjects: true })}
        confirm={t("purchases.cancelConfirm")}
        pending={cancel.isPending}
        error={cancel.error}
        onConfirm={(reason) => cancel.mutate(reason, { onSuccess: close })}
        onClose={close}
      />
    </>
  );
}
