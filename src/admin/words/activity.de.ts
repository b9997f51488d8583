import type { ACTIVITY } from './activity.en.js'

export const ACTIVITY_DE: typeof ACTIVITY = {
  title: 'Aktivität',
  summary: (parked, failed) =>
    `Anfragen, die auf Änderungen warten: ${parked}. In der letzten Minute gescheitert: ${failed}.`,
  stale: 'Die Verbindung ist weg: Was hier steht, ist veraltet.',
  reload: 'Neu laden',
  figures: 'Die letzte Minute',
  requests: 'Anfragen',
  perSecond: 'Anfragen je Sekunde',
  refused: 'Abgelehnte Anmeldungen',
  clientErrors: 'Abgelehnte Anfragen (4xx)',
  serverErrors: 'Fehler des Gateways (5xx)',
  failed: 'Befehle ohne Erfolg',
  p50: 'Die Hälfte beantwortet in höchstens',
  p95: '95 von 100 beantwortet in höchstens',
  bytesIn: 'Empfangene Bytes',
  bytesOut: 'Gesendete Bytes',
  parked: 'Warten auf Änderungen',
  nobodyParked: 'In diesem Augenblick wartet kein Gerät.',
  newest: 'Neueste Anfragen',
  noRequests: 'Keine Anfrage in der letzten Viertelstunde.',
  user: 'Benutzer',
  device: 'Gerät',
  command: 'Anfrage',
  since: 'Seit',
  longest: 'Höchstens',
  at: 'Um',
  result: 'Ergebnis',
  ok: 'erledigt',
  notOk: 'gescheitert',
  seconds: (count) => `${count} s`,
  gateways: 'Gateways',
  noGateways: 'Noch hat sich kein Gateway gemeldet.',
  host: 'Rechner',
  process: 'Prozess',
  version: 'Version',
  maintenance: 'Zurzeit wird gewartet: Geräte werden auf später vertröstet.',
  disturbances: {
    databaseDown: {
      told: (_count, when) => `Die Datenbank war nicht erreichbar, zuletzt um ${when}.`,
      todo: 'Geräte kommen von selbst wieder; hält es an, beim Datenbankserver nachsehen.',
    },
    serverErrors: {
      told: (count) => `In der letzten Minute mit einem Fehler beantwortete Anfragen: ${count}.`,
      todo: 'Das Protokoll des Gateways nennt jede mit ihrem Vorgang.',
    },
    lockedUsers: {
      told: (count) => `Gesperrte Benutzer: ${count}.`,
      todo: 'Das Passwort auf dem Gerät berichtigen, dann den Benutzer freigeben.',
    },
    failingDevices: {
      told: (count) => `Geräte, deren letzte Anfrage scheiterte: ${count}.`,
      todo: 'Das Protokoll des Geräts sagt, welche und warum.',
    },
    waitingDevices: {
      told: (count) => `Geräte in Quarantäne: ${count}.`,
      todo: 'Diese Geräte zulassen oder sperren.',
    },
    oldPasswords: {
      told: (count) => `Geräte, die noch ein altes Passwort benutzen: ${count}.`,
      todo: 'Auf ihnen das neue Passwort eintippen.',
    },
    problems: {
      told: (count) => `Für ein Gerät zurückgestellte Einträge: ${count}.`,
      todo: '„termingate problems“ nennt sie mit dem Grund.',
    },
    stuckMails: {
      told: (count) =>
        `Seit mehr als zehn Minuten nicht versandte Mails und Einladungen: ${count}.`,
      todo: 'Beim Mailserver nachsehen (SMTP_URL); zwei Tage lang wird es weiter versucht.',
    },
    refusedMails: {
      told: (count) => `Innerhalb eines Tages abgelehnte Mails und Einladungen: ${count}.`,
      todo: 'Das Protokoll des Gateways hat den Grund des Mailservers; dem Absender sagt es sonst niemand.',
    },
    versions: {
      told: (count) => `Gateways in ${count + 1} Versionen laufen gleichzeitig.`,
      todo: 'Das ist nur während einer Aktualisierung richtig.',
    },
  },
}
