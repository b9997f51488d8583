import { element } from '../../../src/activesync/wbxml/element.js'
import { applicationData, type Phone } from '../../support/phone.js'
import { newScene, type Scene } from './appointment-office.js'

let scene: Scene
beforeEach(async () => {
  scene = await newScene()
})

/**
 * A day, and when it begins and ends there (UTC, from the zones' own laws): from UTC-11 to UTC+14, days
 * of 23 and 25 hours, and days that begin at one o'clock.
 */
const DAYS: [zone: string, day: string, start: string, end: string][] = [
  ['Pacific/Pago_Pago', '20270401', '20270401T110000Z', '20270402T110000Z'],
  ['Pacific/Honolulu', '20270401', '20270401T100000Z', '20270402T100000Z'],
  ['America/St_Johns', '20270401', '20270401T023000Z', '20270402T023000Z'],
  ['America/New_York', '20270314', '20270314T050000Z', '20270315T040000Z'],
  ['America/Havana', '20270314', '20270314T050000Z', '20270315T040000Z'],
  ['Atlantic/Azores', '20270328', '20270328T010000Z', '20270329T000000Z'],
  ['Europe/London', '20270328', '20270328T000000Z', '20270328T230000Z'],
  ['Europe/Berlin', '20270328', '20270327T230000Z', '20270328T220000Z'],
  ['Africa/Cairo', '20270430', '20270429T220000Z', '20270430T210000Z'],
  ['Asia/Kathmandu', '20270401', '20270331T181500Z', '20270401T181500Z'],
  ['Australia/Lord_Howe', '20270404', '20270403T130000Z', '20270404T133000Z'],
  ['Pacific/Auckland', '20270404', '20270403T110000Z', '20270404T120000Z'],
  ['Pacific/Chatham', '20270404', '20270403T101500Z', '20270404T111500Z'],
  ['Pacific/Kiritimati', '20270401', '20270331T100000Z', '20270401T100000Z'],
]

const dashed = (digits: string) => digits.replace(/(\d{4})(\d\d)(\d\d)/, '$1-$2-$3')

function allDay(start: string, end: string) {
  return applicationData(
    element('Calendar:AllDayEvent', '1'),
    element('Calendar:StartTime', start),
    element('Calendar:Subject', 'Messe'),
    element('Calendar:EndTime', end),
  )
}

const times = (phone: Phone) => [
  ...phone.list('Calendar', 'Calendar:StartTime'),
  ...phone.list('Calendar', 'Calendar:EndTime'),
]

test.each(DAYS)(
  'R-ONO-110 R-ONO-121 in %s the day %s is the same on all phones',
  async (zone, day, start, end) => {
    await scene.tenant.sql('update account set time_zone = $2 where id = $1', [
      scene.account.id,
      zone,
    ])
    const next = new Date(Date.parse(dashed(day)) + 86_400_000).toISOString().slice(0, 10)
    const digits = [`${day}T000000Z`, `${next.replaceAll('-', '')}T000000Z`] as const
    const [old, recent] = [await scene.phoneOf('14.1'), await scene.phoneOf('16.1')]
    const written = [
      [old, start, end],
      [old, ...digits],
      [recent, ...digits],
      [recent, start, end],
    ] as const
    for (const [phone, from, to] of written) {
      const id = await phone.add('Calendar', allDay(from, to))
      expect(await scene.stored()).toMatchObject({
        all_day: true,
        start_date: dashed(day),
        end_date: next,
      })
      const other = phone === old ? recent : old
      await other.sync('Calendar')
      expect(times(other)).toEqual(other === old ? [start, end] : digits)
      // an edit there leaves the day
      await other.edit('Calendar', id, { 'Calendar:Subject': 'Messe 2' })
      expect(await scene.stored()).toMatchObject({ start_date: dashed(day), end_date: next })
      await scene.tenant.sql('delete from appointment where tenant_id = $1', [scene.tenant.id])
      await old.sync('Calendar')
      await recent.sync('Calendar')
    }
  },
)
