/** The refusals that concern who a player is and what they did. Part of the one list of {@link file://./problems.ts}. */
type Facts = Readonly<Record<string, unknown>>;

export const playerProblems = {
  player_suspended: {
    status: 409,
    fr: {
      title: "Joueur suspendu",
      detail: (facts: Facts) =>
        `Ce joueur est suspendu jusqu’au ${until(facts, "fr-FR")} : « ${facts.reason} ». Rien n’a changé, aucune minute n’est perdue.`,
      next: "Expliquez-lui le motif. Il pourra jouer après cette date ; un administrateur peut lever la suspension.",
    },
    en: {
      title: "Player suspended",
      detail: (facts: Facts) =>
        `This player is suspended until ${until(facts, "en-GB")}: “${facts.reason}”. Nothing changed, no minute is lost.`,
      next: "Tell them why. They may play after that date; an administrator can lift the suspension.",
    },
  },
  player_banned: {
    status: 409,
    fr: {
      title: "Joueur exclu",
      detail: (facts: Facts) =>
        `Ce joueur est exclu du centre : « ${facts.reason} ». Rien n’a changé, aucune minute n’est perdue.`,
      next: "Expliquez-lui le motif. Un administrateur peut lever l’exclusion ; sinon, remboursez l’achat.",
    },
    en: {
      title: "Player banned",
      detail: (facts: Facts) =>
        `This player is banned from the centre: “${facts.reason}”. Nothing changed, no minute is lost.`,
      next: "Tell them why. An administrator can lift the ban; otherwise refund the purchase.",
    },
  },
  minor_outside_hours: {
    status: 409,
    fr: {
      title: "Hors des heures des mineurs",
      detail: (facts: Facts) =>
        `Ce joueur est mineur : il peut jouer de ${facts.from} à ${facts.until}. La session n’a pas démarré, aucune minute n’est perdue.`,
      next: "Proposez-lui de revenir pendant ces heures : sa session l’attend.",
    },
    en: {
      title: "Outside the hours for minors",
      detail: (facts: Facts) =>
        `This player is a minor and may play from ${facts.from} to ${facts.until}. The session did not start, no minute is lost.`,
      next: "Ask them to come back within these hours: the session waits.",
    },
  },
  consent_needed: {
    status: 409,
    fr: {
      title: "Accord nécessaire",
      detail:
        "La photo et la date de naissance ne se gardent qu’avec l’accord du joueur. Rien n’a été enregistré.",
      next: "Demandez-lui son accord, notez-le sur sa fiche, puis recommencez.",
    },
    en: {
      title: "Consent needed",
      detail: "A photo and a date of birth are kept with the player’s consent only. Nothing was recorded.",
      next: "Ask for it, note it on the player’s page, then try again.",
    },
  },
  photo_refused: {
    status: 422,
    fr: {
      title: "Photo refusée",
      detail: (facts: Facts) =>
        `La photo doit être une image JPEG, PNG ou WebP de ${facts.largestKilobytes} ko au plus. Rien n’a été enregistré.`,
      next: "Reprenez la photo, ou choisissez une autre image.",
    },
    en: {
      title: "Photo refused",
      detail: (facts: Facts) =>
        `The photo must be a JPEG, PNG or WebP image of at most ${facts.largestKilobytes} kB. Nothing was recorded.`,
      next: "Take the photo again, or choose another image.",
    },
  },
  sanction_reserved: {
    status: 403,
    fr: {
      title: "Sanction réservée aux administrateurs",
      detail:
        "À la caisse, on peut avertir, et suspendre 24 heures au plus ; de même pour lever une sanction. Rien n’a été enregistré.",
      next: "Donnez un avertissement ou une suspension plus courte, ou demandez à un administrateur.",
    },
    en: {
      title: "Sanction for administrators",
      detail:
        "A clerk may warn, and suspend for 24 hours at most; the same holds for lifting. Nothing was recorded.",
      next: "Give a warning or a shorter suspension, or ask an administrator.",
    },
  },
  already_banned: {
    status: 409,
    fr: {
      title: "Joueur déjà exclu",
      detail: "Une exclusion est déjà en vigueur pour ce joueur. Rien n’a changé.",
      next: "Regardez l’historique de ses sanctions.",
    },
    en: {
      title: "Player already banned",
      detail: "A ban of this player is in force already. Nothing changed.",
      next: "Look at the history of their sanctions.",
    },
  },
  sanction_over: {
    status: 409,
    fr: {
      title: "Sanction déjà finie",
      detail: "Cette sanction a déjà été levée, ou elle s’est terminée d’elle-même. Rien n’a changé.",
      next: "Rien à faire.",
    },
    en: {
      title: "Sanction already over",
      detail: "This sanction was lifted already, or ended by itself. Nothing changed.",
      next: "Nothing to do.",
    },
  },
} as const;

/** When a suspension ends, on the venue's own clock. */
export function suspensionEnd(until: number | string, timeZone: string, locale: "fr-FR" | "en-GB"): string {
  const options = { dateStyle: "medium", timeStyle: "short", timeZone } as const;
  return new Intl.DateTimeFormat(locale, options).format(new Date(until));
}

function until(facts: Facts, locale: "fr-FR" | "en-GB"): string {
  if (facts.until === undefined) return "—";
  return suspensionEnd(String(facts.until), String(facts.timeZone ?? "UTC"), locale);
}
