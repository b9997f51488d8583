import { withTexts } from '../../support/phone.js'
import { appointmentData, contactData, inDays, onlyItem, taskData } from './support.js'
import { change, inTheOffice, office, phone, serverId, title } from './task-story.js'

test.each([[undefined], [1]])(
  'MS-ASCMD_R2066 MS-ASCMD_R2068 MS-ASCMD_R2069 Conflict %p: the server wins, the phone gets 7 and the item',
  async (conflict) => {
    if (conflict !== undefined) phone.use('Tasks', { conflict })
    await inTheOffice('Vom Büro')
    const answer = await change('Vom Telefon')
    expect(answer?.results).toMatchObject([{ kind: 'change', serverId, status: 7 }])
    expect(answer?.commands).toMatchObject([{ kind: 'change', serverId }])
    if (answer) phone.take('Tasks', answer)
    expect(phone.list('Tasks', 'Tasks:Subject')).toEqual(['Vom Büro'])
    expect(await title()).toBe('Vom Büro')
    expect(await phone.send('Tasks')).toBeNull()
  },
)

test('MS-ASCMD_R2067 Conflict 0: the phone wins, and no 7 is told', async () => {
  phone.use('Tasks', { conflict: 0 })
  await inTheOffice('Vom Büro')
  const answer = await change('Vom Telefon')
  expect(answer?.results).toEqual([])
  expect(await title()).toBe('Vom Telefon')
})

test('Conflict 1: a Delete of what was changed gets 7, and the item comes back', async () => {
  await inTheOffice('Vom Büro')
  const answer = await phone.send('Tasks', { commands: [{ kind: 'delete', serverId }] })
  expect(answer?.results).toMatchObject([{ kind: 'delete', serverId, status: 7 }])
  expect(answer?.commands).toMatchObject([{ kind: 'add', serverId }])
  expect(await title()).toBe('Vom Büro')
})

test('Conflict 0: a Delete of what was changed is a Delete', async () => {
  phone.use('Tasks', { conflict: 0 })
  await inTheOffice('Vom Büro')
  await phone.remove('Tasks', serverId)
  expect((await phone.sync('Tasks')).pages).toBe(0)
})

test.each([[0], [1]])(
  'Conflict %p: a Change of what the office cancelled gets 8, its Delete, and alters nothing',
  async (conflict) => {
    phone.use('Tasks', { conflict })
    await office.tenant.sql("update task set status = 'cancelled' where tenant_id = $1", [
      office.tenant.id,
    ])
    const answer = await change('Vom Telefon')
    expect(answer?.results).toMatchObject([{ kind: 'change', serverId, status: 8 }])
    expect(answer?.commands).toMatchObject([{ kind: 'delete', serverId }])
    expect(await title()).toBe('Alt')
    if (answer) phone.take('Tasks', answer)
    expect(await phone.send('Tasks')).toBeNull()
  },
)

test.each([['change'], ['delete']] as const)(
  'a %s of what is another account’s by now does not reach it',
  async (kind) => {
    const other = await office.tenant.account()
    await office.tenant.sql('update task set responsible_id = $2 where tenant_id = $1', [
      office.tenant.id,
      other.id,
    ])
    const data = taskData('Vom Telefon')
    const command = kind === 'change' ? { kind, serverId, data } : { kind, serverId }
    await phone.send('Tasks', { commands: [command] })
    const rows = await office.tenant.sql('select title, status from task where tenant_id = $1', [
      office.tenant.id,
    ])
    expect(rows).toEqual([{ title: 'Alt', status: 'open' }])
  },
)

test('a Delete of what the office cancelled is done, and nothing more is told', async () => {
  await office.tenant.sql("update task set status = 'cancelled' where tenant_id = $1", [
    office.tenant.id,
  ])
  await phone.remove('Tasks', serverId)
  expect(await phone.send('Tasks')).toBeNull()
})

test('a contact that the office took from the list cannot be changed any more', async () => {
  await office.contact({ last_name: 'Alt' })
  await phone.sync('Contacts')
  const id = onlyItem(phone, 'Contacts')
  await office.tenant.sql('delete from contact_sync where tenant_id = $1', [office.tenant.id])
  const answer = await phone.send('Contacts', {
    commands: [{ kind: 'change', serverId: id, data: contactData('Neu') }],
  })
  expect(answer?.results).toMatchObject([{ status: 8 }])
  expect(answer?.commands).toMatchObject([{ kind: 'delete', serverId: id }])
})

