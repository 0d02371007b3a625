import { join, resolve } from "node:path";
import type { AlertSettings } from "./alerts/channels.ts";
import type { Language } from "./core/problems.ts";

/** What a start of GameZone may be told, and what it takes when told nothing. */
export interface Config {
  readonly port: number;
  readonly host: string;
  /** Folder of the embedded database and the logs. */
  readonly dataFolder: string;
  /** Address of a PostgreSQL ≥ 15 to use instead of the embedded one. */
  readonly databaseUrl: string | null;
  /**
   * The same database without a pooler between, where `databaseUrl` goes through one that lends a connection for a
   * transaction only (PgBouncer): for migrations, notifications, deadlines, scheduled work and every command. Only the
   * requests of people and programs go through the pooler.
   */
  readonly directDatabaseUrl: string | null;
  readonly demo: boolean;
  /** How many days the daily backups are kept. */
  readonly backupDays: number;
  readonly language: Language;
  readonly alerts: AlertSettings;
}

const PROJECT = join(import.meta.dirname, "..");

export interface ConfigOptions {
  readonly port?: number;
  readonly host?: string;
  readonly data?: string;
  readonly demo?: boolean;
}

/** What a port may be, in words of the command line. */
export const wrongPort: Readonly<Record<Language, string>> = {
  fr: "Le port est un nombre de 0 à 65535.",
  en: "The port is a number from 0 to 65535.",
};

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw Object.assign(new Error(wrongPort.en), { messageFr: wrongPort.fr });
}

function readBackupDays(text: string): number {
  const days = Number(text);
  if (/^\d+$/.test(text) && days >= 1 && days <= 3650) return days;
  throw Object.assign(new Error("GAMEZONE_BACKUP_DAYS is a number of days from 1 to 3650."), {
    messageFr: "GAMEZONE_BACKUP_DAYS est un nombre de jours de 1 à 3650.",
  });
}

function readDatabaseUrls(environment: NodeJS.ProcessEnv): Pick<Config, "databaseUrl" | "directDatabaseUrl"> {
  const databaseUrl = environment.DATABASE_URL || null;
  const direct = environment.DATABASE_DIRECT_URL || null;
  if (databaseUrl !== null || direct === null)
    return { databaseUrl, directDatabaseUrl: direct ?? databaseUrl };
  throw Object.assign(new Error("DATABASE_DIRECT_URL needs DATABASE_URL beside it."), {
    messageFr: "DATABASE_DIRECT_URL demande aussi DATABASE_URL.",
  });
}

/** Where the backups of a data folder are. */
export function backupFolder({ dataFolder }: Pick<Config, "dataFolder">): string {
  return join(dataFolder, "backups");
}

/** Options of the command line come before the environment, the environment before what is usual. Throws for a number that is none. */
export function readConfig(
  options: ConfigOptions = {},
  environment: NodeJS.ProcessEnv = process.env,
): Config {
  return {
    port: options.port ?? readPort(environment.PORT || "3000"),
    host: options.host ?? environment.HOST ?? "127.0.0.1",
    dataFolder: resolve(options.data ?? environment.GAMEZONE_DATA ?? join(PROJECT, "data")),
    ...readDatabaseUrls(environment),
    demo: options.demo ?? true,
    backupDays: readBackupDays(environment.GAMEZONE_BACKUP_DAYS || "14"),
    language: operatorLanguage(environment),
    alerts: {
      webhookUrl: environment.GAMEZONE_ALERT_WEBHOOK || null,
      smtpUrl: environment.GAMEZONE_SMTP_URL || null,
      mailTo: environment.GAMEZONE_ALERT_EMAIL || null,
    },
  };
}

/** The language of the command line: English where the locale says so, French everywhere else. */
export function operatorLanguage(environment: NodeJS.ProcessEnv): Language {
  const locale = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || "";
  return locale.toLowerCase().startsWith("en") ? "en" : "fr";
}
