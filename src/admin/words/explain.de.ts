import type { ExplainWords } from './explain.en.js'

export const EXPLAIN_GERMAN: ExplainWords = {
  title: 'Warum ist es nicht auf dem Telefon?',
  item: 'Wörter aus Titel oder Name, oder ART:NUMMER wie appointment:12',
  user: 'Benutzer (Anmeldename); leer: alle, die den Eintrag haben',
  ask: 'Nachsehen',
  noUser: 'Unter Ihren Benutzern gibt es diesen nicht.',
  nothing: 'Kein Eintrag heißt so. Gesucht wurde in Titeln und Namen des ganzen Mandanten.',
  several: 'Mehrere Einträge passen. Welcher ist gemeint?',
  entry: 'Eintrag',
  at: 'Wann',
  noDevice: 'Noch kein Gerät',
  lastSeen: (when) => `Zuletzt da: ${when}`,
  yes: 'Ja:',
  no: 'Nein:',
  holders: 'Geräte, die diesen Eintrag haben',
  noHolders: 'Kein Gerät hat ihn.',
  version: 'In welchem Stand',
  kinds: { appointment: 'Termin', task: 'Aufgabe', contact: 'Kontakt', note: 'Notiz' },
}
