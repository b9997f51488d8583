/** German has the same keys (`app-passwords.de.ts`). */
export const APP_PASSWORDS = {
  title: 'App passwords',
  meaning:
    'One password for each device, in place of your own: it opens the synchronization only, and can be taken back without the other devices noticing.',
  allowed: 'Devices may use the password of the user or an app password.',
  appOnly:
    'Devices of this user need an app password: the password of the user does not work there.',
  none: 'There is no app password.',
  name: 'Device',
  made: 'Made',
  used: 'Last used',
  devices: 'Used by',
  several: 'by several devices: revoking stops them all',
  revoke: 'Revoke',
  revokeOf: (name: string) => `Revoke the app password ${name}`,
  revokeAll: 'Revoke all',
  revoked: (name: string) => `The app password ${name} is revoked. Devices with it stop at once.`,
  allRevoked: (count: number) =>
    `${count} app passwords are revoked. Devices with them stop at once.`,
  gone: 'This app password was revoked before.',
  newName: 'For which device? Such as “Phone” or “iPad in the office”',
  create: 'Make an app password',
  ready: (name: string) => `App password for ${name}`,
  shownOnce: 'It is shown only now. Type it on this one device in place of the password.',
  anyCase: 'Dashes, spaces and capital letters make no difference.',
  goOn: 'Done, I have typed it',
  refused: {
    name: 'Give the app password a name of 1 to 60 characters.',
    taken: 'There is an app password of this name already. Choose another one, or revoke it.',
    many: 'There are 30 app passwords, the most there can be. Revoke one first.',
  },
  rule: 'Passwords on devices',
  rules: {
    tenant: 'as the tenant has it',
    allowed: 'the password of the user, or app passwords',
    'app-only': 'app passwords only',
  },
  ruleSaved: 'Saved. Devices with a password that is not allowed any more stop at once.',
  stay: 'App passwords are not changed by this.',
  alsoRevoke: 'Revoke all app passwords, too',
}
