import { COLLECTION_KINDS, type CollectionKind } from '../store/model.js'
import type { ProtocolVersion } from './protocol-version.js'

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
  /** Highest version to offer it, where a later one goes wrong with it; null = no such version. */
  versionCeiling: ProtocolVersion | null
  /** Can't provision: an enforced policy does not keep it out. */
  neverProvisions: boolean
  /** Most items that one answer brings it, whatever window it asks for; null = its window. */
  mostItems: number | null
  /** Comes with another DeviceId at each start: those it left behind are soon forgotten. */
  newDeviceIdAtStart: boolean
  /** Of these kinds it shows one folder only: what lies in others comes in the default one, too. */
  mergedKinds: readonly CollectionKind[]
  /** Intervals in seconds that it is known to ask for in a Ping; null = not known. */
  heartbeat: { least: number | null; most: number } | null
}

/** A client: how it is recognized (one sign is enough), its profile, and how that is known. */
export type Client = {
  profile: ClientProfile
  /** As people call it. */
  title: string
  signs: { userAgent?: RegExp; deviceType?: RegExp; deviceId?: RegExp }
  /** Section of the field guide for the signs and for whatever differs from the generic profile. */
  sources: { signs: string } & Partial<Record<keyof ClientProfile, string>>
  /** What else it does that the gateway answers rightly for everybody, with the section. */
  habits: readonly (readonly [habit: string, source: string])[]
}

export const GENERIC: ClientProfile = {
  name: 'generic',
  birthdayHour: 0,
  ignoreEmptyPicture: false,
  emptyPolicy: false,
  completeChanges: false,
  versionCeiling: null,
  neverProvisions: false,
  mostItems: null,
  newDeviceIdAtStart: false,
  mergedKinds: [],
  heartbeat: null,
}

/** What is known of real clients: each sends an appointment as a whole. */
const KNOWN: ClientProfile = { ...GENERIC, completeChanges: true }
const WHOLE = { completeChanges: '3.1, 3.4' }

/** Google's engine and its ancestor: 30 seconds without a byte, and a window of 10. */
const ANDROID_HEARTBEAT = { least: 480, most: 1_680 }

