import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import type { RemoteTerminal } from '../control/control-server.js'

/** Where a command reads and writes: this process's streams, or those behind the control socket. */
export type Terminal = RemoteTerminal & {
  /** Of this process, where a person looks: what was written can be written over. */
  screen?: boolean
}

/** Longest line read as a password, in characters. */
const LONGEST_LINE = 10_000

export function processTerminal(): Terminal {
  return {
    cwd: process.cwd(),
    screen: process.stdout.isTTY === true,
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    readLine: readFirstLine,
    ask: async (question, { hidden = false } = {}) =>
      process.stdin.isTTY ? await askPerson(question, hidden) : null,
  }
}

async function readFirstLine(): Promise<string> {
  let text = ''
  process.stdin.setEncoding('utf8')
  for await (const chunk of process.stdin) {
    text += chunk
    if (text.includes('\n') || text.length > LONGEST_LINE) break
  }
  return (text.split('\n')[0] ?? '').replace(/\r$/, '')
}

/** Null when the person ends the input (Ctrl+D) or gives up (Ctrl+C). */
async function askPerson(question: string, hidden: boolean): Promise<string | null> {
  process.stderr.write(question)
  // A hidden answer's echo goes nowhere: readline writes it to its output.
  const output = hidden ? new Writable({ write: (_chunk, _encoding, done) => done() }) : undefined
  const reader = createInterface({
    input: process.stdin,
    output: output ?? process.stderr,
    terminal: true,
  })
  const answer = await new Promise<string | null>((resolve) => {
    reader.once('line', resolve)
    reader.once('SIGINT', () => resolve(null))
    reader.once('close', () => resolve(null))
  })
  reader.close()
  if (hidden || answer === null) process.stderr.write('\n')
  return answer
}
