// node pglite-server.js DATA_DIR SOCKET: serves an embedded database to pg clients until its
// standard input ends. PGlite itself does not run inside jest's sandbox.
import { PGlite } from '@electric-sql/pglite'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'

const [, , dataDir, path] = process.argv
const db = await PGlite.create({ dataDir })
const server = new PGLiteSocketServer({ db, path, maxConnections: 20 })
await server.start()
process.stdin.resume().on('end', () => process.exit(0))
console.log('ready')
