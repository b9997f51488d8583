import { childOf, childrenOf, type Element, textOf } from '../../../src/activesync/wbxml/element.js'
import type { Row } from '../../support/tenant.js'
import {
  at,
  attendees,
  newScene,
  noteOf,
  type Scene,
  shown,
  VERSIONS,
  withElements,
} from './appointment-office.js'
import { appointmentData } from './support.js'

let scene: Scene
beforeEach(async () => {
  scene = await newScene()
})

const TUESDAY = new Date('2027-03-16T09:00:00Z')

async function appointmentWith(...people: Row[]): Promise<void> {
  const appointment_id = await scene.appointment()
  for (const one of people) {
    await scene.tenant.insert('appointment_participant', { appointment_id, ...one })
  }
}

/** Name, address and AttendeeType of each attendee. */
function people(item: Element): (string | undefined)[][] {
  return childrenOf(childOf(item, 'Calendar:Attendees'), 'Calendar:Attendee').map((one) => [
    textOf(one, 'Calendar:Name'),
    textOf(one, 'Calendar:Email'),
    textOf(one, 'Calendar:AttendeeType'),
  ])
}

describe.each(VERSIONS)('to a phone of %s', (version) => {
  test('R-ONO-113 contacts are attendees with name and address, who has none is in the note', async () => {
    await appointmentWith({ contact_id: scene.buyer }, { contact_id: scene.unreachable })
    const item = shown(await scene.phoneOf(version))
    expect(people(item)).toEqual([['Kurt Kaufmann', 'kaufmann@example.test', '1']])
    expect(noteOf(item)).toBe('--- Verknüpft ---\r\nTeilnehmer: Ohne Adresse\r\n--- · ---')
  })

  test('R-ONO-114 other users are attendees, the syncing one is organizer', async () => {
    await appointmentWith({ account_id: scene.account.id }, { account_id: scene.bert })
    const item = shown(await scene.phoneOf(version))
    expect(people(item)).toEqual([['Bert Bär', 'bert@example.test', '1']])
    expect(at(item, 'Calendar:OrganizerName')).toBe('Theobald Tiger')
    expect(at(item, 'Calendar:OrganizerEmail')).toBe('tiger@example.test')
  })

  test('R-ONO-115 resources are attendees of type 3', async () => {
    await appointmentWith({ resource_id: scene.room })
    expect(people(shown(await scene.phoneOf(version)))).toEqual([
      ['Raum 5', 'raum5@example.test', '3'],
    ])
  })

  test('R-ONO-118 alone it is no meeting, with another it is one that the user organizes', async () => {
    await appointmentWith({ account_id: scene.account.id }, { contact_id: scene.unreachable })
    const alone = shown(await scene.phoneOf(version))
    expect(at(alone, 'Calendar:MeetingStatus')).toBe('0')
    expect(at(alone, 'Calendar:ResponseType')).toBeUndefined()
    await scene.tenant.sql('delete from appointment where tenant_id = $1', [scene.tenant.id])

    await appointmentWith({ account_id: scene.account.id }, { account_id: scene.bert })
    const meeting = shown(await scene.phoneOf(version))
    expect(at(meeting, 'Calendar:MeetingStatus')).toBe('1')
    expect(at(meeting, 'Calendar:ResponseType')).toBe(Number(version) < 14 ? undefined : '1')
    expect(at(meeting, 'Calendar:OrganizerEmail')).toBe('tiger@example.test')
  })
})

test('R-ONO-114 each of two users is organizer on his own phone', async () => {
  await appointmentWith({ account_id: scene.account.id }, { account_id: scene.bert })
  const [bert] = await scene.tenant.sql('select name from account where id = $1', [scene.bert])
  const phone = await scene.phone({ user: `${bert?.name}_${scene.tenant.name}` })
  await phone.sync('Calendar')
  const item = shown(phone)
  expect(at(item, 'Calendar:OrganizerEmail')).toBe('bert@example.test')
  expect(people(item)).toEqual([['Theobald Tiger', 'tiger@example.test', '1']])
})

/** What a phone writes: a colleague, a buyer, a room and somebody unknown, instead of who is there. */
const WRITTEN = attendees(
  ['BERT@example.test', 'Bertchen'],
  ['kaufmann@example.test', 'K.'],
  ['raum5@example.test', 'Raum', 3],
  ['fremd@example.test', 'Fremd'],
)

describe.each(VERSIONS)('from a phone of %s', (version) => {
  test('R-ONO-125 reading A: whom an address names is assigned, an unknown one is dropped', async () => {
    const phone = await scene.phoneOf(version)
    const data = withElements(appointmentData('Neu', TUESDAY), WRITTEN)
    await phone.add('Calendar', data)
    const assigned = await scene.participants()
    expect(assigned).toHaveLength(3)
    expect(assigned).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ account_id: scene.bert }),
        expect.objectContaining({ contact_id: scene.buyer }),
        expect.objectContaining({ resource_id: scene.room }),
      ]),
    )
    expect(people(shown(await scene.phoneOf('16.1'))).sort()).toEqual([
      ['Bert Bär', 'bert@example.test', '1'],
      ['Kurt Kaufmann', 'kaufmann@example.test', '1'],
      ['Raum 5', 'raum5@example.test', '3'],
    ])
  })

  test('R-ONO-124 an edit or a removal of attendees changes no assigned address or user', async () => {
    await appointmentWith({ account_id: scene.bert }, { contact_id: scene.buyer })
    const phone = await scene.phoneOf(version)
    const before = await scene.participants()
    const [serverId = ''] = phone.items('Calendar').keys()
    const renamed = attendees(
      ['bert@example.test', 'Herr Bär', 2],
      ['x@example.test', 'Nie gehört'],
    )
    await phone.change('Calendar', serverId, withElements(shown(phone), renamed))
    expect(await scene.participants()).toEqual(before)
    await phone.change('Calendar', serverId, withElements(shown(phone), attendees()))
    expect(await scene.participants()).toEqual(before)
    expect(people(shown(await scene.phoneOf('16.1')))).toEqual([
      ['Bert Bär', 'bert@example.test', '1'],
      ['Kurt Kaufmann', 'kaufmann@example.test', '1'],
    ])
  })

  test('R-ONO-125 reading B: nothing is written back', async () => {
    await scene.rules({ attendees: 'ignore' })
    await appointmentWith({ contact_id: scene.buyer })
    const phone = await scene.phoneOf(version)
    const before = await scene.participants()
    const [serverId = ''] = phone.items('Calendar').keys()
    await phone.change('Calendar', serverId, withElements(shown(phone), WRITTEN))
    expect(await scene.participants()).toEqual(before)
    expect(people(shown(await scene.phoneOf('16.1')))).toEqual([
      ['Kurt Kaufmann', 'kaufmann@example.test', '1'],
    ])
  })
})
