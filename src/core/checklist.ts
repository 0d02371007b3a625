import { spaceFrench } from "./french-spacing.ts";
import type { InvoiceStatus } from "./invoice-machine.ts";
import type { Language } from "./problems.ts";
import type { PaymentStatus } from "./purchase-machine.ts";
import type { SessionStatus } from "./session-machine.ts";

/** The six steps from the sale to play, in order. "Start fails and nobody knows why" ends here. */
export const checklistSteps = [
  "paid",
  "invoice_issued",
  "invoice_activated",
  "session_ready",
  "started",
  "active",
] as const;
export type ChecklistStep = (typeof checklistSteps)[number];

/** Where a purchase stands, as far as starting to play is concerned. */
export interface Standing {
  readonly paymentStatus: PaymentStatus;
  readonly invoiceStatus: InvoiceStatus | null;
  readonly sessionStatus: SessionStatus | null;
  /** False for a session that ended before anybody started it. */
  readonly wasStarted: boolean;
  readonly pausedByOutage: boolean;
  /** True while the clock went backwards and nobody has confirmed it: no session may start or resume. */
  readonly clockStopped: boolean;
}

export interface CheckedStep {
  readonly name: ChecklistStep;
  readonly done: boolean;
  readonly title: string;
  /** What to do about it; only on the first step that is not done. */
  readonly remedy: string | null;
}

export interface Checklist {
  readonly steps: CheckedStep[];
  readonly failingStep: ChecklistStep | null;
}

/** Checks the six steps and names the first that fails, with its remedy. */
export function checkSteps(standing: Standing, language: Language): Checklist {
  const failingStep = checklistSteps.find((step) => !isDone(step, standing)) ?? null;
  const failingAt = failingStep === null ? checklistSteps.length : checklistSteps.indexOf(failingStep);
  const say = (sentence: Sentence) => (language === "fr" ? spaceFrench(sentence.fr) : sentence[language]);
  const steps = checklistSteps.map((name, index) => ({
    name,
    done: index < failingAt,
    title: say(titles[name]),
    remedy: name === failingStep ? say(remedyOf(name, standing)) : null,
  }));
  return { steps, failingStep };
}

function isDone(step: ChecklistStep, standing: Standing): boolean {
  switch (step) {
    case "paid":
      return standing.paymentStatus === "completed";
    case "invoice_issued":
      return standing.invoiceStatus !== null;
    case "invoice_activated":
      return standing.invoiceStatus === "active" || standing.invoiceStatus === "used";
    case "session_ready":
      return standing.sessionStatus !== null && (standing.wasStarted || standing.sessionStatus === "ready");
    case "started":
      return standing.wasStarted;
    case "active":
      return standing.sessionStatus === "active";
  }
}

type Sentence = Readonly<Record<Language, string>>;

const titles: Readonly<Record<ChecklistStep, Sentence>> = {
  paid: { fr: "Achat payé", en: "Purchase paid" },
  invoice_issued: { fr: "Facture émise", en: "Invoice issued" },
  invoice_activated: { fr: "Facture activée au comptoir", en: "Invoice activated at the counter" },
  session_ready: { fr: "Session prête", en: "Session ready" },
  started: { fr: "Session démarrée", en: "Session started" },
  active: { fr: "Session en cours", en: "Session running" },
};

const stopped: Sentence = {
  fr: "La session a été arrêtée. Vendez un nouveau forfait, ou demandez à un administrateur si le client est remboursé.",
  en: "The session was stopped. Sell a new package, or ask an administrator whether the customer is paid back.",
};

function remedyOf(step: ChecklistStep, standing: Standing): Sentence {
  switch (step) {
    case "paid":
      return standing.paymentStatus === "pending"
        ? { fr: "Encaissez le paiement de l’achat.", en: "Take the payment of the purchase." }
        : {
            fr: "L’achat est annulé, en échec ou remboursé : vendez un nouveau forfait.",
            en: "The purchase is cancelled, failed or refunded: sell a new package.",
          };
    case "invoice_issued":
      return {
        fr: "Payé sans facture : cela ne doit jamais arriver. Appelez un administrateur.",
        en: "Paid without an invoice: this must never happen. Call an administrator.",
      };
    case "invoice_activated":
      return invoiceRemedy(standing.invoiceStatus);
    case "session_ready":
      return standing.sessionStatus === null
        ? {
            fr: "Activée sans session : cela ne doit jamais arriver. Appelez un administrateur.",
            en: "Activated without a session: this must never happen. Call an administrator.",
          }
        : standing.sessionStatus === "terminated"
          ? stopped
          : {
              fr: "La session a expiré sans être démarrée. Vendez un nouveau forfait.",
              en: "The session expired before it was started. Sell a new package.",
            };
    case "started":
      return afterTheClock(standing, { fr: "Appuyez sur « Démarrer ».", en: "Press “Start”." });
    case "active":
      return activeRemedy(standing);
  }
}

function invoiceRemedy(status: InvoiceStatus | null): Sentence {
  if (status === "pending") {
    return { fr: "Scannez le QR de la facture au comptoir.", en: "Scan the invoice’s QR at the counter." };
  }
  if (status === "expired") {
    return {
      fr: "La facture a expiré. Vendez un nouveau forfait.",
      en: "The invoice expired. Sell a new package.",
    };
  }
  return {
    fr: "La facture est annulée ou remboursée. Vendez un nouveau forfait.",
    en: "The invoice is cancelled or refunded. Sell a new package.",
  };
}

function activeRemedy(standing: Standing): Sentence {
  if (standing.sessionStatus === "terminated") return stopped;
  if (standing.sessionStatus !== "paused") {
    return {
      fr: "Le temps est terminé. Vendez un nouveau forfait.",
      en: "The time is over. Sell a new package.",
    };
  }
  return afterTheClock(
    standing,
    standing.pausedByOutage
      ? {
          fr: "En pause depuis la coupure. Appuyez sur « Reprendre » : aucune minute n’est perdue.",
          en: "Paused since the power cut. Press “Resume”: no minute is lost.",
        }
      : { fr: "En pause. Appuyez sur « Reprendre ».", en: "Paused. Press “Resume”." },
  );
}

/** Nothing starts or resumes before the clock is confirmed, so that comes first. */
function afterTheClock({ clockStopped }: Standing, remedy: Sentence): Sentence {
  if (!clockStopped) return remedy;
  return {
    fr: `L’horloge a reculé : un administrateur doit d’abord la confirmer dans les réglages. Ensuite : ${remedy.fr}`,
    en: `The clock went backwards: an administrator must first confirm it in the settings. Then: ${remedy.en}`,
  };
}
