import { Stack, Switch } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Permission } from "../account/permissions.ts";
import { groupNames, permissionGroups } from "./permission-groups.ts";
import classes from "./permissions.module.css";

interface PermissionSwitchesProps {
  readonly value: readonly Permission[];
  readonly onChange: (value: Permission[]) => void;
}

/** What somebody may, one switch a permission. */
export function PermissionSwitches({ value, onChange }: PermissionSwitchesProps) {
  const { t } = useTranslation();
  const turn = (permission: Permission, on: boolean) =>
    onChange(on ? [...value, permission] : value.filter((one) => one !== permission));
  return (
    <Stack gap="sm">
      {groupNames.map((group) => (
        <fieldset key={group} className={classes.group}>
          <legend className={classes.legend}>{t(`staff.groups.${group}`)}</legend>
          {permissionGroups[group].map((permission) => (
            <Switch
              key={permission}
              size="md"
              label={t(`staff.permissions.${permission}`)}
              checked={value.includes(permission)}
              onChange={(event) => turn(permission, event.currentTarget.checked)}
            />
          ))}
        </fieldset>
      ))}
    </Stack>
  );
}
