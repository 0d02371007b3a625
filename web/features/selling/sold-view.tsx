import { Button, Group, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { IconCircleCheck, IconPlayerPlay } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { formatMinutes } from "../../i18n/format.ts";
import { RefusalMessage } from "../../ui/messages.tsx";
import { useScan } from "../counter/actions.ts";
import { ScanAccepted } from "../counter/scan-result.tsx";
import { PrintLinks } from "../invoices/print-links.tsx";
import { QrCode } from "../invoices/qr-code.tsx";
import { Countdown } from "../sessions/countdown.tsx";
import { sessionQuery } from "../sessions/queries.ts";
import { useVenueFormats } from "../venue/queries.ts";
import type { Sold } from "./actions.ts";
import classes from "./sold-view.module.css";

/** The sale is done: the change, the invoice, and playing at once for a customer who stands there. */
export function SoldView({ sold, onNext }: { sold: Sold; onNext: () => void }) {
  const { t } = useTranslation();
  const { money } = useVenueFormats();
  const { invoice, payment } = sold;
  const scan = useScan();
  const activated = scan.data;
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }}>
      <Stack className="surface">
        <Group wrap="nowrap">
          <IconCircleCheck size={34} className={classes.sign} aria-hidden />
          <Title order={2} size="h3">
            {t("selling.soldTitle", { number: invoice.number })}
          </Title>
        </Group>
        <Text>
          {invoice.player.name} · {invoice.gameName} · {formatMinutes(invoice.minutes)} ·{" "}
          {money(invoice.price)}
        </Text>
        {Boolean(payment.change) && (
          <Text className={classes.change} data-testid="change">
            {t("selling.giveBack", { amount: money(payment.change ?? 0) })}
          </Text>
        )}
        {activated ? (
          <ActivatedSession activated={activated} />
        ) : (
          <>
            {scan.error && <RefusalMessage error={scan.error} />}
            <Button
              size="lg"
              autoFocus
              leftSection={<IconPlayerPlay size={22} aria-hidden />}
              loading={scan.isPending}
              onClick={() => scan.mutate(invoice.validationCode)}
            >
              {t("selling.activate")}
            </Button>
            <Text className="quiet" size="sm">
              {t("selling.activateHint")}
            </Text>
          </>
        )}
        <Group>
          <PrintLinks invoiceId={invoice.id} />
          <Button variant="light" onClick={onNext}>
            {t("selling.next")}
          </Button>
        </Group>
      </Stack>
      <div className="surface">
        <QrCode invoice={invoice} />
      </div>
    </SimpleGrid>
  );
}

/** First a station to start on, then the countdown: the sale's page stays, with the change and the ticket. */
function ActivatedSession({ activated }: { activated: NonNullable<ReturnType<typeof useScan>["data"]> }) {
  const { data: session = activated.session } = useQuery(sessionQuery(activated.session.id));
  const [isLater, setLater] = useState(false);
  const later = useCallback(() => setLater(true), []);
  if (session.status === "ready" && !isLater) return <ScanAccepted activated={activated} onDone={later} />;
  return <Countdown session={session} />;
}
