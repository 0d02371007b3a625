import { Button, CloseButton, Group, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { IconTool } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { RefusalMessage } from "../../ui/messages.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { InvoiceBadge, PaymentBadge, SessionBadge } from "../../ui/status.tsx";
import { useMay } from "../account/permissions.ts";
import { ChecklistView } from "../sessions/checklist.tsx";
import { useRepairCase } from "./actions.ts";
import { CaseLinks } from "./case-links.tsx";
import classes from "./case-view.module.css";
import { type Explanation, explanationQuery } from "./queries.ts";
import { RepairOutcome } from "./repair-outcome.tsx";
import { Timeline } from "./timeline.tsx";

/** Why one customer cannot play: what to do now, where it stands, and all that happened. */
export function CaseView({ reference, onClose }: { reference: string; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const query = useQuery(explanationQuery(reference, i18n.language));
  return (
    <QueryView query={query} loading={t("doctor.searching")}>
      {(explanation) => (
        <SimpleGrid cols={{ base: 1, md: 2 }}>
          <Stack>
            <Answer explanation={explanation} onClose={onClose} />
            <ChecklistView purchaseId={explanation.purchaseId} />
          </Stack>
          <Timeline entries={explanation.timeline} />
        </SimpleGrid>
      )}
    </QueryView>
  );
}

function Answer({ explanation, onClose }: { explanation: Explanation; onClose: () => void }) {
  const { t } = useTranslation();
  const repair = useRepairCase(explanation);
  const mayRepair = useMay("use_doctor");
  const { invoiceNumber, purchaseId, playerName, gameName, packageName, findings, repairable } = explanation;
  const { paymentStatus, invoiceStatus, sessionStatus } = explanation;
  return (
    <section className={classes.answer} data-tone={findings.length > 0 ? "problem" : "ready"}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Title order={2} size="h4">
          {invoiceNumber === null
            ? t("doctor.purchase", { id: purchaseId })
            : t("doctor.invoice", { number: invoiceNumber })}
          {" · "}
          {playerName}
        </Title>
        <CloseButton size="lg" onClick={onClose} aria-label={t("doctor.closeCase")} />
      </Group>
      <Text className="quiet">
        {gameName} · {packageName}
      </Text>
      <Group gap={6} mt={6}>
        <PaymentBadge status={paymentStatus} />
        {invoiceStatus && <InvoiceBadge status={invoiceStatus} />}
        {sessionStatus && <SessionBadge look={sessionStatus} />}
      </Group>
      <div role="status" className={classes.next}>
        <Text className="quiet" size="sm">
          {t("doctor.next")}
        </Text>
        <Text className={classes.nextWords}>{explanation.next}</Text>
      </div>
      {findings.length > 0 && (
        <div className={classes.findings}>
          <Text fw={700}>{t("doctor.findingsOfCase")}</Text>
          <ul>
            {findings.map(({ check, title, finding }) => (
              <li key={`${check} ${finding.key}`}>
                {title} <span className="quiet">({finding.detail})</span>
              </li>
            ))}
          </ul>
        </div>
      )}
      <Group gap="xs" mt="md">
        {repairable && mayRepair && (
          <Button
            size="lg"
            leftSection={<IconTool size={22} aria-hidden />}
            loading={repair.isPending}
            onClick={() => repair.mutate()}
          >
            {t("doctor.repair")}
          </Button>
        )}
        <CaseLinks {...explanation} />
      </Group>
      {repair.error && <RefusalMessage error={repair.error} />}
      {repair.data && <RepairOutcome steps={repair.data} />}
    </section>
  );
}
