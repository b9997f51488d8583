import { readFileSync } from 'node:fs'
import type { Logger } from 'pino'
import type { ShedConfig } from '../config-shed.js'

/** For the database and all else that is no connection of a phone; the embedded one has 220. */
const OTHER_FILES = 500

/**
 * Bounds the connections by the files that this process may open. Without files it would not only
 * lack its database: a process of CLUSTER that can't take a connection gets none ever after.
 */
export function withinOpenFiles(shed: ShedConfig, log: Logger, files = filesAllowed()): ShedConfig {
  const connections = Math.floor(files - Math.min(OTHER_FILES, files / 2))
  if (connections >= shed.connections) return shed
  log.info({ files, connections }, 'fewer than MAX_CONNECTIONS, as more files are not allowed')
  return { ...shed, connections }
}

/** Linux only; elsewhere the system's bound is not known. */
function filesAllowed(): number {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8')
    return Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? Number.POSITIVE_INFINITY)
  } catch {
    return Number.POSITIVE_INFINITY
  }
}
