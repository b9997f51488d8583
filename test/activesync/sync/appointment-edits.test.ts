import { element, type Tag } from '../../../src/activesync/wbxml/element.js'
import {
  at,
  body,
  categories,
  MONDAY,
  newScene,
  noteOf,
  type Scene,
  shown,
  VERSIONS,
  withElements,
} from './appointment-office.js'
import { appointmentData, onlyItem } from './support.js'

let scene: Scene
beforeEach(async () => {
  scene = await newScene()
})

const TUESDAY = new Date('2027-03-16T09:00:00Z')

function placeElement(version: string, text: string) {
  return Number(version) < 16
    ? element('Calendar:Location', text)
    : element('AirSyncBase:Location', [element('AirSyncBase:DisplayName', text)])
}

describe.each(VERSIONS)('from a phone of %s', (version) => {
  test('R-ONO-121 subject, note, start, end, place, privacy and kind are written back', async () => {
    await scene.appointment({ title: 'Alt', type: 'Besichtigung', location: 'Alt', note: 'Alt' })
    const phone = await scene.phoneOf(version)
    const edited = withElements(
      shown(phone),
      element('Calendar:Subject', 'Neu'),
      element('Calendar:StartTime', '20270316T130000Z'),
      element('Calendar:EndTime', '20270316T144500Z'),
      placeElement(version, 'Hafen'),
      body('Zeile 1\r\nZeile 2'),
      element('Calendar:Sensitivity', '2'),
      categories('Rot', 'Beratung', 'Urlaub'),
    )
    await phone.change('Calendar', onlyItem(phone, 'Calendar'), edited)
    expect(await scene.stored()).toMatchObject({
      title: 'Neu',
      starts_at: new Date('2027-03-16T13:00:00Z'),
      ends_at: new Date('2027-03-16T14:45:00Z'),
      time_zone: 'Europe/Berlin',
      location: 'Hafen',
      note: 'Zeile 1\nZeile 2',
      privacy: 'private',
      type: 'Beratung',
      all_day: false,
    })
  })

  test('R-ONO-121 a timed appointment becomes an all-day one and the other way round', async () => {
    await scene.appointment()
    const phone = await scene.phoneOf(version)
    const id = onlyItem(phone, 'Calendar')
    const old = Number(version) < 16
    await phone.edit('Calendar', id, {
      'Calendar:AllDayEvent': '1',
      'Calendar:StartTime': old ? '20270315T230000Z' : '20270316T000000Z',
      'Calendar:EndTime': old ? '20270317T230000Z' : '20270318T000000Z',
    })
    const dates = { start_date: '2027-03-16', end_date: '2027-03-18' }
    expect(await scene.stored()).toMatchObject({ all_day: true, ...dates })
    await phone.edit('Calendar', id, {
      'Calendar:AllDayEvent': '0',
      'Calendar:StartTime': '20270316T130000Z',
      'Calendar:EndTime': '20270316T140000Z',
    })
    expect(await scene.stored()).toMatchObject({
      all_day: false,
      starts_at: new Date('2027-03-16T13:00:00Z'),
      ends_at: new Date('2027-03-16T14:00:00Z'),
    })
  })

  test('R-ONO-121 no known category leaves the kind alone', async () => {
    await scene.appointment({ type: 'Besichtigung' })
    const phone = await scene.phoneOf(version)
    const id = onlyItem(phone, 'Calendar')
    await phone.change('Calendar', id, withElements(shown(phone), categories('Rot')))
    expect(await scene.stored()).toMatchObject({ type: 'Besichtigung' })
  })

  test('R-ONO-127 a new appointment belongs to the user and is planned', async () => {
    const phone = await scene.phoneOf(version)
    await phone.add('Calendar', appointmentData('Neu', TUESDAY))
    expect(await scene.stored()).toMatchObject({
      owner_id: scene.account.id,
      status: 'planned',
      type: null,
      time_zone: 'Europe/Berlin',
    })
    expect(await scene.participants()).toEqual([])
  })

  test('R-ONO-120 a delete cancels the appointment, keeps its row and takes it from every phone', async () => {
    await scene.appointment({ title: 'Bleibt', note: 'Notiz' })
    const [phone, other] = [await scene.phoneOf(version), await scene.phoneOf('16.1')]
    const id = onlyItem(phone, 'Calendar')
    await phone.remove('Calendar', id)
    expect(await scene.stored()).toMatchObject({
      status: 'cancelled',
      title: 'Bleibt',
      note: 'Notiz',
    })
    expect((await other.sync('Calendar')).delete).toEqual([id])
    expect((await phone.sync('Calendar')).pages).toBe(0)
  })
})

