import type { Words } from './sentences.js'

export const GERMAN: Words = {
  locale: 'de-DE',
  kinds: { calendar: 'Termine', tasks: 'Aufgaben', contacts: 'Kontakte', notes: 'Notizen' },
  roles: {
    owner: 'Eigentümer',
    participant: 'Teilnehmer',
    responsible: 'Verantwortlicher',
    editor: 'einer der Bearbeiter',
    flagged: 'für das Adressbuch markiert',
  },
  never: 'nie',
  verdicts: {
    'on-device': 'Der Eintrag ist auf dem Gerät, so wie er jetzt ist.',
    'older-version': 'Das Gerät hat einen älteren Stand.',
    waiting: 'Der Eintrag ist noch nicht auf dem Gerät.',
    'not-sent': 'Der Eintrag ist nicht auf dem Gerät.',
    leaving: 'Der Eintrag ist noch auf dem Gerät und verlässt es mit der nächsten Synchronisation.',
  },
  reasons: {
    item: {
      yes: ({ title }) => `„${title}“ steht in der Datenbank.`,
      no: () => 'Es gibt diesen Eintrag nicht: Er wurde aus der Datenbank entfernt.',
    },
    module: {
      yes: ({ tenant }) => `Die Synchronisation ist für den Mandanten ${tenant} eingeschaltet.`,
      no: ({ tenant }) =>
        `Die Synchronisation ist für den ganzen Mandanten ${tenant} ausgeschaltet.`,
      todo: ({ tenant }) => `Einschalten: termingate tenant set ${tenant} --module on`,
    },
    account: {
      yes: ({ user }) => `Der Benutzer ${user} ist aktiv.`,
      no: ({ user }) => `Der Benutzer ${user} ist deaktiviert.`,
      todo: () => 'Den Benutzer aktivieren, falls das nicht so gewollt ist.',
    },
    notes: {
      yes: ({ tenant }) => `Notizen sind für den Mandanten ${tenant} eingeschaltet.`,
      no: ({ tenant, detail }) =>
        `Notizen sind für den Mandanten ${tenant} ausgeschaltet, oder die Version ${detail} kennt keine.`,
      todo: ({ tenant }) => `Einschalten: termingate tenant set ${tenant} --notes on`,
    },
    switch: {
      yes: ({ kind, user }) => `Der Schalter für ${kind} ist bei ${user} an.`,
      no: ({ kind, user }) => `Der Schalter für ${kind} ist bei ${user} aus.`,
      todo: ({ kind }) => `${kind} in den Einstellungen des Benutzers einschalten.`,
    },
    assigned: {
      yes: ({ user, role }) => `${user} hat den Eintrag: ${role}.`,
      no: ({ user, kind }) =>
        kind === 'Kontakte'
          ? `Der Kontakt ist nicht für das Adressbuch von ${user} markiert.`
          : `${user} ist weder Eigentümer noch beteiligt.`,
      todo: ({ kind }) =>
        kind === 'Kontakte'
          ? 'Den Kontakt in der Anwendung für diesen Benutzer markieren.'
          : 'Den Eintrag in der Anwendung diesem Benutzer zuweisen.',
    },
    cancelled: {
      yes: () => 'Er ist nicht abgesagt.',
      no: () => 'Er ist abgesagt. Das tut auch das Löschen auf einem Telefon.',
      todo: () => 'War es ein Versehen am Telefon: termingate undo holt den Eintrag zurück.',
    },
    done: {
      yes: () => 'Er ist nicht als erledigt ausgeblendet.',
      no: () => 'Die Aufgabe ist erledigt, und erledigte verlassen hier das Telefon.',
      todo: () => 'Die Aufgabe wieder öffnen, wenn sie gebraucht wird.',
    },
    device: {
      yes: ({ device, at }) => `Das Gerät ${device} war zuletzt da: ${at}.`,
      no: ({ user }) => `${user} hat kein solches Gerät: Noch keines hat sich angemeldet.`,
      todo: () =>
        'Das Konto auf dem Telefon einrichten. Das Anmeldeprotokoll zeigt, was versucht wurde.',
    },
    'folder-listed': {
      yes: () => 'Das Gerät kennt die jetzige Liste der Ordner.',
      no: ({ at }) =>
        `Die Ordner haben sich geändert, das Gerät hat sie seitdem nicht abgefragt (zuletzt da: ${at}).`,
      todo: () => 'Die App auf dem Telefon öffnen; sie fragt von selbst.',
    },
    'folder-synced': {
      yes: ({ detail }) => `Das Gerät synchronisiert den Ordner „${detail}“.`,
      no: ({ detail, kind }) =>
        `Das Gerät hat den Ordner „${detail}“ (${kind}) noch nie synchronisiert.`,
      todo: ({ kind }) => `${kind} auf dem Telefon bei diesem Konto einschalten.`,
    },
    'window-past': {
      yes: () => 'Er ist nicht zu alt.',
      no: ({ at }) => `Der Termin ist zu alt: Gesendet wird, was nach dem ${at} endet.`,
    },
    'window-future': {
      yes: () => 'Er liegt in der Zeit, die an Telefone geht.',
      no: ({ at }) => `Der Termin liegt zu weit voraus und kommt von selbst am ${at}.`,
    },
    filter: {
      yes: () => 'Das Telefon fragt nach dieser Zeit.',
      no: ({ at }) =>
        `Am Telefon ist ein kürzerer Zeitraum eingestellt: Es fragt nach dem, was nach dem ${at} endet.`,
      todo: () => 'Auf dem Telefon bei diesem Konto einen längeren Zeitraum wählen.',
    },
    limit: {
      yes: ({ rank, limit }) => `Er ist Nummer ${rank} der ${limit} nächsten Termine.`,
      no: ({ rank, limit }) =>
        `Er ist der Nähe nach Nummer ${rank}, und gesendet werden die ${limit} nächsten.`,
    },
    'set-aside': {
      yes: () => 'Er lässt sich in die Form bringen, die Telefone lesen.',
      no: ({ detail }) => `Für dieses Gerät zurückgestellt: ${detail}`,
      todo: () => 'Den Eintrag berichtigen oder mit termingate problems retry neu anbieten.',
    },
    'device-allowed': {
      yes: () => 'Das Gerät ist zugelassen.',
      no: ({ status }) => `Das Gerät ist nicht zugelassen (${status}).`,
      todo: () => 'Zulassen, wenn es synchronisieren soll.',
    },
    login: {
      yes: () => 'Der Benutzer ist nicht gesperrt.',
      no: ({ at }) => `Der Benutzer ist gesperrt seit ${at}, wegen zu vieler falscher Passwörter.`,
      todo: () => 'Das Passwort auf den Geräten berichtigen, dann den Benutzer freigeben.',
    },
    maintenance: {
      yes: () => 'Es sind keine Wartungsarbeiten.',
      no: () => 'Wartung ist eingeschaltet: Kein Gerät bekommt eine Antwort.',
      todo: () => 'Die Wartung ausschalten, wenn die Arbeit getan ist.',
    },
    'up-to-date': {
      yes: () => 'Das Gerät hat den jetzigen Stand.',
      no: ({ at }) => `Geändert ${at}; wartet auf die nächste Synchronisation des Geräts.`,
      todo: () => 'Die App auf dem Telefon öffnen oder seine Verbindung prüfen.',
    },
  },
}