test('an own completed task can be changed as long as it is shown', async () => {
  const done = withTexts(taskData('Alt'), { 'Tasks:Complete': '1' })
  await phone.change('Tasks', serverId, done)
  await phone.change('Tasks', serverId, withTexts(done, { 'Tasks:Subject': 'Getan' }))
  expect(await title()).toBe('Getan')
})

test('a Change after an own Change is no conflict, with GetChanges and without', async () => {
  for (const getChanges of [true, false, true]) {
    for (const to of ['Eins', 'Zwei']) {
      const answer = await phone.send('Tasks', {
        getChanges,
        commands: [{ kind: 'change', serverId, data: taskData(to) }],
      })
      expect(answer?.results).toEqual([])
      if (answer) phone.take('Tasks', answer)
      expect(await title()).toBe(to)
    }
  }
})

test('a Change after an own Add is no conflict', async () => {
  const added = await phone.add('Tasks', taskData('Neu'))
  await phone.change('Tasks', added, taskData('Neuer'))
  expect(phone.items('Tasks').size).toBe(2)
})

test('a change in the office that a phone does not see is no conflict', async () => {
  await office.tenant.sql(
    'update task set client_data = \'{"x": 1}\', updated_at = now() where tenant_id = $1',
    [office.tenant.id],
  )
  expect((await change('Vom Telefon'))?.results).toEqual([])
})

test('two Changes of one item in one request are both applied', async () => {
  const commands = ['Eins', 'Zwei'].map(
    (to) => ({ kind: 'change', serverId, data: taskData(to) }) as const,
  )
  expect((await phone.send('Tasks', { commands }))?.results).toEqual([])
  expect(await title()).toBe('Zwei')
})

test('Change and Delete of an unknown or foreign ServerId get 8, the rest is applied', async () => {
  const folder = phone.folderId('Tasks')
  const strange = [`${folder}:999999`, 'x', `${phone.folderId('Calendar')}:1`, "';drop table"]
  const answer = await phone.send('Tasks', {
    commands: [
      ...strange.map((id) => ({ kind: 'change', serverId: id, data: taskData('x') }) as const),
      ...strange.map((id) => ({ kind: 'delete', serverId: id }) as const),
      { kind: 'change', serverId, data: taskData('Neu') },
    ],
  })
  expect(answer?.results.map(({ serverId: id, status }) => [id, status])).toEqual(
    [...strange, ...strange].map((id) => [id, 8]),
  )
  expect(await title()).toBe('Neu')
})

test('an item that another account may not see cannot be changed by its ServerId', async () => {
  const stranger = await office.tenant.account()
  const id = await office.task({ responsible_id: stranger.id, title: 'Fremd' })
  const foreign = `${phone.folderId('Tasks')}:${id}`
  const answer = await phone.send('Tasks', {
    commands: [
      { kind: 'change', serverId: foreign, data: taskData('x') },
      { kind: 'delete', serverId: foreign },
      { kind: 'fetch', serverId: foreign },
    ],
  })
  expect(answer?.results.map(({ status }) => status)).toEqual([8, 8, 8])
})

test('an item that cannot be read gets 6 and nothing of it is stored, the others are', async () => {
  const good = appointmentData('Kaputt', inDays(1))
  const broken = withTexts(good, { 'Calendar:StartTime': 'gestern' })
  await phone.sync('Calendar')
  const answer = await phone.send('Calendar', {
    commands: [
      { kind: 'add', clientId: 'a', data: appointmentData('Vorher', inDays(1)) },
      { kind: 'add', clientId: 'b', data: broken },
      { kind: 'add', clientId: 'c', data: appointmentData('Nachher', inDays(1)) },
    ],
  })
  expect(answer?.results.map(({ clientId, status }) => [clientId, status])).toEqual([
    ['a', 1],
    ['b', 6],
    ['c', 1],
  ])
  expect(await office.count('appointment')).toBe(2)
})

test('a deleted appointment that is added again with its UID is there again', async () => {
  await phone.sync('Calendar')
  const data = appointmentData('Zurück', inDays(1), { 'Calendar:UID': 'eine-uid' })
  const old = await office.phone({ version: '14.1' })
  await old.sync('Calendar')
  const first = await old.add('Calendar', data)
  await old.remove('Calendar', first)
  await old.add('Calendar', data)
  expect((await old.sync('Calendar')).delete).toEqual([])
  await phone.sync('Calendar')
  expect(phone.list('Calendar', 'Calendar:Subject')).toEqual(['Zurück'])
  expect(await office.count('appointment')).toBe(1)
})
