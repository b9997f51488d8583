// node embedded.js DATA_DIR STATEMENT_JSON [panic]: probes the embedded database and prints what it
// saw as JSON. PGlite itself does not run inside jest's sandbox. With `panic` the disk fills up
// between the look at the free space and the write.

import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { inspect } from 'node:util'
import { Ending } from '../../../dist/src/store/ending.js'

let diskFull = false
const { writeSync } = fs
fs.writeSync = (...args) => {
  if (diskFull && args[0] > 2)
    throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', errno: -28 })
  return writeSync(...args)
}
const { statfsSync } = fs
fs.statfsSync = (...args) => ({
  ...statfsSync(...args),
  ...(diskFull && process.argv[4] !== 'panic' ? { bavail: 0 } : {}),
})
syncBuiltinESMExports()

const { openDatabase } = await import('../../../dist/src/store/database.js')
const { discard } = await import('../../../dist/src/store/postgres-client.js')

const log = { debug() {}, warn() {}, info() {}, error() {} }
const [, , dataDir, statement] = process.argv
const database = await openDatabase({ dataDir, pollSeconds: 0, log })
const run = (text) => database.query({ name: '', text })
const nameOf = (error) => error.name
const seen = { rows: inspect(await database.query(...JSON.parse(statement)), { depth: 9 }) }

seen.secondConnection = await database
  .transact(() => Promise.race([run('select 1'), database.knex.raw('select 1')]))
  .catch((error) => error.message)
seen.afterwards = await run('select 1 as one')

await run("insert into tenant (name) values ('embedded')")
await run("insert into account (tenant_id, name) select id, 'anna' from tenant")
const [calendar] = await run("select tenant_id, id from collection where kind = 'calendar'")
const make = `insert into appointment (tenant_id, owner_id, starts_at, ends_at)
  select tenant_id, id, now(), now() from account`
const watched = [{ tenantId: calendar.tenant_id, collectionId: calendar.id }]
const woken = async (work) => {
  const subscription = database.notifier.subscribe(watched)
  await work()
  const ending = new Ending()
  setTimeout(() => ending.end(), 200)
  const result = await subscription.next(ending)
  subscription[Symbol.dispose]()
  return result
}
seen.wokenByCommit = await woken(() => run(make))
seen.wokenByRollback = await woken(() =>
  database
    .transact(async (tx) => {
      await tx.query({ name: '', text: make })
      throw new Error('undo')
    })
    .catch(() => {}),
)
seen.wokenWhenReopened = await woken(async () => {
  const connection = await database.knex.client.acquireConnection()
  discard(connection, 'test')
  await database.knex.client.releaseConnection(connection)
  await run('select 1')
})
seen.wokenAfterReopening = await woken(() => run(make))

const count = async () => (await run('select count(*) as n from appointment'))[0].n
seen.before = await count()
fs.writeFileSync(`${dataDir}/acknowledged`, String(seen.before))
diskFull = true
seen.whileFull = await run(make).catch(nameOf)
diskFull = false
await run(make)
seen.after = await count()
await database.close()
console.log(JSON.stringify(seen))
