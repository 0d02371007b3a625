import { Button, Group, Text, Title } from "@mantine/core";
import { IconGavel } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { PagedView } from "../../ui/paged-view.tsx";
import { ReasonDialog } from "../../ui/reason-dialog.tsx";
import { SanctionBadge } from "../../ui/status.tsx";
import { useMay } from "../account/permissions.ts";
import { meQuery } from "../account/queries.ts";
import { useVenueFormats } from "../venue/queries.ts";
import { useLiftSanction } from "./actions.ts";
import { type Sanction, sanctionsQuery } from "./queries.ts";
import { SanctionDialog } from "./sanction-dialog.tsx";
import classes from "./sanctions-of-player.module.css";

const DAY_MS = 24 * 3_600_000;

/** What was done to a player and why, and the way to do it. */
export function SanctionsOfPlayer({ playerId, name }: { playerId: number; name: string }) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(sanctionsQuery(playerId));
  const [giving, setGiving] = useState(false);
  const mayGive = useMay("sanction_players");
  return (
    <section className="surface">
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h4">
          {t("sanctions.title")}
        </Title>
        {mayGive && (
          <Button
            size="sm"
            variant="default"
            leftSection={<IconGavel size={18} aria-hidden />}
            onClick={() => setGiving(true)}
          >
            {t("sanctions.give")}
          </Button>
        )}
      </Group>
      <PagedView
        query={query}
        loading={t("sanctions.loading")}
        empty={<Text className="quiet">{t("sanctions.empty")}</Text>}
      >
        {(sanctions) => (
          <ul className={classes.list}>
            {sanctions.map((sanction) => (
              <SanctionRow key={sanction.id} sanction={sanction} />
            ))}
          </ul>
        )}
      </PagedView>
      {giving && <SanctionDialog playerId={playerId} name={name} onClose={() => setGiving(false)} />}
    </section>
  );
}

function SanctionRow({ sanction }: { sanction: Sanction }) {
  const { t } = useTranslation();
  const { instant } = useVenueFormats();
  const { data: me } = useQuery(meQuery);
  const mayLift = useMay("sanction_players");
  const [lifting, setLifting] = useState(false);
  const { kind, reason, inForce, givenAt, givenBy, until, liftedAt, liftReason } = sanction;
  return (
    <li className={classes.sanction} data-over={!inForce || undefined}>
      <div className={classes.words}>
        <SanctionBadge kind={kind} inForce={inForce} />
        <Text fw={600}>{reason}</Text>
        <Text size="sm" className="quiet">
          {t("sanctions.given", { when: instant(givenAt), by: givenBy ?? t("sanctions.someone") })}
          {until && ` · ${t("sanctions.until", { when: instant(until) })}`}
        </Text>
        {liftedAt && (
          <Text size="sm" className="quiet">
            {t("sanctions.lifted", { when: instant(liftedAt), reason: liftReason ?? "" })}
          </Text>
        )}
      </div>
      {inForce && mayLift && (me?.role === "administrator" || isForClerks(sanction)) && (
        <Button size="sm" variant="default" flex="none" onClick={() => setLifting(true)}>
          {t("sanctions.lift")}
        </Button>
      )}
      {lifting && <LiftDialog id={sanction.id} onClose={() => setLifting(false)} />}
    </li>
  );
}

function LiftDialog({ id, onClose }: { id: number; onClose: () => void }) {
  const { t } = useTranslation();
  const lift = useLiftSanction(id);
  return (
    <ReasonDialog
      opened
      title={t("sanctions.liftTitle")}
      cost={t("sanctions.liftCost")}
      usual={t("sanctions.liftReasons", { returnObjects: true })}
      confirm={t("sanctions.lift")}
      pending={lift.isPending}
      error={lift.error}
      onConfirm={(reason) => lift.mutate(reason, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}

/** What a clerk may lift: a warning, or a suspension of a day at most. */
function isForClerks({ kind, givenAt, until }: Sanction): boolean {
  return kind === "warning" || (until !== null && Date.parse(until) - Date.parse(givenAt) <= DAY_MS);
}
