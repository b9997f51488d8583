/** German has the same keys (`explain.de.ts`). */
export const EXPLAIN = {
  title: 'Why is it not on the phone?',
  item: 'Words of the title or name, or KIND:NUMBER such as appointment:12',
  user: 'User (login), empty for all who have it',
  ask: 'Look',
  noUser: 'There is no such user among yours.',
  nothing: 'No entry is called so. Looked for were titles and names in all of the tenant.',
  several: 'Several entries fit. Which one?',
  entry: 'Entry',
  at: 'When',
  noDevice: 'No device yet',
  lastSeen: (when: string) => `Last seen: ${when}`,
  yes: 'Yes:',
  no: 'No:',
  holders: 'Devices that have this entry',
  noHolders: 'No device has it.',
  version: 'In which version',
  kinds: {
    appointment: 'Appointment',
    task: 'Task',
    contact: 'Contact',
    note: 'Note',
  } as Record<string, string>,
}

export type ExplainWords = typeof EXPLAIN
