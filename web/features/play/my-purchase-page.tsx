import { IconArrowLeft, IconFileTypePdf } from "@tabler/icons-react";
import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { formatMinutes } from "../../i18n/format.ts";
import { Link } from "../../player-app/address.tsx";
import { PlainButtonLink } from "../../ui/button.tsx";
import { Page } from "../../ui/page.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { QrCode } from "../invoices/qr-code.tsx";
import { invoiceQuery } from "../invoices/queries.ts";
import { PurchaseBadge } from "../purchases/purchase-badge.tsx";
import { isUnbilled, type Purchase, purchaseQuery, purchasesQuery } from "../purchases/queries.ts";
import { ChecklistView } from "../sessions/checklist.tsx";
import { Countdown } from "../sessions/countdown.tsx";
import { sessionQuery } from "../sessions/queries.ts";
import { useVenueFormats } from "../venue/queries.ts";
import classes from "./play.module.css";

/** One purchase of a player: the QR while it can be used, then the countdown, and the six steps. */
export function MyPurchasePage({ id }: { id: number }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const query = useQuery({ ...purchaseQuery(id), placeholderData: () => findListed(client, id) });
  return (
    <Page
      title={query.data ? `${query.data.gameName} · ${formatMinutes(query.data.minutes)}` : t("play.title")}
      narrow
    >
      <div className="stack">
        <Link to="/my" className={classes.back}>
          <IconArrowLeft size={18} aria-hidden /> {t("play.back")}
        </Link>
        <QueryView query={query} loading={t("play.loadingOne")}>
          {(purchase) => (
            <>
              <PurchaseSummary purchase={purchase} />
              {purchase.invoice?.status === "pending" && <UsableInvoice id={purchase.invoice.id} />}
              {purchase.session && <SessionOfPurchase id={purchase.session.id} />}
              <ChecklistView purchaseId={id} title={t("play.steps")} />
            </>
          )}
        </QueryView>
      </div>
    </Page>
  );
}

/** As the list of all purchases told it: there at once, until the purchase itself has been read. */
function findListed(client: QueryClient, id: number): Purchase | undefined {
  const pages = client.getQueryData(purchasesQuery(undefined).queryKey)?.pages ?? [];
  return pages.flatMap(({ items }) => items).find((purchase) => purchase.id === id);
}

function PurchaseSummary({ purchase }: { purchase: Purchase }) {
  const { t } = useTranslation();
  const { money, instant } = useVenueFormats();
  return (
    <div className="surface spread">
      <div>
        <p className={classes.lead}>{isUnbilled(purchase) ? t("play.priceAtEnd") : money(purchase.price)}</p>
        <div className="quiet">
          {purchase.invoice && `${purchase.invoice.number} · `}
          {instant(purchase.createdAt)}
        </div>
      </div>
      <PurchaseBadge purchase={purchase} />
      {purchase.invoice && (
        <PlainButtonLink
          href={`/api/v1/invoices/${purchase.invoice.id}/document.pdf`}
          target="_blank"
          icon={<IconFileTypePdf size={20} aria-hidden />}
        >
          {t("play.print")}
        </PlainButtonLink>
      )}
    </div>
  );
}

function UsableInvoice({ id }: { id: number }) {
  const { t } = useTranslation();
  const { instant } = useVenueFormats();
  const query = useQuery(invoiceQuery(id));
  return (
    <section className={`surface ${classes.qr}`}>
      <QueryView query={query} loading={t("invoices.loadingOne")}>
        {(invoice) => (
          <>
            <p className={classes.lead}>{t("play.toUse")}</p>
            <QrCode invoice={invoice} />
            <div className="quiet">{t("play.validUntil", { when: instant(invoice.expiresAt) })}</div>
          </>
        )}
      </QueryView>
    </section>
  );
}

function SessionOfPurchase({ id }: { id: number }) {
  const { t } = useTranslation();
  const query = useQuery(sessionQuery(id));
  return (
    <section className="surface">
      <QueryView query={query} loading={t("sessions.loadingOne")}>
        {(session) => <Countdown session={session} size="page" />}
      </QueryView>
    </section>
  );
}