/** In this order: the first client of which one sign fits counts. */
export const CLIENTS: readonly Client[] = [
  {
    // Before iOS and Android: Microsoft's app names them in its User-Agent.
    profile: { ...KNOWN, name: 'outlook-mobile' },
    title: 'Outlook for iOS and Android',
    signs: { userAgent: /^Outlook-(iOS|Android)/, deviceType: /^Outlook$/ },
    sources: { signs: '5', ...WHOLE },
    habits: [["comes from Microsoft's addresses, for all users", '5']],
  },
  {
    profile: {
      ...{ ...KNOWN, name: 'ios', ignoreEmptyPicture: true },
      heartbeat: { least: null, most: 3_540 },
    },
    title: 'iPhone, iPad, iPod',
    signs: { userAgent: /^Apple-(iPhone|iPad|iPod)/, deviceType: /^(iPhone|iPad|iPod)$/ },
    sources: { signs: '1.3', ...WHOLE, ignoreEmptyPicture: '3.5', heartbeat: '2.3' },
    habits: [
      ['asks for Settings, Oof among them, while an account is set up', '1.3, 3.7'],
      ['ClientUid of 32 digits and a NUL', '3.1'],
      ['throws its data away after several answers of HTTP 500', '2.5'],
    ],
  },
  {
    profile: { ...KNOWN, name: 'mac', ignoreEmptyPicture: true },
    title: 'macOS',
    signs: { userAgent: /^(Mac OS X|macOS)/i, deviceType: /^Mac$/ },
    sources: { signs: '1.3', ...WHOLE, ignoreEmptyPicture: '3.5' },
    habits: [
      [
        'its own accounts speak Exchange Web Services only and find nothing here',
        'mailcow/mailcow-dockerized#868',
      ],
    ],
  },
  {
    profile: {
      ...{ ...KNOWN, name: 'outlook-windows', neverProvisions: true },
      ...{ newDeviceIdAtStart: true, mergedKinds: ['contacts'] },
    },
    title: 'Outlook 2013 to 365 for Windows',
    signs: { userAgent: /^Outlook\/1[56]\./, deviceType: /^(WindowsOutlook|MicrosoftOutlook)/ },
    sources: {
      ...{ signs: '1.3', ...WHOLE, neverProvisions: '1.3' },
      ...{ newDeviceIdAtStart: '2.5', mergedKinds: '2.1' },
    },
    habits: [
      ['login in ISO-8859-1', '1.3'],
      ['window of 512', '2.2'],
      ['adds a reminder of 15 minutes where there is none', '3.1'],
    ],
  },
  {
    profile: { ...KNOWN, name: 'windows-mail' },
    title: 'Mail and Calendar of Windows 10',
    signs: { userAgent: /^MSFT-WIN-/, deviceType: /^WindowsMail$/ },
    sources: { signs: '7', ...WHOLE },
    habits: [['leaves the time zone out', '3.2']],
  },
  {
    profile: { ...GENERIC, name: 'connectivity-test', neverProvisions: true },
    title: "Microsoft's test of a server's reachability",
    signs: { deviceType: /^TestActiveSyncConnectivity$/ },
    sources: { signs: '1.3', neverProvisions: '1.3' },
    habits: [],
  },
  {
    profile: { ...KNOWN, name: 'thunderbird' },
    title: 'Thunderbird with TbSync, both generations',
    signs: { userAgent: /Thunderbird|TbSync/, deviceType: /^(Thunderbird|EasTbSync)/ },
    sources: { signs: '1.3', ...WHOLE },
    habits: [
      ['asks from time to time, without Ping', '1.3'],
      ['tries four addresses at once with one password', '1.4'],
    ],
  },
  {
    profile: { ...KNOWN, name: 'nine', emptyPolicy: true },
    title: 'Nine',
    signs: { userAgent: /^Nine[-/]/, deviceId: /^(nine|6e696e65|4e696e65)/i },
    sources: { signs: '1.3', ...WHOLE, emptyPolicy: '1.5' },
    habits: [['query in base64', '1.3']],
  },
  {
    profile: {
      ...{ ...KNOWN, name: 'samsung', emptyPolicy: true },
      mergedKinds: COLLECTION_KINDS,
    },
    title: "Samsung's own",
    signs: { userAgent: /^SAMSUNG/i, deviceType: /^SAMSUNG/i },
    sources: { signs: '1.3', ...WHOLE, emptyPolicy: '1.5', mergedKinds: '2.1' },
    habits: [['commands as `_Sync`', '1.3']],
  },
  {
    profile: {
      ...{ ...KNOWN, name: 'gmail', birthdayReadHour: 12, emptyPolicy: true },
      ...{ mostItems: 10, heartbeat: ANDROID_HEARTBEAT },
    },
    title: 'Gmail',
    signs: { userAgent: /^(Android-Mail|Gmail)/ },
    sources: {
      ...{ signs: '2.1', ...WHOLE, birthdayReadHour: '3.5', emptyPolicy: '1.5' },
      ...{ mostItems: '2.4', heartbeat: '2.3' },
    },
    habits: [
      ['FolderSync with key 0 at ordinary refreshes', '2.5'],
      ['sets no account up without all five mail folders', '1.1'],
      ['gives up after 30 seconds without a byte', '2.4'],
    ],
  },
  {
    // Android's own client up to version 10: shifts a birthday that is sent at midnight.
    profile: {
      ...{ ...KNOWN, name: 'aosp', birthdayHour: 8, emptyPolicy: true },
      ...{ mostItems: 10, heartbeat: ANDROID_HEARTBEAT },
    },
    title: "Android's own, up to 10",
    signs: { userAgent: /^Android\/[\w.]+-EAS/ },
    sources: {
      ...{ signs: '1.3', ...WHOLE, birthdayHour: '3.5', emptyPolicy: '1.5' },
      ...{ mostItems: '2.2, 2.4', heartbeat: '2.3' },
    },
    habits: [
      ['needs both headers of OPTIONS, without blanks', '1.3'],
      ['sends a Ping without policy key, for the Inbox too', '1.1, 1.5'],
    ],
  },
  {
    profile: { ...KNOWN, name: 'blackberry', birthdayHour: 11 },
    title: 'BlackBerry 10',
    signs: { userAgent: /^(RIM|BlackBerry|BB10)/, deviceType: /^(BlackBerry|BB10)/ },
    sources: { signs: '3.5', ...WHOLE, birthdayHour: '3.5' },
    habits: [['asks for folders for ever without a mail folder', '1.1']],
  },
]
