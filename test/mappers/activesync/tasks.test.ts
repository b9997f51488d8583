import { type Element, element, type Tag } from '../../../src/activesync/wbxml/element.js'
import { itemMappers } from '../../../src/mappers/activesync/index.js'
import type { MapperContext, ReadContext } from '../../../src/mappers/activesync/mapper.js'
import { MappingError } from '../../../src/mappers/mapping-error.js'
import type { Task } from '../../../src/store/model.js'
import { exchange } from '../../../src/store/rule-set.js'
import { context, data, find, NOW, reading, tags, task, texts } from './samples.js'

type Texts = Partial<Record<Tag, string>>
type Within = Partial<ReadContext<'task'>>

const write = (item: Task, within: Partial<MapperContext> = {}) =>
  itemMappers.task.write(item, context(within))
const changed = (item: Task, values: Texts, within: Within = {}): Task => ({
  ...item,
  ...itemMappers.task.read(texts(values), reading<'task'>(item, within)),
})
const added = (values: Texts, within: Within = {}) =>
  itemMappers.task.read(texts(values), reading<'task'>(null, within))

describe('priority', () => {
  test.each([
    [1, '2'],
    [2, '2'],
    [3, '1'],
    [4, '1'],
    [5, '0'],
    [6, '0'],
  ])('R-ONO-73 priority %i is Importance %s', (priority, importance) => {
    expect(find(write(task({ priority })), 'Tasks:Importance')).toBe(importance)
  })

  test.each([
    ['2', 2],
    ['1', 3],
    ['0', 5],
  ])('R-ONO-91 a changed Importance %s is priority %i', (importance, priority) => {
    const other = importance === '1' ? 1 : 3
    expect(changed(task({ priority: other }), { 'Tasks:Importance': importance }).priority).toBe(
      priority,
    )
  })

  test('R-ONO-91 an unchanged Importance flattens no finer priority', () => {
    for (const priority of [1, 2, 3, 4, 5, 6]) {
      const item = task({ priority })
      const echo = find(write(item), 'Tasks:Importance') ?? ''
      expect(changed(item, { 'Tasks:Importance': echo, 'Tasks:Subject': 'Neu' }).priority).toBe(
        priority,
      )
    }
  })

  test('an odd Importance is taken and handed back', () => {
    const item = changed(task({ priority: 1 }), { 'Tasks:Importance': '7' })
    expect(item.priority).toBe(1)
    expect(find(write(item), 'Tasks:Importance')).toBe('7')
    expect(find(write(changed(item, { 'Tasks:Importance': '0' })), 'Tasks:Importance')).toBe('0')
  })
})

