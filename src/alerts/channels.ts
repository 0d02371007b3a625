import { SECOND } from "../core/duration.ts";

/** A way by which an alert reaches somebody who is not at the counter. */
export interface Channel {
  readonly name: string;
  /** Throws when the alert did not arrive; it is then sent again. */
  send(alert: Alert): Promise<void>;
}

export interface Alert {
  readonly venueId: number;
  readonly venue: string;
  readonly subject: string;
  readonly text: string;
  readonly findings: ReadonlyArray<{
    readonly check: string;
    readonly title: string;
    readonly found: number;
    readonly since: string | null;
  }>;
}

export interface AlertSettings {
  /** Where alerts are posted as JSON. */
  readonly webhookUrl: string | null;
  /** `smtps://name:password@server` and the address that mail goes to; both or none. */
  readonly smtpUrl: string | null;
  readonly mailTo: string | null;
}

const PATIENCE = 10 * SECOND;

/** The channels that are set; none by default. */
export function openChannels({ webhookUrl, smtpUrl, mailTo }: AlertSettings): Channel[] {
  const channels: Channel[] = [];
  if (webhookUrl !== null) channels.push(webhook(webhookUrl));
  if (smtpUrl !== null && mailTo !== null) channels.push(mail(smtpUrl, mailTo));
  return channels;
}

function webhook(url: string): Channel {
  return {
    name: "webhook",
    async send(alert) {
      const response = await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(alert),
        redirect: "error",
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (!response.ok) throw new Error(`the webhook answered ${response.status}`);
    },
  };
}

function mail(smtpUrl: string, to: string): Channel {
  const patience = { connectionTimeout: PATIENCE, greetingTimeout: PATIENCE, socketTimeout: PATIENCE };
  return {
    name: "mail",
    async send({ subject, text }) {
      // Loaded with the first mail: most shops send none.
      const { createTransport } = await import("nodemailer");
      const transport = createTransport({ url: smtpUrl, ...patience });
      await transport.sendMail({ from: `GameZone <${to}>`, to, subject, text });
    },
  };
}