describe('reminders', () => {
  const DAY = 1440

  test.each([
    ['53 minutes are an hour', 53, 60],
    ['11 days are 2 weeks', 11 * DAY, 14 * DAY],
    ['nothing is between 53 minutes and an hour', 54, 60],
    ['a minute is five', 1, 5],
    ['at the start stays', 0, 0],
    ['an hour and a minute are two hours', 61, 120],
    ['a week and a minute are two weeks', 7 * DAY + 1, 14 * DAY],
    ['two weeks stay', 14 * DAY, 14 * DAY],
    ['more than two weeks are two weeks', 40 * DAY, 14 * DAY],
  ])('R-ONO-123 %s', async (_, told, stored) => {
    const phone = await scene.phoneOf('14.1')
    const data = appointmentData('Neu', TUESDAY, { 'Calendar:Reminder': String(told) })
    await phone.add('Calendar', data)
    expect(await scene.stored()).toMatchObject({ reminder_minutes: stored })
    const { change } = await phone.sync('Calendar')
    expect(change).toHaveLength(told === stored ? 0 : 1)
    expect(at(shown(phone), 'Calendar:Reminder')).toBe(String(stored))
  })

  test('R-ONO-123 the table is the tenant’s', async () => {
    await scene.rules({ reminderSteps: [10, 20, 90] })
    const phone = await scene.phoneOf('16.1')
    await phone.add('Calendar', appointmentData('Neu', TUESDAY, { 'Calendar:Reminder': '53' }))
    expect(await scene.stored()).toMatchObject({ reminder_minutes: 90 })
  })

  test.each(VERSIONS)('R-ONO-123 none stays none, from a phone of %s', async (version) => {
    const phone = await scene.phoneOf(version)
    const id = await phone.add('Calendar', appointmentData('Neu', TUESDAY))
    expect(await scene.stored()).toMatchObject({ reminder_minutes: null })
    await phone.edit('Calendar', id, { 'Calendar:Subject': 'Anders' })
    expect(await scene.stored()).toMatchObject({ reminder_minutes: null })
  })

  test('R-ONO-123 another value of the application’s is not rounded by an edit of something else', async () => {
    await scene.appointment({ reminder_minutes: 53 })
    const phone = await scene.phoneOf('14.1')
    await phone.edit('Calendar', onlyItem(phone, 'Calendar'), { 'Calendar:Subject': 'Neu' })
    expect(await scene.stored()).toMatchObject({ title: 'Neu', reminder_minutes: 53 })
  })
})

describe('estates in the note', () => {
  const BLOCK = '--- Verknüpft ---\r\nImmobilie: Villa am Hang, Hangweg 1\r\n--- · ---'

  beforeEach(async () => {
    const appointment_id = await scene.appointment({ note: 'Schlüssel' })
    await scene.tenant.insert('appointment_property', { appointment_id, property_id: scene.villa })
  })
  const links = () =>
    scene.tenant.sql('select property_id from appointment_property where tenant_id = $1', [
      scene.tenant.id,
    ])

  test.each(VERSIONS)(
    'R-ONO-116 they are a marked block at its end, on a phone of %s',
    async (version) => {
      expect(noteOf(shown(await scene.phoneOf(version)))).toBe(`Schlüssel\r\n\r\n${BLOCK}`)
    },
  )

  test.each(VERSIONS.flatMap((version) => ['\r\n', '\n', '\r'].map((end) => ({ version, end }))))(
    'R-ONO-126 ten edits pile nothing up, at $version with lines that end in $end',
    async ({ version, end }) => {
      const phone = await scene.phoneOf(version)
      const id = onlyItem(phone, 'Calendar')
      for (let edit = 1; edit <= 10; edit++) {
        const note = (noteOf(shown(phone)) ?? '').replace(/\r\n/g, end)
        await phone.change('Calendar', id, withElements(shown(phone), body(`${edit % 10}${note}`)))
        await phone.sync('Calendar')
      }
      expect(await scene.stored()).toMatchObject({ note: '0987654321Schlüssel' })
      const fresh = await scene.phoneOf(version)
      expect(noteOf(shown(fresh))).toBe(`0987654321Schlüssel\r\n\r\n${BLOCK}`)
    },
  )

  test.each([
    ['editing the block', (note: string) => note.replace('Villa am Hang', 'Haus am See')],
    ['emptying it', (note: string) => note.replace(/Immobilie: .*\r\n/, '')],
    ['taking it away', () => 'Schlüssel'],
    ['taking away its first line', (note: string) => note.replace('--- Verknüpft ---\r\n', '')],
    ['adding an estate', (note: string) => note.replace('--- ·', 'Immobilie: Schloss\r\n--- ·')],
  ])('R-ONO-126 %s changes neither links nor note', async (_, edit) => {
    const phone = await scene.phoneOf('16.1')
    const before = await links()
    const text = edit(noteOf(shown(phone)) ?? '')
    const id = onlyItem(phone, 'Calendar')
    await phone.change('Calendar', id, withElements(shown(phone), body(text)))
    expect(await scene.stored()).toMatchObject({ note: 'Schlüssel' })
    expect(await links()).toEqual(before)
    expect(noteOf(shown(await scene.phoneOf('16.1')))).toBe(`Schlüssel\r\n\r\n${BLOCK}`)
  })
})

test('R-ONO-121 what a phone cannot say of an appointment stays as it is', async () => {
  await scene.appointment({ status: 'tentative', uid: 'uid-of-ours', show_as: 'elsewhere' })
  const phone = await scene.phoneOf('16.1')
  const texts: Partial<Record<Tag, string>> = { 'Calendar:Subject': 'Neu', 'Calendar:UID': 'other' }
  await phone.edit('Calendar', onlyItem(phone, 'Calendar'), texts)
  expect(await scene.stored()).toMatchObject({
    status: 'tentative',
    uid: 'uid-of-ours',
    show_as: 'elsewhere',
    owner_id: scene.account.id,
    starts_at: new Date(String(MONDAY.starts_at)),
  })
})
