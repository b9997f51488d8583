import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { socketPath } from '../../src/control/socket-path.js'
import type { BenchDatabase, Row } from './database.js'

/** The embedded database, asked through the control socket of the gateway that holds it. */
export function embedded(dataDir: string): BenchDatabase {
  return {
    url: null,
    version: 'PGlite (embedded)',
    sql: (text, values = []) => ask(dataDir, { op: 'sql', text, values }),
    // Inside the gateway's process: its CPU is counted there.
    backends: async () => [],
    async drop() {},
  }
}

async function ask(dataDir: string, request: Row): Promise<Row[]> {
  const socket = connect(socketPath(dataDir))
  try {
    socket.write(`${JSON.stringify(request)}\n`)
    for await (const line of createInterface({ input: socket })) {
      const answer = JSON.parse(line) as { rows?: Row[]; error?: unknown }
      if (answer.rows) return answer.rows
      throw new Error(`control socket: ${JSON.stringify(answer.error ?? answer)}`)
    }
    throw new Error('The control socket closed without an answer.')
  } finally {
    socket.destroy()
  }
}
