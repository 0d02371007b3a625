import { sql } from "kysely";
import { lastBackup } from "../../backup/queries.ts";
import type { Check } from "../check.ts";

const now = sql`(select clock_now())`;
const none = sql`null::bigint as purchase_id, null::bigint as invoice_id, null::bigint as session_id`;
const SMALLEST_FREE_BYTES = 500_000_000;

/** A server that is stopped in the evening is no finding; one that is missed by a running session is. */
export const workerSilent: Check = {
  name: "worker_silent",
  severity: "critical",
  reads: "open",
  title: { fr: "Le serveur ne surveille plus les sessions", en: "No server watches the sessions" },
  meaning: {
    fr: "Des sessions sont en cours, mais aucun serveur n’a donné signe de vie depuis plus de trente secondes.",
    en: "Sessions are running, but no server has given a sign of life for more than thirty seconds.",
  },
  remedy: {
    fr: "Démarrez le serveur (npm start). Les sessions sont mises en pause à l’instant de l’arrêt : aucune minute n’est perdue.",
    en: "Start the server (npm start). Sessions are paused as of the instant it stopped: no minute is lost.",
  },
  find: (scope) => sql`
    select null::bigint as venue_id, 'worker' as key, ${none}, jsonb_build_object('beatAt', b.beat_at) as facts
    from (select max(beat_at) as beat_at from node_heartbeats) b
    where ${sql.lit(scope.whole)} and coalesce(b.beat_at < ${now} - interval '30 seconds', true)
      and exists (select from play_sessions s where s.status = 'active' and ${scope.venue("s")})`,
  describe: ({ beatAt }, say) =>
    beatAt === null
      ? { fr: "aucun signe de vie", en: "no sign of life" }
      : { fr: `dernier signe le ${say.moment(beatAt)}`, en: `last sign on ${say.moment(beatAt)}` },
};

/** Of several servers on one database, one that fell silent and was not started again on its computer. */
export const nodeSilent: Check = {
  name: "node_silent",
  severity: "warning",
  reads: "open",
  title: { fr: "Un serveur s’est tu", en: "A server fell silent" },
  meaning: {
    fr: "Un des serveurs ne répond plus ; un autre a repris son travail.",
    en: "One of the servers no longer answers; another took over its work.",
  },
  remedy: {
    fr: "Redémarrez-le sur son ordinateur. S’il a été retiré, il s’oublie après un jour.",
    en: "Start it again on its computer. If it was taken away, it is forgotten after a day.",
  },
  find: (scope) => sql`
    select null::bigint as venue_id, n.node_id as key, ${none},
      jsonb_build_object('host', split_part(n.node_id, ':', 1), 'beatAt', n.beat_at) as facts
    from node_heartbeats n
    where ${sql.lit(scope.whole)} and n.beat_at < ${now} - interval '1 minute'
      and exists (select from node_heartbeats o where o.beat_at > n.beat_at + interval '1 minute')
      and not exists (select from node_heartbeats o where o.beat_at > n.beat_at
        and split_part(o.node_id, ':', 1) = split_part(n.node_id, ':', 1))`,
  describe: ({ host, beatAt }, say) => ({
    fr: `${host}, dernier signe le ${say.moment(beatAt)}`,
    en: `${host}, last sign on ${say.moment(beatAt)}`,
  }),
};

export const clockStopped: Check = {
  name: "clock_stopped",
  severity: "critical",
  reads: "open",
  title: { fr: "L’horloge a reculé", en: "The clock went backwards" },
  meaning: {
    fr: "L’heure de l’ordinateur a reculé : plus rien ne démarre ni ne se ferme.",
    en: "The computer’s time went backwards: nothing starts or closes any more.",
  },
  remedy: {
    fr: "Vérifiez l’heure de l’ordinateur, puis un administrateur la confirme dans les réglages.",
    en: "Check the computer’s time, then an administrator confirms it in the settings.",
  },
  find: (scope) => sql`
    select null::bigint as venue_id, 'clock' as key, ${none},
      jsonb_build_object('seenAt', w.high_water_at, 'clock', w.stopped_at) as facts
    from clock_watch w where ${sql.lit(scope.whole)} and w.stopped_at is not null`,
  describe: ({ seenAt, clock }, say) => ({
    fr: `elle disait ${say.moment(seenAt)}, puis ${say.moment(clock)}`,
    en: `it said ${say.moment(seenAt)}, then ${say.moment(clock)}`,
  }),
};

export const clocksDiffer: Check = {
  name: "clocks_differ",
  severity: "warning",
  reads: "open",
  title: { fr: "Deux horloges en désaccord", en: "Two clocks disagree" },
  meaning: {
    fr: "L’heure de la base de données n’est pas celle de cet ordinateur. Seule celle de la base compte.",
    en: "The database’s time is not this computer’s. Only the database’s counts.",
  },
  remedy: {
    fr: "Réglez l’heure automatiquement sur les deux machines.",
    en: "Let both machines set their time automatically.",
  },
  find: (scope) => sql`
    select null::bigint as venue_id, 'clock' as key, ${none}, jsonb_build_object('database', c.database, 'machine', c.machine) as facts
    from (select machine_clock() as database, ${new Date()}::timestamptz as machine) c
    where ${sql.lit(scope.whole)} and abs(milliseconds_between(c.database, c.machine)) > 5000`,
  describe: ({ database, machine }, say) => ({
    fr: `base : ${say.moment(database)} ; ordinateur : ${say.moment(machine)}`,
    en: `database: ${say.moment(database)}; computer: ${say.moment(machine)}`,
  }),
};

