import { withTexts } from '../../support/phone.js'
import { appointmentData, inDays, onlyItem } from './support.js'
import { change, gateway, inTheOffice, office, phone, serverId, title } from './task-story.js'

// Faults that the model check found, each told as shortly as it can be.

const remove = () => phone.send('Tasks', { commands: [{ kind: 'delete', serverId }] })

test('a Change after a lost answer does not overwrite what that answer brought', async () => {
  await inTheOffice('Vom Büro')
  await phone.send('Tasks')
  const answer = await change('Vom Telefon')
  expect(answer?.results).toMatchObject([{ kind: 'change', serverId, status: 7 }])
  expect(answer?.commands).toMatchObject([{ kind: 'change', serverId }])
  expect(await title()).toBe('Vom Büro')
  if (answer) phone.take('Tasks', answer)
  expect(phone.list('Tasks', 'Tasks:Subject')).toEqual(['Vom Büro'])
})

test('… with Conflict 0 it does', async () => {
  phone.use('Tasks', { conflict: 0 })
  await inTheOffice('Vom Büro')
  await phone.send('Tasks')
  expect((await change('Vom Telefon'))?.results).toEqual([])
  expect(await title()).toBe('Vom Telefon')
})

test('a Delete after a lost answer does not take what that answer brought', async () => {
  await inTheOffice('Vom Büro')
  await phone.send('Tasks')
  const answer = await remove()
  expect(answer?.results).toMatchObject([{ kind: 'delete', serverId, status: 7 }])
  phone.replica('Tasks').items.delete(serverId)
  if (answer) phone.take('Tasks', answer)
  await phone.sync('Tasks')
  expect(phone.list('Tasks', 'Tasks:Subject')).toEqual(['Vom Büro'])
})

test('what came of an own Change, lost on its way back, makes the next Change no conflict', async () => {
  await phone.sync('Calendar')
  const data = appointmentData('Eins', inDays(1), { 'Calendar:Reminder': '53' })
  const id = await phone.add('Calendar', data)
  // The reminder was rounded up, which the next answer says; that one gets lost.
  expect((await phone.send('Calendar'))?.commands).toMatchObject([{ kind: 'change', serverId: id }])
  const command = {
    kind: 'change',
    serverId: id,
    data: withTexts(data, { 'Calendar:Subject': 'Zwei' }),
  } as const
  expect((await phone.send('Calendar', { commands: [command] }))?.results).toEqual([])
})

test('what a refused Delete brings back comes again when its answer got lost', async () => {
  await inTheOffice('Vom Büro')
  const first = await remove()
  expect(first?.results).toMatchObject([{ kind: 'delete', status: 7 }])
  expect(first?.commands).toMatchObject([{ kind: 'add', serverId }])
  expect(await remove()).toEqual(first)
})

test('… and is a Change for a phone that has taken its Delete back', async () => {
  await inTheOffice('Vom Büro')
  await remove()
  const again = await phone.send('Tasks')
  expect(again?.commands).toMatchObject([{ kind: 'change', serverId }])
  if (again) phone.take('Tasks', again)
  expect(phone.list('Tasks', 'Tasks:Subject')).toEqual(['Vom Büro'])
  expect(await phone.send('Tasks')).toBeNull()
})

test('a Delete that got through, and a Change in its place: the item leaves the phone', async () => {
  await remove()
  const answer = await change('Doch nicht')
  expect(answer?.results).toMatchObject([{ kind: 'change', status: 8 }])
  if (answer) phone.take('Tasks', answer)
  expect((await phone.sync('Tasks')).delete).toEqual([serverId])
})

test('GetItemEstimate for the key before counts what comes again', async () => {
  await office.task({ title: 'Neu' })
  expect((await phone.send('Tasks'))?.commands).toHaveLength(1)
  const { syncKey, collectionId } = phone.replica('Tasks')
  const asked = { collectionId, syncKey, className: 'Tasks' }
  expect(await phone.client.getItemEstimate(asked)).toEqual({ status: 1, estimate: 1 })
})

test('an Add that got lost, of an item that is deleted by then, is not followed by a Delete', async () => {
  await office.task({ title: 'Kurz' })
  await phone.send('Tasks')
  await office.tenant.sql("delete from task where tenant_id = $1 and title = 'Kurz'", [
    office.tenant.id,
  ])
  const { add, delete: deleted } = await phone.sync('Tasks')
  expect([add, deleted]).toEqual([[], []])
})

test('an Add that got lost, of an item that breaks by then, comes as an Add when it heals', async () => {
  await phone.sync('Calendar')
  const id = await office.appointment({ title: 'Reihe', rrule: 'FREQ=DAILY;COUNT=5' })
  await phone.send('Calendar')
  await office.tenant.insert('appointment_override', {
    appointment_id: id,
    recurrence_id: `${inDays(3).toISOString().slice(0, 19)}Z`,
    changes: JSON.stringify({ title: 17, note: { nothing: true } }),
  })
  await phone.sync('Calendar')
  expect(phone.items('Calendar').size).toBe(0)
  await office.tenant.sql('delete from appointment_override where tenant_id = $1', [
    office.tenant.id,
  ])
  expect((await phone.sync('Calendar')).add).toHaveLength(1)
})

describe('outside the window', () => {
  test('what a phone itself added there stays up to date', async () => {
    await phone.sync('Calendar')
    const id = await phone.add('Calendar', appointmentData('Fern', inDays(300)))
    await office.tenant.sql("update appointment set title = 'Ferner' where tenant_id = $1", [
      office.tenant.id,
    ])
    expect((await phone.sync('Calendar')).change).toEqual([id])
    expect(phone.list('Calendar', 'Calendar:Subject')).toEqual(['Ferner'])
  })

  test('what was cancelled leaves it, also if the phone changes it before it hears of that', async () => {
    phone.use('Calendar', { conflict: 0 })
    await phone.sync('Calendar')
    const id = await phone.add('Calendar', appointmentData('Fern', inDays(300)))
    await office.tenant.sql("update appointment set status = 'cancelled' where tenant_id = $1", [
      office.tenant.id,
    ])
    const data = appointmentData('Noch', inDays(300))
    const commands = [{ kind: 'change', serverId: id, data } as const]
    const answer = await phone.send('Calendar', { getChanges: false, commands })
    expect(answer?.results).toMatchObject([{ status: 8 }])
    if (answer) phone.take('Calendar', answer)
    expect((await phone.sync('Calendar')).delete).toEqual([id])
  })

  test('what aged and is then edited by the phone leaves it all the same', async () => {
    await office.appointment({ title: 'Vorbei' })
    await phone.sync('Calendar')
    const id = onlyItem(phone, 'Calendar')
    gateway.advance(40 * 86_400_000)
    await phone.edit('Calendar', id, { 'Calendar:Subject': 'War' })
    expect((await phone.sync('Calendar'))['soft-delete']).toEqual([id])
    gateway.advance(-40 * 86_400_000)
  })

  test('what the phone itself moves there stays', async () => {
    await office.appointment({ title: 'Bald' })
    await phone.sync('Calendar')
    const id = onlyItem(phone, 'Calendar')
    await phone.change('Calendar', id, appointmentData('Später', inDays(300)))
    expect((await phone.sync('Calendar')).pages).toBe(0)
    expect([...phone.items('Calendar').keys()]).toEqual([id])
  })
})