describe('dates', () => {
  const dates = { startDate: '2027-01-20', dueDate: '2027-07-22' }

  test('R-ONO-74 start as instant and wall clock, always both', () => {
    const item = write(task({ startDate: '2027-01-20' }))
    expect(find(item, 'Tasks:UtcStartDate')).toBe('2027-01-19T23:00:00.000Z')
    expect(find(item, 'Tasks:StartDate')).toBe('2027-01-20T00:00:00.000Z')
  })

  test('R-ONO-76 R-ONO-77 the due date goes only with the deadline flag', () => {
    const due = write(task({ ...dates, deadline: true }))
    expect(find(due, 'Tasks:UtcDueDate')).toBe('2027-07-21T22:00:00.000Z')
    expect(find(due, 'Tasks:DueDate')).toBe('2027-07-22T00:00:00.000Z')
    expect(tags(write(task(dates)))).not.toContain('Tasks:DueDate')
    expect(tags(write(task(dates)))).not.toContain('Tasks:UtcDueDate')
  })

  test.each<[string, Texts]>([
    [
      'both',
      {
        'Tasks:UtcDueDate': '2027-01-21T23:00:00.000Z',
        'Tasks:DueDate': '2027-01-22T00:00:00.000Z',
      },
    ],
    ['the wall clock', { 'Tasks:DueDate': '2027-01-22T00:00:00.000Z' }],
    ['the instant', { 'Tasks:UtcDueDate': '2027-01-21T23:00:00.000Z' }],
    [
      'the instant in both',
      {
        'Tasks:UtcDueDate': '2027-01-21T23:00:00.000Z',
        'Tasks:DueDate': '2027-01-21T23:00:00.000Z',
      },
    ],
    [
      'midnight UTC in both',
      {
        'Tasks:UtcDueDate': '2027-01-22T00:00:00.000Z',
        'Tasks:DueDate': '2027-01-22T00:00:00.000Z',
      },
    ],
    [
      'an end of the working day',
      {
        'Tasks:UtcDueDate': '2027-01-22T16:00:00.000Z',
        'Tasks:DueDate': '2027-01-22T17:00:00.000Z',
      },
    ],
  ])('R-ONO-96 %s is that day, with the deadline flag', (_, values) => {
    expect(changed(task(), values)).toMatchObject({ dueDate: '2027-01-22', deadline: true })
  })

  test('R-ONO-96 a cleared due date takes the flag along', () => {
    const item = task({ dueDate: '2027-01-22', deadline: true })
    expect(changed(item, { 'Tasks:DueDate': '', 'Tasks:UtcDueDate': '' })).toMatchObject({
      dueDate: null,
      deadline: false,
    })
  })

  test('R-ONO-77 a due date that was never shown can not be taken away', () => {
    const item = task({ dueDate: '2027-01-22', deadline: false })
    expect(changed(item, { 'Tasks:DueDate': '', 'Tasks:UtcDueDate': '' })).toEqual(item)
    expect(changed(item, { 'Tasks:Subject': 'x' }, { rules: exchange })).toMatchObject({
      dueDate: '2027-01-22',
    })
  })

  test('R-ONO-93 the client’s start is taken', () => {
    expect(changed(task(), { 'Tasks:StartDate': '2027-01-20T00:00:00.000Z' }).startDate).toBe(
      '2027-01-20',
    )
  })

  test('the zone of the task counts before the user’s', () => {
    const item = write(task({ startDate: '2027-01-20', timeZone: 'America/New_York' }))
    expect(find(item, 'Tasks:UtcStartDate')).toBe('2027-01-20T05:00:00.000Z')
  })
})

describe('completion', () => {
  test('R-ONO-99 R-ONO-100 R-ONO-101 Complete 1 is done, 100 %, with its date', () => {
    const item = changed(task(), {
      'Tasks:Complete': '1',
      'Tasks:DateCompleted': '2026-11-21T00:39:39.000Z',
    })
    expect(item).toMatchObject({
      status: 'done',
      percentComplete: 100,
      completedAt: new Date('2026-11-21T00:39:39Z'),
    })
  })

  test('R-ONO-99 R-ONO-101 Complete 0 touches nothing', () => {
    const item = task({ status: 'in-progress', percentComplete: 40 })
    expect(changed(item, { 'Tasks:Complete': '0' })).toEqual(item)
    expect(changed(task({ status: 'done' }), { 'Tasks:Complete': '0' }).status).toBe('done')
  })

  test('where completed tasks stay, Complete 0 opens them again', () => {
    const item = task({ status: 'done', percentComplete: 100, completedAt: NOW })
    expect(changed(item, { 'Tasks:Complete': '0' }, { rules: exchange })).toMatchObject({
      status: 'open',
      percentComplete: 0,
      completedAt: null,
    })
  })

  test('R-ONO-80 other states are Complete 0; a done task has a date', () => {
    expect(find(write(task({ status: 'in-progress' })), 'Tasks:Complete')).toBe('0')
    expect(find(write(task({ status: 'done', completedAt: NOW })), 'Tasks:DateCompleted')).toBe(
      '2026-11-21T10:10:00.000Z',
    )
    expect(find(write(task({ status: 'done' })), 'Tasks:DateCompleted')).toBe(
      '2026-01-02T03:04:05.000Z',
    )
  })
})

