import { useTranslation } from "react-i18next";
import { useVenueFormats } from "../venue/queries.ts";
import type { AuditEntry } from "./queries.ts";
import { auditWords } from "./words.ts";

interface Change {
  readonly before: unknown;
  readonly after: unknown;
}

/** Puts what was recorded into words. What this list does not know is said as it was recorded, never left out. */
export function useAuditWords() {
  const { t, i18n } = useTranslation();
  const { money } = useVenueFormats();
  const words = auditWords[i18n.language === "en" ? "en" : "fr"];
  const known = (list: Readonly<Record<string, string>>, key: string) => list[key] ?? key;

  const tellValue = (name: string, value: unknown): string => {
    if (value === null || value === undefined || value === "") return t("audit.nothing");
    if (typeof value === "boolean") return t(value ? "audit.yes" : "audit.no");
    if (typeof value === "number" && MONEY.has(name)) return money(value);
    if (Array.isArray(value)) return tellList(name, value);
    if (isHours(value)) return `${t("audit.day", { day: value.day })} ${value.opens}–${value.closes}`;
    if (typeof value === "object") return JSON.stringify(value);
    return known(words.values, String(value));
  };

  const tellList = (name: string, list: readonly unknown[]): string => {
    if (list.some((one) => typeof one === "object" && !isHours(one))) {
      return t("audit.several", { count: list.length });
    }
    return list.map((one) => tellValue(name, one)).join(", ") || t("audit.nothing");
  };

  /** Of a list that changed, what came and what went is enough. */
  const tellChange = (name: string, { before, after }: Change): string => {
    const label = known(words.fields, name);
    if (!isNames(before) || !isNames(after)) {
      return t("audit.change", { label, before: tellValue(name, before), after: tellValue(name, after) });
    }
    const came = after.filter((one) => !before.includes(one)).map((one) => `+ ${tellValue(name, one)}`);
    const went = before.filter((one) => !after.includes(one)).map((one) => `− ${tellValue(name, one)}`);
    return t("audit.fact", { label, value: [...came, ...went].join(", ") });
  };

  return {
    nameAction: ({ action }: AuditEntry) => known(words.actions, action),
    nameSubject: ({ subject, subjectId, subjectName }: AuditEntry) => {
      if (subjectName !== null) return subjectName;
      return subjectId === null || subject === "venue" ? "" : t("audit.number", { id: subjectId });
    },
    tellDetails: ({ details, subjectName }: AuditEntry) =>
      Object.entries(details)
        .filter(([name, value]) => !(name === "name" && value === subjectName))
        .map(([name, value]) =>
          isChange(value)
            ? tellChange(name, value)
            : t("audit.fact", { label: known(words.fields, name), value: tellValue(name, value) }),
        ),
  };
}

const MONEY = new Set(["price", "amount", "tendered", "change"]);

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === "string");
}

function isChange(value: unknown): value is Change {
  return typeof value === "object" && value !== null && "before" in value && "after" in value;
}

function isHours(value: unknown): value is { day: number; opens: string; closes: string } {
  return (
    typeof value === "object" && value !== null && "opens" in value && "closes" in value && "day" in value
  );
}