export const diskAlmostFull: Check = {
  name: "disk_almost_full",
  severity: "critical",
  reads: "open",
  title: { fr: "Disque presque plein", en: "Disk almost full" },
  meaning: {
    fr: "Quand le disque est plein, plus aucune vente ne peut être enregistrée.",
    en: "Once the disk is full, no sale can be recorded any more.",
  },
  remedy: {
    fr: "Libérez de la place : videz la corbeille, déplacez les anciennes sauvegardes.",
    en: "Make room: empty the bin, move old backups elsewhere.",
  },
  find: (scope, { freeBytes }) => sql`
    select null::bigint as venue_id, 'disk' as key, ${none}, jsonb_build_object('freeBytes', d.free) as facts
    from (select ${freeBytes}::bigint as free) d
    where ${sql.lit(scope.whole)} and d.free < ${SMALLEST_FREE_BYTES}`,
  describe: ({ freeBytes }) => {
    const megabytes = Math.floor(Number(freeBytes) / 1_000_000);
    return { fr: `il reste ${megabytes} Mo`, en: `${megabytes} MB are left` };
  },
};

export const backupMissing: Check = {
  name: "backup_missing",
  severity: "warning",
  reads: "open",
  title: { fr: "Pas de sauvegarde récente", en: "No recent backup" },
  meaning: {
    fr: "Si l’ordinateur tombe en panne, les dernières ventes seraient perdues.",
    en: "If the computer broke down, the latest sales would be lost.",
  },
  remedy: {
    fr: "Sauvegardez maintenant : ./gamezone backup. La sauvegarde se fait chaque nuit, ou au démarrage suivant.",
    en: "Back up now: ./gamezone backup. It is done every night by itself, or at the next start.",
  },
  find: (scope) => sql`
    select null::bigint as venue_id, 'backup' as key, ${none}, jsonb_build_object('lastAt', b.at) as facts
    from (select max(l.at) as at from (${lastBackup}) l) b
    where ${sql.lit(scope.whole)} and coalesce(b.at, '-infinity') < ${now} - interval '36 hours'
      and exists (select from venues v where v.created_at < ${now} - interval '36 hours')`,
  describe: ({ lastAt }, say) =>
    lastAt === null
      ? { fr: "aucune sauvegarde", en: "no backup at all" }
      : { fr: `la dernière date du ${say.moment(lastAt)}`, en: `the last one is of ${say.moment(lastAt)}` },
};

export const scansFailing: Check = {
  name: "scans_failing",
  severity: "warning",
  reads: "open",
  title: { fr: "Beaucoup de codes refusés", en: "Many codes refused" },
  meaning: {
    fr: "Plus de dix codes inconnus en une heure : un lecteur mal réglé, ou quelqu’un qui essaie des codes.",
    en: "More than ten unknown codes in an hour: a badly set scanner, or somebody trying codes.",
  },
  remedy: {
    fr: "Regardez qui a scanné dans la liste des scans, et vérifiez le réglage du lecteur.",
    en: "See who scanned in the list of scans, and check the scanner’s settings.",
  },
  find: (scope) => sql`
    select c.venue_id, coalesce('user:' || c.scanned_by, 'key:' || c.api_key_id, 'address:' || c.address) as key, ${none},
      jsonb_build_object('who', coalesce(max(u.name), max(k.name), c.address), 'count', count(*)) as facts
    from invoice_scans c
    left join users u on u.id = c.scanned_by
    left join api_keys k on k.id = c.api_key_id
    where c.outcome = 'invalid_code' and c.scanned_at > ${now} - interval '1 hour'
      and ${scope.venue("c")} and ${sql.lit(scope.whole)}
    group by c.venue_id, c.scanned_by, c.api_key_id, c.address having count(*) > 10`,
  describe: ({ who, count }) => ({
    fr: `${who ?? "?"} : ${count} codes refusés`,
    en: `${who ?? "?"}: ${count} codes refused`,
  }),
};

export const jobFailed: Check = {
  name: "job_failed",
  severity: "warning",
  reads: "open",
  title: { fr: "Une tâche automatique a échoué", en: "A scheduled job failed" },
  meaning: {
    fr: "Une sauvegarde, un archivage ou un contrôle n’a pas pu se faire.",
    en: "A backup, an archiving or a check could not be done.",
  },
  remedy: {
    fr: "Elle sera essayée de nouveau. Si elle échoue encore, lancez-la à la main : le message dira pourquoi.",
    en: "It will be tried again. If it fails once more, run it by hand: the message will say why.",
  },
  find: (scope) => sql`
    select null::bigint as venue_id, j.name as key, ${none},
      jsonb_build_object('job', j.name, 'error', j.last_error, 'at', j.last_ended_at) as facts
    from scheduled_jobs j where ${sql.lit(scope.whole)} and j.last_error is not null`,
  describe: ({ job, error }) => ({ fr: `${job} : ${error}`, en: `${job}: ${error}` }),
};
