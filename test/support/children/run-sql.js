// node run-sql.js DATA_DIR FILE: a new embedded database in DATA_DIR, made by the statements in FILE.
import { readFileSync } from 'node:fs'
import { openDatabase } from '../../../dist/src/store/database.js'

const [, , dataDir, file] = process.argv
const log = { debug() {}, warn() {} }
const database = await openDatabase({ dataDir, pollSeconds: 0, log })
await database.knex.raw(readFileSync(file, 'utf8').replaceAll('?', '\\?'))
await database.close()
