import { ActionIcon, Text } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import list from "../../ui/list.module.css";
import { QueryView } from "../../ui/query-view.tsx";
import { useVenueFormats } from "../venue/queries.ts";
import { MembershipDialog } from "./membership-dialog.tsx";
import { MembershipGives } from "./membership-gives.tsx";
import { type Membership, membershipsQuery } from "./queries.ts";
import { Section } from "./section.tsx";

/** The memberships that are offered, and those that were. */
export function Memberships({ mayEdit }: { mayEdit: boolean }) {
  const { t } = useTranslation();
  const { money } = useVenueFormats();
  const query = useQuery(membershipsQuery);
  const [editing, setEditing] = useState<{ readonly membership: Membership | null } | null>(null);
  return (
    <Section
      title={t("tariffs.membership.title")}
      hint={t("tariffs.membership.hint")}
      add={mayEdit ? t("tariffs.membership.add") : undefined}
      onAdd={() => setEditing({ membership: null })}
    >
      <QueryView query={query} loading={t("tariffs.loading")}>
        {(memberships) =>
          memberships.length === 0 ? (
            <Text className="quiet">{t("tariffs.membership.empty")}</Text>
          ) : (
            <ul className={list.list}>
              {memberships.map((membership) => (
                <li key={membership.id} className={list.row}>
                  <span className={list.main}>{membership.name}</span>
                  <span className={list.end}>
                    {t("tariffs.membership.aMonth", { amount: money(membership.price) })}
                  </span>
                  <MembershipGives {...membership} />
                  <span className="quiet">
                    {t(membership.active ? "tariffs.membership.active" : "tariffs.membership.inactive")}
                  </span>
                  <span className={list.end}>
                    {mayEdit && (
                      <ActionIcon
                        variant="default"
                        size={40}
                        aria-label={`${t("common.change")} ${membership.name}`}
                        onClick={() => setEditing({ membership })}
                      >
                        <IconPencil size={20} />
                      </ActionIcon>
                    )}
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
      {editing && <MembershipDialog membership={editing.membership} onClose={() => setEditing(null)} />}
    </Section>
  );
}
