/** A client's quirks as data: what it needs differently from the others. */
export type ClientProfile = {
  name: string
  /** Hour (UTC) at which a birthday is sent so that this client shows the right day. */
  birthdayHour: number
  /** Hour (UTC) at which it tells one, where that is another. */
  birthdayReadHour?: number
  /** Sends an empty Picture with every edit of a contact; it means nothing. */
  ignoreEmptyPicture: boolean
  /** Takes any policy element for a demand of the administrator: gets an empty document. */
  emptyPolicy: boolean
  /** Up to 14.1 its Changes are complete: no Reminder or Recurrence means that there is none. */
  completeChanges: boolean
}

type Row = {
  profile: ClientProfile
  userAgent?: RegExp
  deviceType?: RegExp
}

const generic: ClientProfile = {
  name: 'generic',
  birthdayHour: 0,
  ignoreEmptyPicture: false,
  emptyPolicy: false,
  completeChanges: false,
}

/** What is known of real clients: each sends an appointment as a whole. */
const known: ClientProfile = { ...generic, completeChanges: true }

/**
 * The first row that fits by User-Agent or DeviceType counts. Sources: field-guide 1.3 (names),
 * 1.5 (policies), 3.1 and 3.4 (complete Changes), 3.5 (birthdays and pictures).
 */
const PROFILES: readonly Row[] = [
  {
    // Before iOS and Android: Microsoft's app names both in its User-Agent.
    profile: { ...known, name: 'outlook-mobile' },
    userAgent: /^Outlook-iOS-Android/,
    deviceType: /^Outlook$/,
  },
  {
    profile: { ...known, name: 'ios', ignoreEmptyPicture: true },
    userAgent: /^Apple-(iPhone|iPad|iPod)/,
    deviceType: /^(iPhone|iPad|iPod)$/,
  },
  {
    profile: { ...known, name: 'mac', ignoreEmptyPicture: true },
    userAgent: /^(Mac OS X|macOS)/i,
    deviceType: /^Mac$/,
  },
  {
    profile: { ...known, name: 'outlook-windows' },
    userAgent: /^Outlook\/1[56]\./,
    deviceType: /^(WindowsOutlook|MicrosoftOutlook)/,
  },
  {
    profile: { ...known, name: 'thunderbird' },
    userAgent: /Thunderbird|TbSync/,
    deviceType: /^Thunderbird/,
  },
  { profile: { ...known, name: 'nine', emptyPolicy: true }, userAgent: /^Nine[-/]/ },
  {
    profile: { ...known, name: 'samsung', emptyPolicy: true },
    userAgent: /^SAMSUNG/i,
    deviceType: /^SAMSUNG/i,
  },
  {
    profile: { ...known, name: 'gmail', birthdayReadHour: 12, emptyPolicy: true },
    userAgent: /^(Android-Mail|Gmail)/,
  },
  {
    // Android's own client up to version 10: shifts a birthday that is sent at midnight.
    profile: { ...known, name: 'aosp', birthdayHour: 8, emptyPolicy: true },
    userAgent: /^Android\/[\w.]+-EAS/,
  },
  {
    profile: { ...known, name: 'blackberry', birthdayHour: 11 },
    userAgent: /^(RIM|BlackBerry|BB10)/,
    deviceType: /^(BlackBerry|BB10)/,
  },
]

const byName = new Map<string, ClientProfile>(
  [generic, ...PROFILES.map((row) => row.profile)].map((profile) => [profile.name, profile]),
)

/** The profile of a client by its User-Agent and DeviceType; the generic one if none fits. */
export function profileOf(userAgent: string, deviceType: string): ClientProfile {
  const row = PROFILES.find(
    (candidate) => candidate.userAgent?.test(userAgent) || candidate.deviceType?.test(deviceType),
  )
  return row?.profile ?? generic
}

/** A device's profile: the one an administrator set for it, else by what it says of itself. */
export function profileOfDevice(device: {
  profile: string | null
  user_agent: string
  device_type: string
}): ClientProfile {
  const chosen = device.profile === null ? undefined : byName.get(device.profile)
  return chosen ?? profileOf(device.user_agent, device.device_type)
}

/** Names that an administrator can set for a device. */
export const profileNames: readonly string[] = [...byName.keys()]
