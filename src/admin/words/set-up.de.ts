import type { SET_UP } from './set-up.en.js'

export const SET_UP_DE: typeof SET_UP = {
  title: 'Gerät einrichten',
  of: (login) => `Gerät von ${login} einrichten`,
  link: 'Telefon oder Programm einrichten',
  password: 'Passwort: das des Benutzers, besser ein App-Passwort für dieses Gerät.',
  appOnly: 'Passwort: ein App-Passwort für dieses Gerät. Das des Benutzers gilt dort nicht.',
  noAddress: 'Ihre E-Mail-Adresse',
  qr: 'Mit dem Telefon',
  qrMeans: (minutes) =>
    `Richten Sie die Kamera des Telefons auf diesen Code: Er öffnet dort diese Hilfe mit dem Profil für iPhone und iPad. Er gilt ${minutes} Minuten und enthält kein Passwort.`,
  qrLabel: 'QR-Code mit dem Link zu dieser Hilfe',
  profile: 'Profil für iPhone und iPad herunterladen',
  profileMeans:
    'Es richtet das Konto ohne E-Mail ein. Danach: Einstellungen, „Profil geladen“, Installieren, und das Passwort eingeben.',
  values: 'Was ein Gerät fragen kann',
  fields: {
    address: 'E-Mail-Adresse',
    server: 'Server',
    login: 'Benutzername',
    domain: 'Domain',
    secure: 'Sichere Verbindung (SSL)',
  },
  empty: 'leer lassen',
  yes: 'ja',
  no: 'nein, nur zum Ausprobieren auf diesem Rechner',
  over: 'Dieser Link ist abgelaufen oder unvollständig. Öffnen Sie die Hilfe am Rechner neu und nehmen Sie den neuen Code.',
  guides: ({ address, server, login }) => [
    {
      title: 'iPhone und iPad',
      steps: [
        'Einstellungen, Apps, Kalender, Kalenderaccounts, Account hinzufügen, Microsoft Exchange (vor iOS 18: Einstellungen, Kalender, Accounts).',
        `Geben Sie die E-Mail-Adresse ${address} ein, dann Weiter, gegebenenfalls „Manuell konfigurieren“, und das Passwort.`,
        `Wenn mehr gefragt wird: Server ${server}, Benutzername ${login}, Domain leer.`,
        'Lassen Sie Kontakte, Kalender und Erinnerungen an und E-Mail aus. Sichern.',
      ],
    },
    {
      title: 'Android mit Gmail',
      steps: [
        'Gmail, Menü, Einstellungen, Konto hinzufügen, „Exchange und Office 365“.',
        `Geben Sie die E-Mail-Adresse ${address} und das Passwort ein.`,
        `Wenn mehr gefragt wird: Server ${server}, Benutzername ${login}, Domain leer, Port 443, SSL/TLS.`,
        'Erlauben Sie Kalender und Kontakte. Schalten Sie E-Mail in den Einstellungen des Kontos aus.',
      ],
      note: 'Gmail zeigt keine Aufgaben. Ab Android 11 braucht es „Jetzt synchronisieren“, wenn die Synchronisation im Hintergrund aus ist.',
    },
    {
      title: 'Samsung',
      steps: [
        'Einstellungen, Konten und Sicherung, Konten verwalten, Konto hinzufügen, Exchange (oder in Samsung Email).',
        `Geben Sie die E-Mail-Adresse ${address} und das Passwort ein, und „Manuelle Einrichtung“, wenn es nicht weitergeht.`,
        `Dann: Server ${server}, Benutzername ${login}, Domain leer, sichere Verbindung.`,
        'Schalten Sie Kalender, Kontakte und Erinnerungen an und E-Mail aus.',
      ],
      note: 'Ein Samsung zeigt von jeder Art einen Ordner; alle Ihre Ordner liegen darin.',
    },
    {
      title: 'Klassisches Outlook für Windows',
      steps: [
        'Systemsteuerung, Mail, E-Mail-Konten, Neu, „Manuelle Konfiguration“, „Exchange ActiveSync“.',
        `E-Mail-Adresse ${address}, E-Mail-Server ${server}, Benutzername ${login}, und das Passwort.`,
        'Weiter, und Outlook neu starten.',
      ],
      note: 'Das neue Outlook kennt solche Konten nicht, und im klassischen pflegt Microsoft sie nicht mehr: Manche Versionen senden nicht, was Sie darin ändern.',
    },
    {
      title: 'Outlook für iPhone und Android',
      steps: [
        'Einstellungen, Konto hinzufügen, Exchange, „Erweiterte Einstellungen“.',
        `E-Mail-Adresse ${address}, Server ${server}, Benutzername ${login}, Domain leer, und ein App-Passwort.`,
      ],
      note: 'Diese App gibt das Passwort an Microsoft, dessen Server dann Ihre Daten holen. Der Kalender des Telefons selbst kommt ohne das aus; Ihre Verwaltung kann diese App ausgeschlossen haben.',
    },
    {
      title: 'Thunderbird',
      steps: [
        'Add-ons: „TbSync“ und „Provider für Exchange ActiveSync“ installieren.',
        'TbSync, Konto-Aktionen, Neues Konto, Exchange ActiveSync.',
        `Automatisch: E-Mail-Adresse ${address} und das Passwort. Von Hand: Server ${server}, Benutzername ${login}.`,
        'Konto aktivieren, Ordner ankreuzen, Synchronisieren.',
      ],
      note: 'Es fragt in Abständen, die im Konto eingestellt werden.',
    },
  ],
}