describe('the other fields', () => {
  test('R-ONO-70 R-ONO-71 R-ONO-90 subject and text both ways', () => {
    const item = task({ title: 'Rückruf', note: 'eins\nzwei' })
    const body = write(item).children.find((child) => child.tag === 'AirSyncBase:Body')
    expect(find(write(item), 'Tasks:Subject')).toBe('Rückruf')
    expect(body && find(body, 'AirSyncBase:Data')).toBe('eins\r\nzwei')
    const node = data(
      element('AirSyncBase:Body', [
        element('AirSyncBase:Type', 1),
        element('AirSyncBase:Data', 'drei\r\nvier'),
      ]),
    )
    expect(itemMappers.task.read(node, reading<'task'>(item)).note).toBe('drei\nvier')
  })

  test('R-ONO-72 R-ONO-92 the kind is the first known category', () => {
    const node = data(
      element(
        'Tasks:Categories',
        ['Blau', 'Telefon'].map((name) => element('Tasks:Category', name)),
      ),
    )
    const item = { ...task(), ...itemMappers.task.read(node, reading<'task'>(task())) }
    expect(item.type).toBe('Telefon')
    const categories = write(item).children.find((child) => child.tag === 'Tasks:Categories')
    expect(categories?.children.map((child) => child.text)).toEqual(['Telefon', 'Blau'])
  })

  test('R-ONO-78 R-ONO-97 private is 2, everything else 1', () => {
    expect(find(write(task()), 'Tasks:Sensitivity')).toBe('1')
    expect(find(write(task({ privacy: 'private' })), 'Tasks:Sensitivity')).toBe('2')
    expect(changed(task(), { 'Tasks:Sensitivity': '2' }).privacy).toBe('private')
  })

  test('R-ONO-79 R-ONO-98 the reminder both ways; absent it stays', () => {
    const item = task({ reminderAt: new Date('2027-01-20T08:00:00Z') })
    expect(find(write(item), 'Tasks:ReminderSet')).toBe('1')
    expect(find(write(item), 'Tasks:ReminderTime')).toBe('2027-01-20T08:00:00.000Z')
    expect(find(write(task()), 'Tasks:ReminderSet')).toBe('0')
    expect(changed(item, { 'Tasks:ReminderSet': '0' }).reminderAt).toBeNull()
    expect(changed(item, { 'Tasks:Subject': 'x' }, { rules: exchange }).reminderAt).toEqual(
      item.reminderAt,
    )
    expect(() => changed(item, { 'Tasks:ReminderSet': '2' })).toThrow(MappingError)
  })

  test('R-ONO-94 R-ONO-95 a new task is the user’s, nobody else edits it; a change keeps both', () => {
    expect(added({ 'Tasks:Subject': 'x' })).toMatchObject({
      responsibleId: 7,
      editorIds: [],
      status: 'open',
      priority: 3,
    })
    const item = task({ responsibleId: 9, editorIds: [7] })
    expect(changed(item, { 'Tasks:Subject': 'x' })).toEqual({ ...item, title: 'x' })
  })
})

describe('recurrence', () => {
  const node = (parts: Record<string, string>): Element =>
    data(
      element(
        'Tasks:Recurrence',
        Object.entries(parts).map(([name, text]) => element(`Tasks:${name}` as Tag, text)),
      ),
    )
  const parts = (item: Element) =>
    item.children
      .find((child) => child.tag === 'Tasks:Recurrence')
      ?.children.map((child) => [child.tag.split(':')[1], child.text])
  const weekly = task({ startDate: '2027-01-20', rrule: 'FREQ=WEEKLY;UNTIL=20270331;BYDAY=WE' })

  test('dates have dashes; Start is the instant up to 14.1 and the wall clock from 16.0', () => {
    expect(parts(write(weekly))).toEqual([
      ['Type', '1'],
      ['Start', '2027-01-19T23:00:00.000Z'],
      ['Until', '2027-03-30T22:00:00.000Z'],
      ['Interval', '1'],
      ['DayOfWeek', '8'],
      ['FirstDayOfWeek', '1'],
    ])
    expect(parts(write(weekly, { version: '16.1' }))?.slice(1, 3)).toEqual([
      ['Start', '2027-01-20T00:00:00.000Z'],
      ['Until', '2027-03-31T00:00:00.000Z'],
    ])
  })

  test('R-ONO-63 Regenerate and DeadOccur come back', () => {
    const told = node({
      Type: '0',
      Start: '2027-01-20T00:00:00.000Z',
      Regenerate: '1',
      DeadOccur: '1',
    })
    const item = { ...task(), ...itemMappers.task.read(told, reading<'task'>(task())) }
    expect(item.rrule).toBe('FREQ=DAILY')
    expect(parts(write(item))).toEqual(
      expect.arrayContaining([
        ['Regenerate', '1'],
        ['DeadOccur', '1'],
      ]),
    )
  })
})
