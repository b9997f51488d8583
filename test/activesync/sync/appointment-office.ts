import { childOf, type Element, type Tag, textOf } from '../../../src/activesync/wbxml/element.js'
import type { Database } from '../../../src/store/database.js'
import { type ClockGateway, startClockGateway } from '../../support/clock-gateway.js'
import { testDatabase } from '../../support/database.js'
import type { Phone } from '../../support/phone.js'
import type { Row } from '../../support/tenant.js'
import { between, newOffice, type Office, onlyItem } from './support.js'

export { attendees, body, categories, recurrence, withElements } from './elements.js'

export const NOW = new Date('2027-03-10T12:00:00Z')
/** Monday, 15 March, 10:00 to 11:00 in Berlin. */
export const MONDAY = between(new Date('2027-03-15T09:00:00Z'), 60)
export const VERSIONS = ['12.1', '14.0', '14.1', '16.0', '16.1'] as const

/** An office on 10 March 2027 whose user is Theobald Tiger, with people, a room and an estate. */
export type Scene = Office & {
  bert: number
  /** A contact with an address, and one without. */
  buyer: number
  unreachable: number
  room: number
  villa: number
  /** Settings that the tenant lays over its rules. */
  rules(settings: Row): Promise<void>
  /** The one appointment that the tenant has. */
  stored(): Promise<Row>
  /** Who takes part in it, by what they are. */
  participants(): Promise<Row[]>
  /** Its single occurrences that differ. */
  overrides(): Promise<Row[]>
  phoneOf(version: string): Promise<Phone>
}

let database: Database
let gateway: ClockGateway

// Importing this file gives a test file a gateway that takes it for noon of that day.
beforeAll(async () => {
  database = await testDatabase()
  gateway = await startClockGateway(database)
  gateway.advance(NOW.getTime() - gateway.now().getTime())
})

export async function newScene(): Promise<Scene> {
  const office = await newOffice(database, gateway.baseUrl)
  const { tenant, account } = office
  await tenant.sql('update account set display_name = $2, email = $3 where id = $1', [
    account.id,
    'Theobald Tiger',
    'tiger@example.test',
  ])
  const bert = await tenant.account({ display_name: 'Bert Bär', email: 'bert@example.test' })
  const buyer = await tenant.insert('contact', { first_name: 'Kurt', last_name: 'Kaufmann' })
  await tenant.insert('contact_number', {
    contact_id: buyer,
    kind: 'email',
    value: 'kaufmann@example.test',
  })
  const room = await tenant.resource({ name: 'Raum 5', email: 'raum5@example.test' })
  return {
    ...office,
    appointment: (fields = {}) => office.appointment({ ...MONDAY, ...fields }),
    bert: bert.id,
    buyer,
    unreachable: await tenant.insert('contact', { first_name: 'Ohne', last_name: 'Adresse' }),
    room: room.id,
    villa: await tenant.insert('property', { title: 'Villa am Hang', address: 'Hangweg 1' }),
    async rules(settings) {
      await tenant.sql('update tenant set rule_settings = $2::jsonb where id = $1', [
        tenant.id,
        JSON.stringify(settings),
      ])
    },
    async stored() {
      const rows = await tenant.sql('select * from appointment where tenant_id = $1', [tenant.id])
      expect(rows).toHaveLength(1)
      return rows[0] ?? {}
    },
    participants: () =>
      tenant.sql(
        `select account_id, contact_id, resource_id, name, email from appointment_participant
         where tenant_id = $1 order by id`,
        [tenant.id],
      ),
    overrides: () =>
      tenant.sql(
        `select recurrence_id, cancelled, changes from appointment_override
         where tenant_id = $1 order by recurrence_id`,
        [tenant.id],
      ),
    async phoneOf(version) {
      const phone = await office.phone({ version })
      await phone.sync('Calendar')
      return phone
    },
  }
}

/** The one appointment that the phone holds. */
export function shown(phone: Phone): Element {
  const data = phone.items('Calendar').get(onlyItem(phone, 'Calendar'))
  if (!data) throw new Error('The phone shows nothing')
  return data
}

/** Text of an element of an item, by its path; undefined when it is absent. */
export function at(item: Element, ...path: Tag[]): string | undefined {
  const last = path.at(-1)
  let node: Element | undefined = item
  for (const tag of path.slice(0, -1)) node = childOf(node, tag)
  return node && last && textOf(node, last)
}

/** Where an item takes place, in any version. */
export function place(item: Element): string | undefined {
  return (
    at(item, 'Calendar:Location') ?? at(item, 'AirSyncBase:Location', 'AirSyncBase:DisplayName')
  )
}

export const noteOf = (item: Element) => at(item, 'AirSyncBase:Body', 'AirSyncBase:Data')

/** Children of an element as `Name=text`, in their order. */
export function parts(item: Element | undefined): string[] {
  return (item?.children ?? []).map(({ tag, text }) => `${tag.split(':')[1]}=${text ?? ''}`)
}
