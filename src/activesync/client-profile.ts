/** A client's quirks as data: what it needs differently from the others. */
export type ClientProfile = {
  name: string
  /** Hour (UTC) at which a birthday is sent so that this client shows the right day. */
  birthdayHour: number
  /** Sends an empty Picture with every edit of a contact; it means nothing. */
  ignoreEmptyPicture: boolean
  /** Takes any policy element for a demand of the administrator: gets an empty document. */
  emptyPolicy: boolean
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
}

/**
 * The first row that fits by User-Agent or DeviceType counts. Sources: field-guide 1.3 (names),
 * 1.5 (policies), 3.5 (birthdays and pictures).
 */
const PROFILES: readonly Row[] = [
  {
    // Before iOS and Android: Microsoft's app names both in its User-Agent.
    profile: { ...generic, name: 'outlook-mobile' },
    userAgent: /^Outlook-iOS-Android/,
    deviceType: /^Outlook$/,
  },
  {
    profile: { ...generic, name: 'ios', ignoreEmptyPicture: true },
    userAgent: /^Apple-(iPhone|iPad|iPod)/,
    deviceType: /^(iPhone|iPad|iPod)$/,
  },
  {
    profile: { ...generic, name: 'mac', ignoreEmptyPicture: true },
    userAgent: /^(Mac OS X|macOS)/i,
    deviceType: /^Mac$/,
  },
  {
    profile: { ...generic, name: 'outlook-windows' },
    userAgent: /^Outlook\/1[56]\./,
    deviceType: /^(WindowsOutlook|MicrosoftOutlook)/,
  },
  {
    profile: { ...generic, name: 'thunderbird' },
    userAgent: /Thunderbird|TbSync/,
    deviceType: /^Thunderbird/,
  },
  { profile: { ...generic, name: 'nine', emptyPolicy: true }, userAgent: /^Nine[-/]/ },
  {
    profile: { ...generic, name: 'samsung', emptyPolicy: true },
    userAgent: /^SAMSUNG/i,
    deviceType: /^SAMSUNG/i,
  },
  {
    profile: { ...generic, name: 'gmail', emptyPolicy: true },
    userAgent: /^(Android-Mail|Gmail)/,
  },
  {
    // Android's own client up to version 10: shifts a birthday that is sent at midnight.
    profile: { ...generic, name: 'aosp', birthdayHour: 8, emptyPolicy: true },
    userAgent: /^Android\/[\w.]+-EAS/,
  },
  {
    profile: { ...generic, name: 'blackberry', birthdayHour: 11 },
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
