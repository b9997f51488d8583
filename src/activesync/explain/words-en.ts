import type { Words } from './sentences.js'

export const ENGLISH: Words = {
  locale: 'en-GB',
  kinds: { calendar: 'appointments', tasks: 'tasks', contacts: 'contacts', notes: 'notes' },
  roles: {
    owner: 'owner',
    participant: 'participant',
    responsible: 'responsible',
    editor: 'one of the editors',
    flagged: 'marked for the address list',
  },
  never: 'never',
  verdicts: {
    'on-device': 'It is on the device, as it is now.',
    'older-version': 'The device has an older version.',
    waiting: 'It is not on the device yet.',
    'not-sent': 'It is not on the device.',
    leaving: 'It is still on the device and leaves it with the next Sync.',
  },
  reasons: {
    item: {
      yes: ({ title }) => `“${title}” is in the database.`,
      no: () => 'There is no such item: it was removed from the database.',
    },
    module: {
      yes: ({ tenant }) => `Synchronization is on for the tenant ${tenant}.`,
      no: ({ tenant }) => `Synchronization is off for the whole tenant ${tenant}.`,
      todo: ({ tenant }) => `Switch it on: termingate tenant set ${tenant} --module on`,
    },
    account: {
      yes: ({ user }) => `The user ${user} is active.`,
      no: ({ user }) => `The user ${user} is deactivated.`,
      todo: () => 'Activate the user, if that is not what was meant.',
    },
    notes: {
      yes: ({ tenant }) => `Notes are on for the tenant ${tenant}.`,
      no: ({ tenant, detail }) =>
        `Notes are off for the tenant ${tenant}, or not part of version ${detail}.`,
      todo: ({ tenant }) => `Switch them on: termingate tenant set ${tenant} --notes on`,
    },
    switch: {
      yes: ({ kind, user }) => `The switch for ${kind} is on for ${user}.`,
      no: ({ kind, user }) => `The switch for ${kind} is off for ${user}.`,
      todo: ({ kind }) => `Switch ${kind} on in the user's settings.`,
    },
    assigned: {
      yes: ({ user, role }) => `${user} has it as ${role}.`,
      no: ({ user, kind }) =>
        kind === 'contacts'
          ? `It is not marked for the address list of ${user}.`
          : `${user} neither owns it nor takes part in it.`,
      todo: ({ kind }) =>
        kind === 'contacts'
          ? 'Mark the contact for this user in the application.'
          : 'Assign it to this user in the application.',
    },
    cancelled: {
      yes: () => 'It is not cancelled.',
      no: () => 'It is cancelled. A delete on a phone does that, too.',
      todo: () => 'If a phone did it by mistake: termingate undo brings it back.',
    },
    done: {
      yes: () => 'It is not hidden as done.',
      no: () => 'It is done, and done tasks leave the phone here.',
      todo: () => 'Reopen the task if it is needed.',
    },
    device: {
      yes: ({ device, at }) => `The device ${device} was last seen ${at}.`,
      no: ({ user }) => `${user} has no such device: none has logged in yet.`,
      todo: () => 'Add the account on the phone. The sign-in log shows what it tried.',
    },
    'folder-listed': {
      yes: () => 'The device knows the present list of folders.',
      no: ({ at }) => `The folders changed, and the device has not asked for them since ${at}.`,
      todo: () => 'Open the app on the phone; it asks by itself.',
    },
    'folder-synced': {
      yes: ({ detail }) => `The device synchronizes the folder “${detail}”.`,
      no: ({ detail, kind }) => `The device never synchronized the folder “${detail}” (${kind}).`,
      todo: ({ kind }) => `Switch ${kind} on in the phone's settings of this account.`,
    },
    'window-past': {
      yes: () => 'It is not too old.',
      no: ({ at }) => `It is too old: appointments are sent that end after ${at}.`,
    },
    'window-future': {
      yes: () => 'It lies in the time that is sent to phones.',
      no: ({ at }) => `It is too far ahead, and comes by itself on ${at}.`,
    },
    filter: {
      yes: () => 'The phone asks for this time.',
      no: ({ at }) => `The phone is set to a shorter time: it asks for what ends after ${at}.`,
      todo: () => "Choose a longer time in the phone's settings of this account.",
    },
    limit: {
      yes: ({ rank, limit }) => `It is number ${rank} of the ${limit} nearest appointments.`,
      no: ({ rank, limit }) =>
        `It is number ${rank} by nearness, and the ${limit} nearest are sent.`,
    },
    'set-aside': {
      yes: () => 'It can be written in the form that phones read.',
      no: ({ detail }) => `It was set aside for this device: ${detail}`,
      todo: () => 'Correct the item, or offer it again with termingate problems retry.',
    },
    'device-allowed': {
      yes: () => 'The device is allowed.',
      no: ({ status }) => `The device is ${status}.`,
      todo: () => 'Allow it, if it should synchronize.',
    },
    login: {
      yes: () => 'The user is not locked.',
      no: ({ at }) => `The user is locked since ${at}, after too many wrong passwords.`,
      todo: () => 'Correct the password on the devices, then unlock the user.',
    },
    maintenance: {
      yes: () => 'No maintenance is under way.',
      no: () => 'Maintenance is switched on: no device is answered.',
      todo: () => 'Switch maintenance off when the work is done.',
    },
    'up-to-date': {
      yes: () => 'The device has the present version.',
      no: ({ at }) => `Changed ${at}; it waits for the device's next Sync.`,
      todo: () => 'Open the app on the phone, or check its connection.',
    },
  },
}
