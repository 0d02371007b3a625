import { useTranslation } from "react-i18next";
import { groupNames, howMany, permissionGroups } from "./permission-groups.ts";
import classes from "./permissions.module.css";
import type { StaffMember } from "./queries.ts";

/** What somebody may do, readable at a glance. */
export function PermissionSummary({ member: { permissions } }: { member: StaffMember }) {
  const { t } = useTranslation();
  const say = (names: readonly StaffMember["permissions"][number][]) =>
    names.map((name) => t(`staff.permissions.${name}`).toLowerCase()).join(", ");
  if (permissions.length === howMany) return <p className={classes.summary}>{t("staff.mayAll")}</p>;
  const lines = groupNames
    .map((group) => ({ group, may: permissionGroups[group].filter((name) => permissions.includes(name)) }))
    .filter(({ may }) => may.length > 0);
  return (
    <div className={classes.summary}>
      {lines.length === 0 && <span>{t("staff.mayNothing")}</span>}
      {lines.map(({ group, may }) => (
        <span key={group}>{t("staff.mayLine", { group: t(`staff.groups.${group}`), what: say(may) })}</span>
      ))}
    </div>
  );
}
