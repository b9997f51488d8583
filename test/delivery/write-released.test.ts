import pg from 'pg'
import { POSTGRES } from '../support/database.js'
import { startGateway } from '../support/gateway.js'
import { createDatabase, withDatabase } from '../support/prepare.js'
import { writeReleased } from './released.js'

/** The version whose database is to be kept in db/released: scripts/release.js says so. */
const VERSION = process.env.WRITE_RELEASED

const onRelease = VERSION && POSTGRES ? test : test.skip

onRelease('a database of the version that is released is kept (only when one is)', async () => {
  const name = `termingate_release_${process.pid}`
  await createDatabase(POSTGRES ?? '', name)
  const databaseUrl = withDatabase(POSTGRES ?? '', name)
  const gateway = await startGateway({ databaseUrl })
  try {
    await writeReleased(VERSION ?? '', gateway, databaseUrl)
  } finally {
    await gateway.stop()
    const client = new pg.Client(POSTGRES ?? '')
    await client.connect()
    await client.query(`drop database "${name}" with (force)`)
    await client.end()
  }
})
