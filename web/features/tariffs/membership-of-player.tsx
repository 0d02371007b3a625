import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import list from "../../ui/list.module.css";
import { QueryView } from "../../ui/query-view.tsx";
import { JoinDialog } from "./join-dialog.tsx";
import { MembershipLine } from "./membership-line.tsx";
import { membershipsOfPlayerQuery } from "./queries.ts";
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
