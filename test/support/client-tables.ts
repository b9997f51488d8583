import {
  CLIENTS,
  type Client,
  type ClientProfile,
  GENERIC,
} from '../../src/activesync/client-profiles.js'

/** The tables of clients in docs/protocol-support.md, from the profiles' own rows. */
export function clientTables(): string {
  return [SIGNS, ...CLIENTS.map(signsOf), ...[SIGNS_OF_GENERIC, '', QUIRKS], ...quirks()].join('\n')
}

const SIGNS =
  '| profile | client | User-Agent | DeviceType | DeviceId | source |\n|---|---|---|---|---|---|'
const SIGNS_OF_GENERIC = '| generic | every other | | | | |'
const QUIRKS =
  '| profile | differs in | source |\n|---|---|---|\n' +
  '| generic | birthday at 00:00 UTC, an empty picture deletes, what a Change leaves out stays | |'

function signsOf({ profile, title, signs, sources }: Client): string {
  const { userAgent, deviceType, deviceId } = signs
  const cells = [userAgent, deviceType, deviceId].map((sign) => (sign ? patternOf(sign) : ''))
  return rowOf([profile.name, title, ...cells, sources.signs])
}

function patternOf(sign: RegExp): string {
  const text = sign.source.replaceAll('\\/', '/').replaceAll('|', '\\|')
  return `\`${text}\`${sign.flags.includes('i') ? ', any case' : ''}`
}

function quirks(): string[] {
  return CLIENTS.flatMap(({ profile, sources, habits }) => [
    ...Object.entries(WORDS).flatMap(([field, words]) => {
      const key = field as keyof ClientProfile
      const differs = JSON.stringify(profile[key]) !== JSON.stringify(GENERIC[key])
      return differs ? [rowOf([profile.name, words(profile), sources[key] ?? ''])] : []
    }),
    ...habits.map(([habit, source]) => rowOf([profile.name, `(${habit})`, source])),
  ])
}

const WORDS: Record<Exclude<keyof ClientProfile, 'name'>, (profile: ClientProfile) => string> = {
  completeChanges: () => 'up to 14.1 a Change without Reminder or Recurrence removes them',
  birthdayHour: ({ birthdayHour }) => `birthday sent at ${hour(birthdayHour)}`,
  birthdayReadHour: ({ birthdayReadHour = 0 }) => `birthday read at ${hour(birthdayReadHour)}`,
  ignoreEmptyPicture: () => 'an empty picture means nothing',
  emptyPolicy: () => 'an empty policy, unless one is enforced',
  versionCeiling: ({ versionCeiling }) => `no version above ${versionCeiling}`,
  neverProvisions: () => 'an enforced policy does not keep it out',
  mostItems: ({ mostItems }) => `at most ${mostItems} items in one answer`,
  newDeviceIdAtStart: () =>
    'devices that it left behind 15 days ago are forgotten at its next start',
  mergedKinds: ({ mergedKinds }) => `shows one folder only of: ${mergedKinds.join(', ')}`,
  heartbeat: ({ heartbeat }) => `Ping of ${heartbeat?.least ?? 'up'} to ${heartbeat?.most} seconds`,
}

const hour = (of: number) => `${String(of).padStart(2, '0')}:00 UTC`
const rowOf = (cells: readonly string[]) =>
  ['', ...cells, '']
    .join(' | ')
    .trim()
    .replace(/\|\s+(?=\|)/g, '| ')
