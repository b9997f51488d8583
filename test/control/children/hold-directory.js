// Takes a data directory and holds it until killed, or says why not.
import { controlServer } from '../../../dist/src/control/control-server.js'
import { lockDataDirectory } from '../../../dist/src/control/lock.js'

const log = { debug() {} }
try {
  await lockDataDirectory(
    process.argv[2],
    controlServer({ role: 'gateway', database: () => new Promise(() => {}), log }),
  )
  console.log('locked')
} catch (error) {
  console.log(error.message)
}
