import type { Bar } from "./admission.ts";
import type { Told } from "./checklist-words.ts";
import { suspensionEnd } from "./player-problems.ts";

/** What a sanction or the hours for minors leave to be done, where otherwise one would scan, start or resume. */
export function remedyOfBar(bar: Bar): Told {
  switch (bar.kind) {
    case "suspended":
      return suspended(bar);
    case "banned":
      return {
        staff: {
          fr: `Le joueur est exclu : « ${bar.reason} ». Un administrateur peut lever l’exclusion ; sinon, remboursez l’achat.`,
          en: `The player is banned: “${bar.reason}”. An administrator can lift the ban; otherwise refund the purchase.`,
        },
        player: {
          fr: `Vous êtes exclu du centre : « ${bar.reason} ». Adressez-vous au comptoir.`,
          en: `You are banned from the centre: “${bar.reason}”. Ask at the counter.`,
        },
      };
    case "minors_hours":
      return {
        staff: {
          fr: `Le joueur est mineur : il peut jouer de ${bar.from} à ${bar.until}. Sa session l’attend.`,
          en: `The player is a minor and may play from ${bar.from} to ${bar.until}. The session waits.`,
        },
        player: {
          fr: `Les mineurs jouent de ${bar.from} à ${bar.until}. Revenez à ces heures : votre session vous attend.`,
          en: `Minors play from ${bar.from} to ${bar.until}. Come back within these hours: your session waits.`,
        },
      };
  }
}

function suspended({ until, timeZone, reason }: Extract<Bar, { kind: "suspended" }>): Told {
  const fr = suspensionEnd(until, timeZone, "fr-FR");
  const en = suspensionEnd(until, timeZone, "en-GB");
  return {
    staff: {
      fr: `Le joueur est suspendu jusqu’au ${fr} : « ${reason} ». Attendez cette date, ou demandez à un administrateur de lever la suspension.`,
      en: `The player is suspended until ${en}: “${reason}”. Wait for that date, or ask an administrator to lift the suspension.`,
    },
    player: {
      fr: `Vous êtes suspendu jusqu’au ${fr} : « ${reason} ». Vos minutes vous attendent.`,
      en: `You are suspended until ${en}: “${reason}”. Your minutes wait for you.`,
    },
  };
}
