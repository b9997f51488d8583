import { element } from '../../src/activesync/wbxml/element.js'
import type { CollectionAnswer, ServerCommand } from '../../src/client/answers.js'
import { Replica } from '../../src/client/replica.js'

const data = element('AirSync:ApplicationData')

function answer(commands: ServerCommand[], more: Partial<CollectionAnswer> = {}): CollectionAnswer {
  return {
    collectionId: 'c',
    status: 1,
    syncKey: '2',
    commands,
    results: [],
    moreAvailable: false,
    ...more,
  }
}

function holding(...ids: string[]): Replica {
  const replica = new Replica('c')
  for (const id of ids) replica.items.set(id, data)
  replica.syncKey = '1'
  return replica
}

test('a replica follows adds, changes and both kinds of deletion', () => {
  const changed = element('AirSync:ApplicationData', [element('Tasks:Subject', 'new')])
  const replica = holding('a', 'b', 'c')
  replica.apply(
    answer([
      { kind: 'add', serverId: 'd', data },
      { kind: 'change', serverId: 'a', data: changed },
      { kind: 'delete', serverId: 'b' },
      { kind: 'soft-delete', serverId: 'c' },
    ]),
  )
  expect([...replica.items.keys()]).toEqual(['a', 'd'])
  expect(replica.items.get('a')).toBe(changed)
  expect(replica.syncKey).toBe('2')
})

test.each<[string, CollectionAnswer, string]>([
  ['an Add of what is there', answer([{ kind: 'add', serverId: 'a', data }]), 'adds a'],
  ['a Change of what is not', answer([{ kind: 'change', serverId: 'x', data }]), 'change of x'],
  ['a Delete of what is not', answer([{ kind: 'delete', serverId: 'x' }]), 'delete of x'],
  ['a command without an id', answer([{ kind: 'add', serverId: '', data }]), 'without a ServerId'],
  ['an answer without a key', answer([], { syncKey: '' }), 'no new SyncKey'],
  ['more without progress', answer([], { syncKey: '1', moreAvailable: true }), 'unchanged'],
])('a replica refuses %s', (_, given, message) => {
  expect(() => holding('a').apply(given)).toThrow(message)
})

test('a replica refuses an id that another item has', () => {
  const result = { kind: 'add', status: 1, serverId: 'a' } as const
  expect(() => holding('a').applyAdded(result, data)).toThrow('second item')
})
