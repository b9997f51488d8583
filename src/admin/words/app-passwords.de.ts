import type { APP_PASSWORDS } from './app-passwords.en.js'

export const APP_PASSWORDS_DE: typeof APP_PASSWORDS = {
  title: 'App-Passwörter',
  meaning:
    'Für jedes Gerät ein eigenes Passwort anstelle des Ihren: Es öffnet nur die Synchronisation und lässt sich zurücknehmen, ohne dass die anderen Geräte etwas merken.',
  allowed: 'Geräte dürfen das Passwort des Benutzers oder ein App-Passwort verwenden.',
  appOnly:
    'Geräte dieses Benutzers brauchen ein App-Passwort: Das Passwort des Benutzers gilt dort nicht.',
  none: 'Es gibt kein App-Passwort.',
  name: 'Gerät',
  made: 'Erstellt',
  used: 'Zuletzt benutzt',
  devices: 'Benutzt von',
  several: 'von mehreren Geräten: Ein Widerruf hält alle an',
  revoke: 'Widerrufen',
  revokeOf: (name) => `Das App-Passwort ${name} widerrufen`,
  revokeAll: 'Alle widerrufen',
  revoked: (name) =>
    `Das App-Passwort ${name} ist widerrufen. Geräte damit bekommen sofort nichts mehr.`,
  allRevoked: (count) =>
    `${count} App-Passwörter sind widerrufen. Geräte damit bekommen sofort nichts mehr.`,
  gone: 'Dieses App-Passwort war schon widerrufen.',
  newName: 'Für welches Gerät? Etwa „Telefon“ oder „iPad im Büro“',
  create: 'App-Passwort erstellen',
  ready: (name) => `App-Passwort für ${name}`,
  shownOnce:
    'Es wird nur jetzt gezeigt. Geben Sie es auf diesem einen Gerät anstelle des Passworts ein.',
  anyCase: 'Striche, Leerzeichen und Großbuchstaben machen keinen Unterschied.',
  goOn: 'Fertig, ich habe es eingegeben',
  refused: {
    name: 'Geben Sie dem App-Passwort einen Namen mit 1 bis 60 Zeichen.',
    taken:
      'Ein App-Passwort dieses Namens gibt es schon. Wählen Sie einen anderen, oder widerrufen Sie es.',
    many: 'Es gibt 30 App-Passwörter, mehr sind nicht möglich. Widerrufen Sie zuerst eines.',
  },
  rule: 'Passwörter auf Geräten',
  rules: {
    tenant: 'wie beim Mandanten',
    allowed: 'das Passwort des Benutzers oder App-Passwörter',
    'app-only': 'nur App-Passwörter',
  },
  ruleSaved:
    'Gespeichert. Geräte mit einem nicht mehr erlaubten Passwort bekommen sofort nichts mehr.',
  stay: 'App-Passwörter bleiben davon unberührt.',
  alsoRevoke: 'Auch alle App-Passwörter widerrufen',
}
