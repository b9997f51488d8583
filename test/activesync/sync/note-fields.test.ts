import {
  childOf,
  childrenOf,
  type Element,
  element,
  textOf,
} from '../../../src/activesync/wbxml/element.js'
import type { Database } from '../../../src/store/database.js'
import { type ClockGateway, startClockGateway } from '../../support/clock-gateway.js'
import { testDatabase } from '../../support/database.js'
import { applicationData, type Phone } from '../../support/phone.js'
import { newOffice, type Office, onlyItem } from './support.js'

let database: Database
let gateway: ClockGateway
let office: Office
let phone: Phone

beforeAll(async () => {
  database = await testDatabase()
  gateway = await startClockGateway(database)
})

const sql = (text: string, ...values: unknown[]) =>
  office.tenant.sql(text, [office.tenant.id, ...values])
const body = (text: string, type = 1) =>
  element('AirSyncBase:Body', [
    element('AirSyncBase:Type', type),
    element('AirSyncBase:Data', text),
  ])
const categories = (...names: string[]) =>
  element(
    'Notes:Categories',
    names.map((name) => element('Notes:Category', name)),
  )
const CLASS = element('Notes:MessageClass', 'IPM.StickyNote')
const subject = (text: string) => element('Notes:Subject', text)
const stored = async () =>
  (await sql('select title, body, categories from note where tenant_id = $1'))[0]
const item = (): Element => {
  const data = phone.items('Notes').get(onlyItem(phone, 'Notes'))
  if (!data) throw new Error('The phone shows no note')
  return data
}

