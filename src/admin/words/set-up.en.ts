export type SetUpTexts = { address: string; server: string; login: string }

/** One client: what to do, step by step, and what it can't. */
export type SetUpGuide = { title: string; steps: string[]; note?: string }

/** German has the same keys (`set-up.de.ts`). */
export const SET_UP = {
  title: 'Set up a device',
  of: (login: string) => `Set up a device of ${login}`,
  link: 'Set up a phone or a program',
  password: 'Password: that of the user, or better an app password for this device.',
  appOnly:
    'Password: an app password for this device. The password of the user does not work there.',
  noAddress: 'your e-mail address',
  qr: 'With the phone',
  qrMeans: (minutes: number) =>
    `Point the camera of the phone at this code: it opens this help there, with the profile for iPhone and iPad. It works for ${minutes} minutes and has no password in it.`,
  qrLabel: 'QR code with the link to this help',
  profile: 'Download the profile for iPhone and iPad',
  profileMeans:
    'It sets up the account without mail. Then: Settings, “Profile Downloaded”, Install, and type the password.',
  values: 'What a device may ask for',
  fields: {
    address: 'E-mail address',
    server: 'Server',
    login: 'User name',
    domain: 'Domain',
    secure: 'Secure connection (SSL)',
  },
  empty: 'leave it empty',
  yes: 'yes',
  no: 'no, only for trying it on this machine',
  over: 'This link is over or was cut off. Open the help on the computer again and take the new code.',
  guides: ({ address, server, login }: SetUpTexts): SetUpGuide[] => [
    {
      title: 'iPhone and iPad',
      steps: [
        'Settings, Apps, Calendar, Calendar Accounts, Add Account, Microsoft Exchange (before iOS 18: Settings, Calendar, Accounts).',
        `Type the e-mail address ${address} and Next, then “Configure Manually” if it is offered, and the password.`,
        `If it asks for more: server ${server}, user name ${login}, domain empty.`,
        'Leave contacts, calendars and reminders on, and mail off. Save.',
      ],
    },
    {
      title: 'Android with Gmail',
      steps: [
        'Gmail, menu, Settings, Add account, “Exchange and Office 365”.',
        `Type the e-mail address ${address} and the password.`,
        `If it asks for more: server ${server}, user name ${login}, domain empty, port 443, SSL/TLS.`,
        'Allow calendar and contacts. Switch mail off in the settings of the account.',
      ],
      note: 'Gmail shows no tasks. Since Android 11 a phone may need “Sync now” if background synchronization is off.',
    },
    {
      title: 'Samsung',
      steps: [
        'Settings, Accounts and backup, Manage accounts, Add account, Exchange (or in Samsung Email).',
        `Type the e-mail address ${address} and the password, and “Manual setup” if it does not go on.`,
        `Then: server ${server}, user name ${login}, domain empty, secure connection.`,
        'Switch calendar, contacts and reminders on, and mail off.',
      ],
      note: 'A Samsung phone shows one folder of each kind; all your folders are in it.',
    },
    {
      title: 'Classic Outlook for Windows',
      steps: [
        'Control Panel, Mail, Email Accounts, New, “Manual setup”, “Exchange ActiveSync”.',
        `E-mail address ${address}, mail server ${server}, user name ${login}, and the password.`,
        'Next, and start Outlook again.',
      ],
      note: 'The new Outlook knows no such accounts, and Microsoft mends the classic one’s no more: some versions do not send what you change in them.',
    },
    {
      title: 'Outlook for iPhone and Android',
      steps: [
        'Settings, Add account, Exchange, “Advanced settings”.',
        `E-mail address ${address}, server ${server}, user name ${login}, domain empty, and an app password.`,
      ],
      note: 'This app hands the password to Microsoft, whose servers then fetch your data. The calendar of the phone itself does without; your administrator may have shut this app out.',
    },
    {
      title: 'Thunderbird',
      steps: [
        'Add-ons: install “TbSync” and “Provider for Exchange ActiveSync”.',
        'TbSync, Account actions, Add new account, Exchange ActiveSync.',
        `Automatic: e-mail address ${address} and the password. By hand: server ${server}, user name ${login}.`,
        'Enable the account, tick the folders, Synchronize.',
      ],
      note: 'It asks at intervals, which are set in the account.',
    },
  ],
}
