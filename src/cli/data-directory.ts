import type { Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { type DataDirectoryLock, DirectoryInUse, lockDataDirectory } from '../control/lock.js'

const STEP_MS = 100
/** A command holds the directory for seconds; an import of a large file for longer. */
const MOST_MS = 60_000

/**
 * Takes the data directory, waiting while another command has it.
 * @throws DirectoryInUse at once for a running gateway, after a minute for anything else
 */
export async function lockWhenFree(
  dataDir: string,
  onConnection: (socket: Socket) => void,
): Promise<DataDirectoryLock> {
  const deadline = Date.now() + MOST_MS
  for (;;) {
    try {
      return await lockDataDirectory(dataDir, onConnection)
    } catch (error) {
      // A process that opens the database says nothing for seconds: it is asked again.
      const stays = !(error instanceof DirectoryInUse) || error.holder.role === 'gateway'
      if (stays || Date.now() > deadline) throw error
    }
    await pause(STEP_MS)
  }
}
