import { profileNames, profileOf, profileOfDevice } from '../../src/activesync/client-profile.js'
import { CLIENTS, type ClientProfile, GENERIC } from '../../src/activesync/client-profiles.js'
import { loadConfig } from '../../src/config.js'

/** User-Agents and DeviceTypes as these clients send them. */
test.each([
  ['Apple-iPhone17C2/2301.1', 'iPhone', 'ios'],
  ['', 'iPad', 'ios'],
  ['Outlook-iOS-Android/1.0', 'Outlook', 'outlook-mobile'],
  ['Outlook-Android/2.0', 'Outlook', 'outlook-mobile'],
  ['MSFT-WIN-3/10.0.17134', 'WindowsMail', 'windows-mail'],
  ['Outlook/16.0 (16.0.17928.20114; MSI; x64)', 'WindowsOutlook', 'outlook-windows'],
  ['Outlook/15.0 (15.0.4481.1000; MSI; x86)', 'WindowsOutlook15', 'outlook-windows'],
  ['Android-Mail/2026.06.15.release', 'Android', 'gmail'],
  ['Android/8.1.0-EAS-2.0', 'Android', 'aosp'],
  ['SAMSUNG-SM-G991B/101.130000', 'SAMSUNGSMG991B', 'samsung'],
  ['Nine-Android/4.9.0', 'Android', 'nine'],
  ['Thunderbird ActiveSync', 'Thunderbird', 'thunderbird'],
  ['RIM-Z30-STA100-5/10.3', 'BlackBerry', 'blackberry'],
  ['PyEAS/1.0', 'PyEAS', 'generic'],
  ['', '', 'generic'],
])('User-Agent "%s" with DeviceType "%s" is %s', (userAgent, deviceType, name) => {
  expect(profileOf(userAgent, deviceType).name).toBe(name)
})

test.each(['Nine9c1185a5c5e94b02', '6e696e6539633131383561'])(
  'DeviceId %s is Nine’s',
  (deviceId) => {
    expect(profileOf('', 'Android', deviceId).name).toBe('nine')
  },
)

test('whatever differs from the generic profile names its source', () => {
  for (const { profile, sources } of CLIENTS) {
    const fields = Object.keys({ ...GENERIC, ...profile }) as (keyof ClientProfile)[]
    const own = fields.filter(
      (field) =>
        field !== 'name' && JSON.stringify(profile[field]) !== JSON.stringify(GENERIC[field]),
    )
    const named = Object.keys(sources).filter((field) => field !== 'signs')
    expect([profile.name, ...named.sort()]).toEqual([profile.name, ...own.sort()])
  }
})

test('by default every client may wait as long as it asks for', () => {
  const { minSeconds, maxSeconds } = loadConfig({}).heartbeat
  for (const { profile } of CLIENTS) {
    expect(profile.heartbeat?.least ?? minSeconds).toBeGreaterThanOrEqual(minSeconds)
    expect(profile.heartbeat?.most ?? maxSeconds).toBeLessThanOrEqual(maxSeconds)
  }
})

test('only Apple’s empty pictures mean nothing', () => {
  expect(profileOf('', 'iPhone').ignoreEmptyPicture).toBe(true)
  expect(profileOf('Android-Mail/1', 'Android').ignoreEmptyPicture).toBe(false)
})

test('what real clients leave out of an appointment is gone; an unknown client keeps it', () => {
  expect(profileOf('', 'iPhone').completeChanges).toBe(true)
  expect(profileOf('Thunderbird ActiveSync', 'Thunderbird').completeChanges).toBe(true)
  expect(profileOf('PyEAS/1.0', 'PyEAS').completeChanges).toBe(false)
})

test('birthdays go to each client at the hour that it shows right', () => {
  expect(profileOf('', 'iPhone').birthdayHour).toBe(0)
  expect(profileOf('Android/8.1.0-EAS-2.0', 'Android').birthdayHour).toBe(8)
  expect(profileOf('RIM-Z30', 'BlackBerry').birthdayHour).toBe(11)
})

test('the profile that an administrator set wins, if there is one of its name', () => {
  const device = { user_agent: 'Apple-iPhone17C2/1', device_type: 'iPhone', device_id: 'a' }
  expect(profileOfDevice({ ...device, profile: 'aosp' }).name).toBe('aosp')
  expect(profileOfDevice({ ...device, profile: 'nonsense' }).name).toBe('ios')
  expect(profileOfDevice({ ...device, profile: null }).name).toBe('ios')
})

test('profiles have names of their own', () => {
  expect(new Set(profileNames).size).toBe(profileNames.length)
  expect(profileNames).toContain('generic')
})
