import { element, type Tag } from '../../src/activesync/wbxml/element.js'
import { toXml } from '../../src/activesync/wbxml/to-xml.js'
import { appointment, compact, contact, day, inDays, task } from '../acceptance/items.js'
import { inProcess } from '../cli/termingate.js'
import { type Gateway, startGateway } from '../support/gateway.js'
import { applicationData, Phone, withTexts } from '../support/phone.js'

jest.setTimeout(180_000)

const PASSWORD = 'Grün-7-Tiger'
/** 14 hours ahead, 5 hours behind with daylight saving, and none. */
const ZONES = ['Pacific/Kiritimati', 'America/New_York', 'UTC']
const KINDS = ['Calendar', 'Tasks', 'Contacts'] as const

const BY_CHANCE = new Set<Tag>(['Calendar:DtStamp', 'Calendar:UID'])

const gateways: Gateway[] = []
const phones: Phone[] = []

afterAll(async () => {
  for (const phone of phones) phone.close()
  for (const gateway of gateways) await gateway.stop()
})

/** An office on a machine in that zone, with the same things done in each. */
async function open(zone: string): Promise<Gateway> {
  const env = { TZ: zone, LOGIN_BCRYPT_COST: '4' }
  const gateway = await startGateway({ databaseUrl: null, env })
  gateways.push(gateway)
  const run = async (args: string[], stdin = '') => {
    const { code, stderr } = await inProcess(args, { env: gateway.env, stdin })
    if (code !== 0) throw new Error(stderr)
  }
  await run(['tenant', 'add', 'Büro', '--time-zone', 'Europe/Berlin'])
  const kinds = ['--enable', 'calendar,tasks,contacts']
  await run(['user', 'add', 'Büro', 'anna', '--password-stdin', ...kinds], `${PASSWORD}\n`)
  return gateway
}

async function newPhone(gateway: Gateway, version: string): Promise<Phone> {
  const { baseUrl } = gateway
  const phone = new Phone({ baseUrl, user: 'anna_Büro', password: PASSWORD, version })
  phones.push(phone)
  await phone.setUp()
  return phone
}

/** By the application: whole days, days of tasks, and a birthday, also at the window's edges. */
async function writeBySql(gateway: Gateway): Promise<void> {
  const days = [-40, -31, -30, -29, -1, 0, 1, 150, 178, 181, 190, 200]
  for (const offset of days) {
    const [from, to] = [day(inDays(offset)), day(inDays(offset + 1))]
    await gateway.sql(
      `insert into appointment (tenant_id, owner_id, uid, title, all_day, start_date, end_date)
       values (1, 1, $1::text, $1::text, true, $2, $3)`,
      [`Tag ${offset}`, from, to],
    )
    for (const hour of [0, 23]) {
      const start = inDays(offset, hour)
      await gateway.sql(
        `insert into appointment (tenant_id, owner_id, uid, title, starts_at, ends_at, time_zone)
         values (1, 1, $1::text, $1::text, $2, $2, 'Europe/Berlin')`,
        [`Stunde ${offset} ${hour}`, start.toISOString()],
      )
    }
    await gateway.sql(
      `insert into task (tenant_id, responsible_id, uid, title, start_date, due_date)
       values (1, 1, $1::text, $1::text, $2, $3)`,
      [`Aufgabe ${offset}`, from, to],
    )
  }
  await gateway.sql(
    `insert into appointment (tenant_id, owner_id, uid, title, starts_at, ends_at, time_zone, rrule)
     values (1, 1, 'Serie', 'Serie', $1, $2, 'America/New_York', 'FREQ=WEEKLY;COUNT=60')`,
    [inDays(-200, 3).toISOString(), inDays(-200, 4).toISOString()],
  )
  await gateway.sql(
    `insert into contact (tenant_id, uid, last_name, birthday) values (1, 'k', 'Kind', '1980-03-01')`,
  )
  await gateway.sql('insert into contact_sync values (1, 1, 1)')
}

/** By a phone: all-day in its own zone's midnights, and as plain days. */
async function writeByPhone(phone: Phone): Promise<void> {
  await phone.syncAll()
  const whole = (title: string, start: string, end: string) =>
    applicationData(
      element('Calendar:StartTime', start),
      element('Calendar:Subject', title),
      element('Calendar:EndTime', end),
      element('Calendar:AllDayEvent', '1'),
    )
  const [today, tomorrow] = [inDays(3, 0), inDays(4, 0)]
  await phone.add('Calendar', whole('Mitternacht', compact(today), compact(tomorrow)))
  await phone.add('Calendar', appointment('Zeit', inDays(5, 22)))
  await phone.add('Tasks', task('Vom Telefon', inDays(2)))
  const birthday = { 'Contacts:Birthday': '1975-12-31T00:00:00.000Z' } as const
  await phone.add('Contacts', withTexts(contact('Silvester'), birthday))
}

/** All that a fresh phone of that version shows, by ServerId; without what says when or by chance. */
async function shown(gateway: Gateway, version: string): Promise<Record<string, string>> {
  const phone = await newPhone(gateway, version)
  await phone.syncAll()
  const all: Record<string, string> = {}
  for (const kind of KINDS) {
    for (const [id, data] of phone.items(kind)) {
      const said = data.children.filter(({ tag }) => !BY_CHANCE.has(tag))
      all[id] = toXml({ ...data, children: said })
    }
  }
  return all
}

test('the machine’s own time zone changes nothing that a phone is told', async () => {
  for (const zone of ZONES) {
    const gateway = await open(zone)
    await writeBySql(gateway)
    await writeByPhone(await newPhone(gateway, '14.1'))
    await writeByPhone(await newPhone(gateway, '16.1'))
  }
  for (const version of ['12.1', '14.1', '16.1']) {
    const [first, ...others] = await Promise.all(gateways.map((one) => shown(one, version)))
    expect(Object.keys(first ?? {}).length).toBeGreaterThan(30)
    for (const other of others) expect(other).toEqual(first)
  }
})
