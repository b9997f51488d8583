// node make-template.js DIRECTORY: an embedded database with all migrations, made in DIRECTORY.
import { openDatabase } from '../../../dist/src/store/database.js'
import { migrate } from '../../../dist/src/store/migrate.js'

const log = { debug() {}, warn() {} }
const database = await openDatabase({ dataDir: process.argv[2], pollSeconds: 0, log })
await migrate(database)
await database.close()
