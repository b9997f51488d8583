// node upkeep-embedded.js DATA_DIR: fills and empties a table of the embedded database again and again,
// with upkeep in between, and prints its size after each round as JSON.
import { loadConfig } from '../../../dist/src/config.js'
import { openDatabase } from '../../../dist/src/store/database.js'
import { createUpkeep } from '../../../dist/src/upkeep.js'

const log = { debug() {}, warn() {}, info() {}, error() {} }
const database = await openDatabase({ dataDir: process.argv[2], pollSeconds: 0, log })
const run = (text) => database.query({ name: '', text })
const upkeep = createUpkeep({ config: loadConfig({}), database, log, now: () => new Date() })

await run("insert into tenant (name) values ('embedded')")
await run("insert into account (tenant_id, name) select id, 'anna' from tenant")
const sizes = []
for (let round = 0; round < 4; round++) {
  await run(`insert into sign_in (tenant_id, account_id, at, last_at)
    select tenant_id, id, now() - interval '91 days', now() - interval '91 days'
    from account, generate_series(1, 6000)`)
  // Counts of a session are told to the server once in a while.
  await run('select pg_stat_force_next_flush()')
  await upkeep.run()
  const [{ bytes }] = await run("select pg_table_size('sign_in')::integer as bytes")
  sizes.push(bytes)
}
await database.close()
console.log(JSON.stringify(sizes))
