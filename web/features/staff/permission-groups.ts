import type { Permission } from "../account/permissions.ts";

/** The permissions as a shop owner sorts them. */
export const permissionGroups = {
  money: ["refund", "cancel_purchase", "record_cash", "see_reports"],
  play: ["extend_for_free", "terminate", "force_complete"],
  customers: ["manage_players", "sanction_players"],
  house: ["manage_catalogue", "manage_stations", "use_doctor"],
  direction: ["change_settings", "manage_staff", "see_audit"],
} as const satisfies Readonly<Record<string, readonly Permission[]>>;

export type PermissionGroup = keyof typeof permissionGroups;
export const groupNames = Object.keys(permissionGroups) as PermissionGroup[];

type Grouped = (typeof permissionGroups)[PermissionGroup][number];
/** Fails to compile when a permission stands in no group. */
export const allAreGrouped: Exclude<Permission, Grouped> extends never ? true : never = true;
export const howMany = Object.values(permissionGroups).flat().length;
