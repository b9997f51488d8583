import { element } from '../../src/activesync/wbxml/element.js'
import { HttpStatusError } from '../../src/client/eas-client.js'
import { applicationData, type FolderKind, type Phone, PhoneError } from '../support/phone.js'
import { appointment, contact, inDays, KINDS, task } from './items.js'
import { type Office, openOffice, type Person } from './office.js'

const FOLDERS: FolderKind[] = ['Calendar', 'Tasks', 'Contacts']

let office: Office
let counter = 0

beforeAll(async () => {
  office = await openOffice({ env: { LOGIN_LOCK_FAILURES: '3' } })
})
afterAll(() => office.close())

async function somebody(options?: string[]): Promise<Person> {
  return await office.person(`user${counter++}`, options)
}

/** What a request is answered: an HTTP status, or the command's own. */
async function answerTo(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'done'
  } catch (error) {
    if (error instanceof HttpStatusError) return `HTTP ${error.status}`
    if (error instanceof PhoneError) return `status ${error.status}`
    throw error
  }
}

function filled(phone: Phone): Promise<string[]> {
  return Promise.all(KINDS.map(({ kind, make }) => phone.add(kind, make('Eins'))))
}

describe('R-ONO-12 the switches of a user', () => {
  test('are off at first: no folder of that kind', async () => {
    const person = await somebody([])
    const phone = await office.phone(person)
    expect(FOLDERS.filter((kind) => phone.has(kind))).toEqual([])
    await office.run(['user', 'enable', person.tenant, person.name, 'tasks'])
    await phone.syncFolders()
    expect(FOLDERS.filter((kind) => phone.has(kind))).toEqual(['Tasks'])
  })

  test.each(KINDS)(
    'R-ONO-61 $kind off and on again is a fresh start without doubles',
    async (row) => {
      const { kind, title } = row
      const person = await somebody()
      const [phone, other] = [await office.phone(person), await office.phone(person)]
      await phone.syncAll()
      await filled(phone)
      await other.syncAll()
      const word = kind.toLowerCase()

      const parked = phone.ping(FOLDERS)
      await office.run(['user', 'disable', person.tenant, person.name, word])
      // 7: the folders changed (MS-ASCMD, Status (Ping)).
      expect((await parked).status).toBe(7)
      expect(await answerTo(phone.sync(kind))).toBe('status 12')
      await phone.syncFolders()
      expect(FOLDERS.filter((one) => phone.has(one))).toEqual(FOLDERS.filter((one) => one !== kind))

      await office.run(['user', 'enable', person.tenant, person.name, word])
      await phone.syncFolders()
      expect((await phone.sync(kind)).add).toHaveLength(1)
      expect(phone.list(kind, title)).toEqual(['Eins'])
      // The other device slept through it all, and may only have noticed the end.
      await other.syncFolders()
      const outcome = await answerTo(other.sync(kind))
      expect(['done', 'status 3']).toContain(outcome)
      if (outcome === 'status 3') other.replica(kind).reset()
      await other.sync(kind)
      expect(other.list(kind, title)).toEqual(['Eins'])
    },
  )
})

test('R-ONO-13 with the module off logins are refused, and with it on all goes on', async () => {
  const person = await somebody()
  const phone = await office.phone(person)
  await phone.syncAll()
  const parked = answerTo(phone.ping(FOLDERS))
  await office.run(['tenant', 'set', person.tenant, '--module', 'off'])
  expect(await parked).toBe('HTTP 401')
  expect(await answerTo(phone.sync('Tasks'))).toBe('HTTP 401')
  await office.run(['tenant', 'set', person.tenant, '--module', 'on'])
  await phone.add('Tasks', task('Weiter', inDays(1)))
  expect((await phone.sync('Tasks')).pages).toBe(0)
})

describe('a login', () => {
  test('R-ONO-26, 52 is locked by wrong passwords, also for the right one', async () => {
    const person = await somebody()
    const phone = await office.phone(person)
    await phone.syncAll()
    const thief = office.manual(person.login, { password: 'wrong' })
    for (let times = 0; times < 3; times++) expect((await thief.client.options()).status).toBe(401)
    expect(await answerTo(phone.sync('Tasks'))).toBe('HTTP 401')
    const users = await office.run(['user', 'list', person.tenant])
    expect(users).toMatch(new RegExp(`${person.name} .*locked since`))

    // R-ONO-57: after the unlock it goes on where it was.
    await office.run(['user', 'unlock', person.tenant, person.name])
    await phone.add('Tasks', task('Nach der Sperre', inDays(1)))
    expect((await phone.sync('Tasks')).pages).toBe(0)
    // Whoever still sends the wrong password locks it again.
    for (let times = 0; times < 3; times++) await thief.client.options()
    expect(await answerTo(phone.sync('Tasks'))).toBe('HTTP 401')
  })

  test('R-ONO-50, 51 a changed password acts at once, and the old one locks nobody out', async () => {
    const person = await somebody()
    const phone = await office.phone(person)
    await phone.syncAll()
    const change = ['user', 'password', person.tenant, person.name, '--password-stdin']
    await office.run(change, 'Neu-8-Löwe\n')
    for (let times = 0; times < 6; times++) {
      expect(await answerTo(phone.sync('Tasks'))).toBe('HTTP 401')
    }
    const fresh = await office.phone(person, { password: 'Neu-8-Löwe' })
    expect(await answerTo(fresh.syncAll())).toBe('done')
  })

  test('a deactivated user is refused, and an activated one goes on', async () => {
    const person = await somebody()
    const phone = await office.phone(person)
    await phone.syncAll()
    await office.run(['user', 'deactivate', person.tenant, person.name])
    expect(await answerTo(phone.sync('Tasks'))).toBe('HTTP 401')
    await office.run(['user', 'activate', person.tenant, person.name])
    expect(await answerTo(phone.sync('Tasks'))).toBe('done')
  })
})

