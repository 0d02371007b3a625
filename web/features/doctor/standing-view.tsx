import { Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { formatLength, formatMinutes } from "../../i18n/format.ts";
import list from "../../ui/list.module.css";
import { SessionBadge } from "../../ui/status.tsx";
import { useVenueFormats } from "../venue/queries.ts";
import type { Report } from "./queries.ts";
import classes from "./standing-view.module.css";

/** The global state: how many sessions of each status there are, and how much of their time is played. */
export function SessionsView({ sessions }: { sessions: Report["sessions"] }) {
  const { t } = useTranslation();
  return (
    <section className="surface">
      <Title order={3} size="h4" mb="sm">
        {t("doctor.standing")}
      </Title>
      {sessions.length === 0 ? (
        <Text className="quiet">{t("doctor.noSessions")}</Text>
      ) : (
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t("doctor.status")}</th>
              <th scope="col">{t("doctor.count")}</th>
              <th scope="col">{t("doctor.used")}</th>
              <th scope="col">{t("doctor.granted")}</th>
            </tr>
          </thead>
          <tbody>
            {sessions.map(({ status, count, usedMinutes, grantedMinutes }) => (
              <tr key={status}>
                <th scope="row">
                  <SessionBadge look={status} />
                </th>
                <td>{count}</td>
                <td>{formatMinutes(usedMinutes)}</td>
                <td>{formatMinutes(grantedMinutes)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** Whether the server lives, closes in time, and was backed up. */
export function ServerView({ report }: { report: Report }) {
  const { t } = useTranslation();
  const { instant } = useVenueFormats();
  const { nodes, workerLagSeconds, lastBackupAt, examinedAt } = report;
  const agoOf = (beatAt: string) =>
    formatLength(Math.max(0, Math.round((Date.parse(examinedAt) - Date.parse(beatAt)) / 1000)));
  return (
    <section className="surface">
      <Title order={3} size="h4" mb="sm">
        {t("doctor.servers")}
      </Title>
      <dl className={list.facts}>
        <dt>{t("doctor.lastSign")}</dt>
        <dd>
          {nodes.length === 0 && t("doctor.noServer")}
          {nodes.map(({ id, beatAt }) => (
            <div key={id}>{t("doctor.agoOf", { node: id, length: agoOf(beatAt) })}</div>
          ))}
        </dd>
        <dt>{t("doctor.lag")}</dt>
        <dd>{workerLagSeconds < 1 ? t("doctor.noLag") : formatLength(Math.round(workerLagSeconds))}</dd>
        <dt>{t("doctor.lastBackup")}</dt>
        <dd>{lastBackupAt === null ? t("doctor.noBackup") : instant(lastBackupAt)}</dd>
      </dl>
    </section>
  );
}
