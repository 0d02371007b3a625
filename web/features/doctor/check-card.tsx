import { Button, Group, Text, Title } from "@mantine/core";
import { IconTool } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ReasonDialog } from "../../ui/reason-dialog.tsx";
import { SeverityBadge } from "../../ui/status.tsx";
import { useMay } from "../account/permissions.ts";
import { meQuery } from "../account/queries.ts";
import { useKeepFinding } from "./actions.ts";
import classes from "./check-card.module.css";
import { FindingRow, nameOf } from "./finding-row.tsx";
import type { Check, Finding } from "./queries.ts";

interface CheckCardProps {
  readonly check: Check;
  readonly repairing: boolean;
  readonly onRepair: () => void;
  readonly onWhy: () => void;
}

/** One thing that is wrong: what it means, with whom, and what mends it. */
export function CheckCard({ check, repairing, onRepair, onWhy }: CheckCardProps) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const mayRepair = useMay("use_doctor");
  const [kept, setKept] = useState<Finding | null>(null);
  const keep = useKeepFinding();
  const close = () => {
    setKept(null);
    keep.reset();
  };
  const { name, severity, title, meaning, remedy, repairable, acknowledgeable, found, findings } = check;
  const mayKeep = acknowledgeable && me?.role === "administrator";
  return (
    <article
      className={classes.card}
      data-tone={severity === "critical" ? "problem" : "low"}
      aria-label={title}
    >
      <Group gap="sm">
        <SeverityBadge severity={severity} />
        <Title order={4} size="h4">
          {title} <span className="quiet">{found}</span>
        </Title>
      </Group>
      <Text mt={4}>{meaning}</Text>
      <ul className={classes.findings}>
        {findings.map((finding) => (
          <FindingRow
            key={finding.key}
            finding={finding}
            onWhy={onWhy}
            action={
              mayKeep && (
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={t("doctor.keepOf", { what: nameOf(finding, t) })}
                  onClick={() => setKept(finding)}
                >
                  {t("doctor.keep")}
                </Button>
              )
            }
          />
        ))}
      </ul>
      {found > findings.length && (
        <Text className="quiet" size="sm">
          {t("doctor.shown", { shown: findings.length, found })}
        </Text>
      )}
      <div className={classes.remedy}>
        <Text>
          <strong>{t("doctor.remedy")}</strong> · {remedy}
        </Text>
        {repairable && mayRepair && (
          <Button
            leftSection={<IconTool size={20} aria-hidden />}
            aria-label={t("doctor.repairCheck", { title })}
            loading={repairing}
            onClick={onRepair}
          >
            {t("doctor.repair")}
          </Button>
        )}
      </div>
      <ReasonDialog
        opened={kept !== null}
        title={t("doctor.keepTitle")}
        cost={t("doctor.keepCost")}
        usual={t("doctor.keepReasons", { returnObjects: true })}
        confirm={t("doctor.keepConfirm")}
        pending={keep.isPending}
        error={keep.error}
        onConfirm={(reason) =>
          kept && keep.mutate({ check: name, key: kept.key, reason }, { onSuccess: close })
        }
        onClose={close}
      >
        {kept && <Text fw={600}>{kept.detail}</Text>}
      </ReasonDialog>
    </article>
  );
}
