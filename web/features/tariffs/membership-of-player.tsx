import { Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatDay, formatMinutes } from "../../i18n/format.ts";
import list from "../../ui/list.module.css";
import { QueryView } from "../../ui/query-view.tsx";
import { ReasonDialog } from "../../ui/reason-dialog.tsx";
import { meQuery } from "../account/queries.ts";
import { useEndMembership } from "./actions.ts";
import { JoinDialog } from "./join-dialog.tsx";
import { MembershipGives } from "./membership-gives.tsx";
import { membershipsOfPlayerQuery, type PlayerMembership } from "./queries.ts";
import { Section } from "./section.tsx";

/** The memberships of a player: the one that runs, those to come and those that are over. */
export function MembershipOfPlayer({ playerId, name }: { playerId: number; name: string }) {
  const { t } = useTranslation();
  const query = useQuery(membershipsOfPlayerQuery(playerId));
  const [joining, setJoining] = useState(false);
  return (
    <Section
      title={t("tariffs.member.title")}
      hint={t("tariffs.membership.hint")}
      add={t("tariffs.member.join")}
      onAdd={() => setJoining(true)}
    >
      <QueryView query={query} loading={t("tariffs.loading")}>
        {(memberships) =>
          memberships.length === 0 ? (
            <Text className="quiet">{t("tariffs.member.none")}</Text>
          ) : (
            <ul className={list.list}>
              {memberships.map((membership) => (
                <MembershipLine key={membership.id} membership={membership} />
              ))}
            </ul>
          )
        }
      </QueryView>
      {joining && <JoinDialog playerId={playerId} name={name} onClose={() => setJoining(false)} />}
    </Section>
  );
}

function MembershipLine({ membership }: { membership: PlayerMembership }) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const end = useEndMembership();
  const [ending, setEnding] = useState(false);
  const { name, fromDay, untilDay, state, minutesAMonth, minutesLeft } = membership;
  const isRunning = state === "running";
  const mayEnd = me?.role === "administrator" && isRunning;
  return (
    <li className={list.row}>
      <span>
        <span className={list.main}>{name}</span>
        <Text className="quiet" size="sm">
          {t("tariffs.member.period", { first: formatDay(fromDay), last: formatDay(untilDay) })}
        </Text>
      </span>
      <span className={list.end}>{t(`tariffs.member.${state}`)}</span>
      <span>
        <MembershipGives {...membership} />
        {isRunning && minutesAMonth > 0 && (
          <Text size="sm">{t("tariffs.member.left", { minutes: formatMinutes(minutesLeft) })}</Text>
        )}
      </span>
      {mayEnd && (
        <span className={list.end}>
          <Button size="sm" variant="default" onClick={() => setEnding(true)}>
            {t("tariffs.member.end")}
          </Button>
        </span>
      )}
      <ReasonDialog
        opened={ending}
        title={t("tariffs.member.endTitle", { name })}
        cost={t("tariffs.member.endCost")}
        usual={t("tariffs.member.endReasons", { returnObjects: true })}
        confirm={t("tariffs.member.end")}
        danger
        pending={end.isPending}
        error={end.error}
        onConfirm={(reason) =>
          end.mutate({ id: membership.id, reason }, { onSuccess: () => setEnding(false) })
        }
        onClose={() => setEnding(false)}
      />
    </li>
  );
}
