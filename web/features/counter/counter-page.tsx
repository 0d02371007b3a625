import { Button, Group, Stack } from "@mantine/core";
import { IconCash } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { Refusal } from "../../app/api.ts";
import { Page } from "../../ui/page.tsx";
import { ToPay } from "../open-play/to-pay.tsx";
import { Board } from "../sessions/board.tsx";
import { SummaryButton, SummaryStrip } from "../summary/summary-strip.tsx";
import { useScan } from "./actions.ts";
import { useScannedElsewhere } from "./hand-scanner.ts";
import { ScanField } from "./scan-field.tsx";
import { ScanAccepted, ScanRefused } from "./scan-result.tsx";

/** The counter's first screen, the day's work: scan, sell, and see who plays. */
export function CounterPage() {
  const { t } = useTranslation();
  const scan = useScan();
  const [noQr, setNoQr] = useState<Refusal | null>(null);
  useScannedElsewhere(scan.mutate);
  const { reset } = scan;
  const done = useCallback(() => {
    reset();
    setNoQr(null);
  }, [reset]);
  const refusal = noQr ?? scan.error;
  return (
    <Page
      title={t("counter.title")}
      actions={
        <Group gap="xs">
          <SummaryButton />
          <Button
            size="lg"
            leftSection={<IconCash size={24} aria-hidden />}
            renderRoot={(props) => <Link to="/sell" {...props} />}
          >
            {t("counter.sell")}
          </Button>
        </Group>
      }
    >
      <Stack gap="md">
        <ScanField
          pending={scan.isPending}
          onScan={(code) => {
            setNoQr(null);
            scan.mutate(code);
          }}
          onNothingFound={() => setNoQr(noQrFound(t("counter.picture"), t("counter.pictureNothing")))}
        />
        {refusal && <ScanRefused error={refusal} onDone={done} />}
        {scan.data && !refusal && (
          <ScanAccepted key={scan.data.session.id} activated={scan.data} onDone={done} />
        )}
        <ToPay />
        <SummaryStrip />
        <Board />
      </Stack>
    </Page>
  );
}

function noQrFound(title: string, detail: string): Refusal {
  return new Refusal({ status: 0, code: "invalid_input", title, detail, next: "" });
}
