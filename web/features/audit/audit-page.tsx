import { Select } from "@mantine/core";
import { IconListDetails } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import list from "../../ui/list.module.css";
import { Empty } from "../../ui/messages.tsx";
import { Page } from "../../ui/page.tsx";
import { PagedView } from "../../ui/paged-view.tsx";
import { AuditRow } from "./audit-row.tsx";
import { auditQuery } from "./queries.ts";
import { subjects } from "./words.ts";

/** Who did what, and when. */
export function AuditPage() {
  const { t } = useTranslation();
  const [subject, setSubject] = useState<string | null>(null);
  const query = useInfiniteQuery(auditQuery(subject));
  const choices = subjects.map((value) => ({ value, label: t(`audit.subjects.${value}`) }));
  return (
    <Page title={t("audit.title")}>
      <div className={list.tools}>
        <Select
          className={list.grow}
          label={t("audit.filter")}
          placeholder={t("audit.everything")}
          clearable
          clearButtonProps={{ "aria-label": t("audit.everything") }}
          data={choices}
          value={subject}
          onChange={setSubject}
        />
      </div>
      <PagedView
        query={query}
        loading={t("audit.loading")}
        empty={<Empty icon={<IconListDetails size={28} />} title={t("audit.empty")} />}
      >
        {(entries) => (
          <ul className={list.list}>
            {entries.map((entry) => (
              <AuditRow key={entry.id} entry={entry} />
            ))}
          </ul>
        )}
      </PagedView>
    </Page>
  );
}
