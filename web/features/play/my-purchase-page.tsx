import { Anchor, Button, Group, Stack, Text } from "@mantine/core";
import { IconArrowLeft, IconFileTypePdf } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { formatMinutes } from "../../i18n/format.ts";
import { Page } from "../../ui/page.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { QrCode } from "../invoices/qr-code.tsx";
import { invoiceQuery } from "../invoices/queries.ts";
import { PurchaseBadge } from "../purchases/purchase-badge.tsx";
import { type Purchase, purchaseQuery } from "../purchases/queries.ts";
import { ChecklistView } from "../sessions/checklist.tsx";
import { Countdown } from "../sessions/countdown.tsx";
import { sessionQuery } from "../sessions/queries.ts";
import { useVenueFormats } from "../venue/queries.ts";

/** One purchase of a player: the QR while it can be used, then the countdown, and the six steps. */
export function MyPurchasePage() {
  const { t } = useTranslation();
  const id = Number(useParams({ strict: false }).purchaseId);
  const query = useQuery(purchaseQuery(id));
  return (
    <Page
      title={query.data ? `${query.data.gameName} · ${formatMinutes(query.data.minutes)}` : t("play.title")}
      narrow
    >
      <Stack>
        <Anchor renderRoot={(props) => <Link to="/my" {...props} />}>
          <Group gap={6} component="span">
            <IconArrowLeft size={18} aria-hidden /> {t("play.back")}
          </Group>
        </Anchor>
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
      </Stack>
    </Page>
  );
}

function PurchaseSummary({ purchase }: { purchase: Purchase }) {
  const { t } = useTranslation();
  const { money, instant } = useVenueFormats();
  return (
    <Group className="surface" justify="space-between">
      <div>
        <Text fw={700} fz="lg">
          {money(purchase.price)}
        </Text>
        <Text className="quiet">
          {purchase.invoice?.number} · {instant(purchase.createdAt)}
        </Text>
      </div>
      <PurchaseBadge purchase={purchase} />
      {purchase.invoice && (
        <Button
          component="a"
          href={`/api/v1/invoices/${purchase.invoice.id}/document.pdf`}
          target="_blank"
          variant="default"
          leftSection={<IconFileTypePdf size={20} aria-hidden />}
        >
          {t("play.print")}
        </Button>
      )}
    </Group>
  );
}

function UsableInvoice({ id }: { id: number }) {
  const { t } = useTranslation();
  const { instant } = useVenueFormats();
  const query = useQuery(invoiceQuery(id));
  return (
    <section className="surface">
      <QueryView query={query} loading={t("invoices.loadingOne")}>
        {(invoice) => (
          <>
            <Text ta="center" fw={700} fz="lg" mb="xs">
              {t("play.toUse")}
            </Text>
            <QrCode invoice={invoice} />
            <Text ta="center" className="quiet">
              {t("play.validUntil", { when: instant(invoice.expiresAt) })}
            </Text>
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
