import { useTranslation } from "react-i18next";
import list from "../../ui/list.module.css";
import { useVenueFormats } from "../venue/queries.ts";
import classes from "./audit-row.module.css";
import { useAuditWords } from "./audit-words.ts";
import type { AuditEntry } from "./queries.ts";

/** One thing that somebody did: what, to what, who, when, and what changed by it. */
export function AuditRow({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation();
  const { instant } = useVenueFormats();
  const { nameAction, nameSubject, tellDetails } = useAuditWords();
  const details = tellDetails(entry);
  return (
    <li className={list.row}>
      <span className={list.main}>
        {nameAction(entry)} <span className={classes.subject}>{nameSubject(entry)}</span>
      </span>
      <span className={list.end}>{entry.by ?? t("audit.product")}</span>
      <time className={`quiet ${list.end}`} dateTime={entry.at}>
        {instant(entry.at)}
      </time>
      {details.length > 0 && (
        <ul className={classes.details}>
          {details.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </li>
  );
}