describe('R-ONO-59 an account that is looked at again on the phone', () => {
  test.each(['old key', 'key 0'])('with the %s loses nothing', async (which) => {
    const person = await somebody()
    const phone = await office.phone(person)
    await phone.syncAll()
    const ids = await filled(phone)
    await phone.client.options()
    await phone.client.provision()
    const before = phone.folders
    await phone.syncFolders(which === 'key 0' ? '0' : phone.folderKey)
    expect(phone.folders).toEqual(before)
    for (const kind of FOLDERS) expect((await phone.sync(kind)).pages).toBe(0)
    expect(FOLDERS.flatMap((kind) => [...phone.items(kind).keys()])).toEqual(ids)
  })
})

test('R-ONO-36 R-ONO-40 tasks are those one is responsible for or edits, each once', async () => {
  const [mine, boss] = [await somebody(), await somebody(['--admin', '--enable', 'tasks'])]
  const [phone, hers] = [await office.phone(mine), await office.phone(boss)]
  await phone.syncAll()
  await hers.sync('Tasks')
  const assign = async (title: string, columns: string, editor: Person | null) => {
    const [tenant, account] = [`tenant t`, `account a`]
    await office.gateway.sql(
      `insert into task (tenant_id, responsible_id, title)
       select t.id, ${columns}, $2 from ${tenant} join ${account} on a.tenant_id = t.id
       where t.name = $1 and a.name = $3`,
      [office.tenant, title, mine.name],
    )
    if (!editor) return
    await office.gateway.sql(
      `insert into task_editor (tenant_id, task_id, account_id)
       select k.tenant_id, k.id, a.id from task k join account a on a.tenant_id = k.tenant_id
       where k.title = $1 and a.name = $2`,
      [title, editor.name],
    )
  }
  await assign('Meine', 'a.id', null)
  await assign('Beides', 'a.id', mine)
  await assign('Bearbeitet', 'null', mine)
  await assign('Fremd', 'null', null)
  await phone.sync('Tasks')
  expect(phone.list('Tasks', 'Tasks:Subject')).toEqual(['Bearbeitet', 'Beides', 'Meine'])
  // An administrator sees no more than her own.
  expect((await hers.sync('Tasks')).add).toEqual([])

  await office.gateway.sql(
    `delete from task_editor where task_id in (select id from task where title = 'Bearbeitet')`,
  )
  expect((await phone.sync('Tasks')).delete).toHaveLength(1)
  expect(phone.list('Tasks', 'Tasks:Subject')).toEqual(['Beides', 'Meine'])
})

test('R-ONO-04 a hanging Sync is a push as well', async () => {
  const person = await somebody()
  const [phone, other] = [await office.phone(person), await office.phone(person)]
  await phone.syncAll()
  await other.syncAll()
  const collections = FOLDERS.map((kind) => {
    return { collectionId: phone.folderId(kind), syncKey: phone.replica(kind).syncKey }
  })
  const hanging = phone.client.sync({ collections, wait: 1 }, { timeoutMs: 70_000 })
  await other.add('Contacts', contact('Wecker'))
  const { collections: answered } = await hanging
  expect(answered.map(({ collectionId }) => collectionId)).toContain(phone.folderId('Contacts'))
})

test('what one field says stays when another is changed', async () => {
  const person = await somebody()
  const [phone, other] = [await office.phone(person), await office.phone(person)]
  await phone.syncAll()
  await other.syncAll()
  const data = appointment('Ort und Zeit', inDays(3))
  const id = await phone.add('Calendar', {
    ...data,
    children: [...data.children, element('Calendar:Reminder', 15)],
  })
  await other.sync('Calendar')
  await other.change('Calendar', id, applicationData(element('Calendar:Subject', 'Nur der Titel')))
  await phone.sync('Calendar')
  expect(phone.list('Calendar', 'Calendar:Subject')).toEqual(['Nur der Titel'])
  expect(phone.list('Calendar', 'Calendar:Reminder')).toEqual(['15'])
})
