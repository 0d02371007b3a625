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
    <li className={classes.entry}>
      <span className={list.main}>
        {nameAction(entry)} <span className={classes.subject}>{nameSubject(entry)}</span>
      </span>
      <span className="quiet">
        {entry.by ?? t("audit.product")} · <time dateTime={entry.at}>{instant(entry.at)}</time>
      </span>
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
