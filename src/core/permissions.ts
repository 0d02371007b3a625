import type { Role } from "./role.ts";

/** What a member of staff may be allowed one by one, in the order in which screens show it; in words for refusals. */
export const permissionWords = {
  refund: { fr: "rembourser", en: "refund" },
  cancel_purchase: { fr: "annuler une vente impayée", en: "cancel an unpaid sale" },
  extend_for_free: { fr: "offrir du temps", en: "give time away" },
  terminate: { fr: "arrêter une session", en: "stop a session" },
  force_complete: { fr: "clore une session de force", en: "force a session to its end" },
  record_cash: {
    fr: "mettre ou prendre de l’argent dans la caisse",
    en: "put cash into the till or take it out",
  },
  manage_players: { fr: "gérer les joueurs", en: "manage players" },
  sanction_players: { fr: "avertir et suspendre des joueurs", en: "warn and suspend players" },
  use_doctor: { fr: "réparer avec le docteur", en: "repair with the doctor" },
  see_reports: { fr: "voir les recettes", en: "see the takings" },
  see_audit: { fr: "lire le journal", en: "read the log of actions" },
  manage_catalogue: { fr: "gérer le catalogue", en: "manage the catalogue" },
  manage_stations: { fr: "gérer les postes", en: "manage stations" },
  change_settings: { fr: "changer les réglages", en: "change the settings" },
  manage_staff: { fr: "gérer l’équipe", en: "manage the staff" },
} as const satisfies Readonly<Record<string, { readonly fr: string; readonly en: string }>>;

export type Permission = keyof typeof permissionWords;
export const permissions = Object.keys(permissionWords) as readonly Permission[];

/** What a role may until somebody decides otherwise: a clerk the day's work, an administrator all. */
const ofRole: Readonly<Record<Role, readonly Permission[]>> = {
  player: [],
  clerk: [
    "refund",
    "cancel_purchase",
    "extend_for_free",
    "terminate",
    "force_complete",
    "record_cash",
    "manage_players",
    "sanction_players",
    "use_doctor",
  ],
  administrator: permissions,
};

/** Where one person differs from their role: what they were given beyond it, and what was withheld. */
export interface Deviations {
  readonly granted: readonly Permission[];
  readonly withheld: readonly Permission[];
}
export const noDeviations: Deviations = { granted: [], withheld: [] };

/** What somebody may: their role's permissions and where they differ from it. */
export function permissionsOf(role: Role, { granted, withheld }: Deviations = noDeviations): Permission[] {
  if (role === "player") return [];
  return permissions.filter(
    (permission) =>
      granted.includes(permission) || (ofRole[role].includes(permission) && !withheld.includes(permission)),
  );
}

/** The least to remember so that a person of this role may exactly what is wanted. */
export function deviationsFor(role: Role, wanted: readonly Permission[]): Deviations {
  return {
    granted: permissions.filter((one) => wanted.includes(one) && !ofRole[role].includes(one)),
    withheld: permissions.filter((one) => !wanted.includes(one) && ofRole[role].includes(one)),
  };
}
