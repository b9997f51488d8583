import { Phone } from './phone.js'
import { PASSWORD } from './tenant.js'

const KINDS = ['Calendar', 'Tasks', 'Contacts', 'Notes'] as const

/** All that a phone knows of its account, as JSON: for one that goes on after years. */
export type PhoneMemory = {
  user: string
  deviceId: string
  version: string
  policyKey: number
  folderKey: string
  folders: Phone['folders']
  replicas: {
    kind: (typeof KINDS)[number]
    syncKey: string
    items: [string, ReturnType<Phone['items']> extends ReadonlyMap<string, infer E> ? E : never][]
  }[]
}

export function memoryOf(phone: Phone, of: { user: string; deviceId: string }): PhoneMemory {
  const { version, policyKey } = phone.client
  const replicas = KINDS.filter((kind) => phone.has(kind)).map((kind) => {
    const { syncKey, items } = phone.replica(kind)
    return { kind, syncKey, items: [...items] }
  })
  const { folderKey, folders } = phone
  return { ...of, version, policyKey, folderKey, folders, replicas }
}

/** The same phone again, on a gateway at any address. */
export function phoneWith(memory: PhoneMemory, baseUrl: string): Phone {
  const { user, deviceId, version, policyKey, folderKey, folders, replicas } = memory
  const phone = new Phone({ baseUrl, user, password: PASSWORD, deviceId, version })
  phone.client.policyKey = policyKey
  Object.assign(phone, { folderKey, folders })
  for (const { kind, syncKey, items } of replicas) {
    const replica = phone.replica(kind)
    replica.syncKey = syncKey
    for (const [serverId, data] of items) replica.items.set(serverId, data)
  }
  return phone
}