describe.each(['14.0', '14.1', '16.0', '16.1'])(
  'R-ONO-28 the fields of a note at %s',
  (version) => {
    beforeEach(async () => {
      office = await newOffice(database, gateway.baseUrl, { rule_settings: '{"notes": true}' })
      phone = await office.phone({ version })
      await phone.sync('Notes')
    })

    /** Adds a note at the office; the phone has it. */
    async function given(fields: Record<string, unknown>): Promise<string> {
      await office.note(fields)
      await phone.sync('Notes')
      return onlyItem(phone, 'Notes')
    }
    /** The status of one Add or Change, which the phone does not take over. */
    async function statusOf(...children: Element[]): Promise<number | undefined> {
      const command = { kind: 'add', clientId: 'c1', data: applicationData(...children) } as const
      const answer = await phone.send('Notes', { commands: [command] })
      return answer?.results[0]?.status
    }

    test('MS-ASNOTE_R125 each element, in the form of the specification', async () => {
      await given({
        title: 'Einkauf',
        body: 'Milch\nBrot',
        categories: '{Privat,"Heute, bald"}',
        updated_at: '2026-01-03T14:15:16.789Z',
      })
      expect(item().children.map(({ tag }) => tag)).toEqual([
        'Notes:Subject',
        'AirSyncBase:Body',
        'AirSyncBase:NativeBodyType',
        'Notes:MessageClass',
        'Notes:LastModifiedDate',
        'Notes:Categories',
      ])
      expect(textOf(item(), 'Notes:Subject')).toBe('Einkauf')
      expect(textOf(childOf(item(), 'AirSyncBase:Body'), 'AirSyncBase:Data')).toBe('Milch\r\nBrot')
      expect(textOf(item(), 'Notes:MessageClass')).toBe('IPM.StickyNote')
      expect(textOf(item(), 'Notes:LastModifiedDate')).toBe('20260103T141516Z')
      const names = childrenOf(childOf(item(), 'Notes:Categories'), 'Notes:Category')
      expect(names.map(({ text }) => text)).toEqual(['Privat', 'Heute, bald'])
    })

    test('what a phone writes', async () => {
      await phone.add(
        'Notes',
        applicationData(CLASS, subject('Eins'), body('a\r\nb'), categories('Privat', 'Büro')),
      )
      expect(await stored()).toEqual({
        title: 'Eins',
        body: 'a\nb',
        categories: ['Privat', 'Büro'],
      })
    })

    test('HTML becomes text', async () => {
      await phone.add('Notes', applicationData(CLASS, body('<p>Milch &amp; <b>Brot</b></p>', 2)))
      expect(await stored()).toMatchObject({ title: '', body: 'Milch & Brot' })
    })

    test('MS-ASNOTE_R112, R10002 categories that are missing from a Change are taken away', async () => {
      const id = await given({ body: 'Text', categories: '{Privat,Büro}' })
      await phone.change('Notes', id, applicationData(CLASS, categories('Büro')))
      expect(await stored()).toMatchObject({ categories: ['Büro'] })
      await phone.change('Notes', id, applicationData(CLASS))
      expect(await stored()).toMatchObject({ categories: [] })
    })

    test('MS-ASNOTE_R113, R10003 body and subject that are missing from a Change stay', async () => {
      const id = await given({ title: 'Titel', body: 'Text', categories: '{Büro}' })
      await phone.change('Notes', id, applicationData(CLASS, categories('Büro')))
      expect(await stored()).toEqual({ title: 'Titel', body: 'Text', categories: ['Büro'] })
    })

    test('MS-ASNOTE_R84, R209 the phone’s LastModifiedDate is ignored', async () => {
      const told = element('Notes:LastModifiedDate', '20010203T040506Z')
      const before = Date.now()
      const id = await phone.add('Notes', applicationData(CLASS, subject('Eins'), told))
      const [row] = await sql('select updated_at from note where tenant_id = $1')
      expect((row?.updated_at as Date | undefined)?.getTime()).toBeGreaterThan(before - 60_000)
      // That the times differ is no news.
      expect((await phone.sync('Notes')).change).toEqual([])
      await sql(`update note set title = 'Zwei', updated_at = '2026-02-03T04:05:06Z'
      where tenant_id = $1`)
      expect((await phone.sync('Notes')).change).toEqual([id])
      expect(textOf(item(), 'Notes:LastModifiedDate')).toBe('20260203T040506Z')
    })

    test.each(['IPM.Note', 'IPM.StickyNoteX', '', 'IPM.Task.IPM.StickyNote'])(
      'MS-ASNOTE_R119 the class %p is Status 6',
      async (name) => {
        const status = await statusOf(element('Notes:MessageClass', name), subject('Eins'))
        expect(status).toBe(6)
        expect(await office.count('note')).toBe(0)
      },
    )

    test('MS-ASNOTE_R57 a class of its own is kept and handed back', async () => {
      const own = element('Notes:MessageClass', 'IPM.StickyNote.Eigen')
      const id = await phone.add('Notes', applicationData(own, subject('Eins')))
      const other = await office.phone({ version })
      await other.sync('Notes')
      expect(other.list('Notes', 'Notes:MessageClass')).toEqual(['IPM.StickyNote.Eigen'])
      await phone.change('Notes', id, applicationData(subject('Zwei')))
      await other.sync('Notes')
      expect(other.list('Notes', 'Notes:MessageClass')).toEqual(['IPM.StickyNote.Eigen'])
    })

    test('a body in RTF is Status 6', async () => {
      expect(await statusOf(CLASS, body('e1xydGYxfQ==', 3))).toBe(6)
    })

    test('MS-ASNOTE_R114 Supported is Status 4', async () => {
      const fresh = await office.phone({ version })
      fresh.use('Notes', { supported: [element('Notes:Subject')] })
      await expect(fresh.sync('Notes')).rejects.toMatchObject({ status: 4 })
      fresh.use('Notes', { supported: [] })
      await expect(fresh.sync('Notes')).rejects.toMatchObject({ status: 4 })
    })

    test('a long body comes truncated, and its beginning sent back destroys nothing', async () => {
      phone.use('Notes', { bodyPreferences: [{ type: 1, truncationSize: 20 }] })
      const text = 'Zeile eins, Zeile zwei, Zeile drei'
      const id = await given({ body: text })
      const shown = childOf(item(), 'AirSyncBase:Body')
      expect(textOf(shown, 'AirSyncBase:Data')).toBe('Zeile eins, Zeile zw')
      expect(textOf(shown, 'AirSyncBase:Truncated')).toBe('1')
      expect(textOf(shown, 'AirSyncBase:EstimatedDataSize')).toBe('34')
      await phone.edit('Notes', id, { 'Notes:Subject': 'Neu' })
      expect(await stored()).toMatchObject({ title: 'Neu', body: text })
    })

    test('FilterType says nothing of notes', async () => {
      await office.note({ updated_at: '2001-02-03T04:05:06Z' })
      const fresh = (await office.phone({ version })).use('Notes', { filterType: 2 })
      expect((await fresh.sync('Notes')).add).toHaveLength(1)
      fresh.use('Notes', { filterType: 8 })
      expect((await fresh.sync('Notes')).delete).toEqual([])
    })
  },
)
