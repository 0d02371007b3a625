import {
  IconAlertTriangle,
  IconBan,
  IconBolt,
  IconCheck,
  IconCircleCheck,
  IconClockExclamation,
  IconClockPause,
  IconHourglass,
  IconInfoCircle,
  IconMoodKid,
  IconPlayerPause,
  IconPlayerPlay,
  type IconProps,
  IconReceiptRefund,
} from "@tabler/icons-react";
import type { ComponentType } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../app/api.ts";
import classes from "./status.module.css";

type Tone = "ready" | "active" | "low" | "paused" | "ended" | "problem";
interface Look {
  readonly tone: Tone;
  readonly icon: ComponentType<IconProps>;
}

/** A status is never a colour alone: an icon and a word go with it. */
const sessionLooks = {
  ready: { tone: "ready", icon: IconCircleCheck },
  active: { tone: "active", icon: IconPlayerPlay },
  low: { tone: "low", icon: IconClockExclamation },
  paused: { tone: "paused", icon: IconPlayerPause },
  outage: { tone: "low", icon: IconBolt },
  completed: { tone: "ended", icon: IconCheck },
  expired: { tone: "ended", icon: IconHourglass },
  terminated: { tone: "problem", icon: IconBan },
} satisfies Record<string, Look>;

const invoiceLooks = {
  pending: { tone: "ready", icon: IconHourglass },
  active: { tone: "active", icon: IconCircleCheck },
  used: { tone: "ended", icon: IconCheck },
  expired: { tone: "ended", icon: IconHourglass },
  cancelled: { tone: "problem", icon: IconBan },
  refunded: { tone: "problem", icon: IconReceiptRefund },
} satisfies Record<Schemas["Invoice"]["status"], Look>;

const paymentLooks = {
  pending: { tone: "low", icon: IconHourglass },
  completed: { tone: "active", icon: IconCheck },
  refunded: { tone: "problem", icon: IconReceiptRefund },
  failed: { tone: "problem", icon: IconAlertTriangle },
  cancelled: { tone: "ended", icon: IconBan },
} satisfies Record<Schemas["Purchase"]["paymentStatus"], Look>;

const severityLooks = {
  critical: { tone: "problem", icon: IconAlertTriangle },
  warning: { tone: "low", icon: IconClockExclamation },
  notice: { tone: "ready", icon: IconInfoCircle },
} satisfies Record<Schemas["Check"]["severity"], Look>;

export type SessionLook = keyof typeof sessionLooks;

/** How a session looks right now: its status, but for low time and for a pause that a power cut made. */
export function sessionLook(
  session: Pick<Schemas["Session"], "status" | "pausedByOutage">,
  lowTime: boolean,
): SessionLook {
  if (session.status === "active" && lowTime) return "low";
  if (session.status === "paused" && session.pausedByOutage) return "outage";
  return session.status;
}

export function toneOf(look: SessionLook): Tone {
  return sessionLooks[look].tone;
}

export function SessionBadge({ look }: { look: SessionLook }) {
  const { t } = useTranslation();
  return <Badge look={sessionLooks[look]} word={t(`status.session.${look}`)} />;
}

export function InvoiceBadge({ status }: { status: Schemas["Invoice"]["status"] }) {
  const { t } = useTranslation();
  return <Badge look={invoiceLooks[status]} word={t(`status.invoice.${status}`)} />;
}

export function PaymentBadge({ status }: { status: Schemas["Purchase"]["paymentStatus"] }) {
  const { t } = useTranslation();
  return <Badge look={paymentLooks[status]} word={t(`status.payment.${status}`)} />;
}

export function SeverityBadge({ severity }: { severity: Schemas["Check"]["severity"] }) {
  const { t } = useTranslation();
  return <Badge look={severityLooks[severity]} word={t(`doctor.severity.${severity}`)} />;
}

const conductLooks = {
  warned: { tone: "low", icon: IconAlertTriangle },
  suspended: { tone: "problem", icon: IconClockPause },
  banned: { tone: "problem", icon: IconBan },
} satisfies Record<Exclude<Schemas["Player"]["conduct"], "fine">, Look>;

const sanctionLooks = {
  warning: conductLooks.warned,
  suspension: conductLooks.suspended,
  ban: conductLooks.banned,
} satisfies Record<Schemas["Sanction"]["kind"], Look>;

/** How a player stands who is not like the others. */
export function ConductBadge({ conduct }: { conduct: keyof typeof conductLooks }) {
  const { t } = useTranslation();
  return <Badge look={conductLooks[conduct]} word={t(`status.conduct.${conduct}`)} />;
}

/** A sanction, in grey once it is over. */
export function SanctionBadge({ kind, inForce }: { kind: keyof typeof sanctionLooks; inForce: boolean }) {
  const { t } = useTranslation();
  const { icon, tone } = sanctionLooks[kind];
  const word = `${t(`sanctions.kinds.${kind}`)} · ${t(inForce ? "sanctions.inForce" : "sanctions.over")}`;
  return <Badge look={{ icon, tone: inForce ? tone : "ended" }} word={word} />;
}

export function MinorBadge() {
  const { t } = useTranslation();
  return <Badge look={{ tone: "ready", icon: IconMoodKid }} word={t("status.minor")} />;
}

export function ActiveBadge({ active }: { active: boolean }) {
  const { t } = useTranslation();
  const look: Look = active ? { tone: "active", icon: IconCheck } : { tone: "ended", icon: IconBan };
  return <Badge look={look} word={t(active ? "status.on" : "status.off")} />;
}

function Badge({ look: { tone, icon: Icon }, word }: { look: Look; word: string }) {
  return (
    <span className={classes.badge} data-tone={tone}>
      <Icon size={16} stroke={2.2} aria-hidden />
      {word}
    </span>
  );
}
