import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { runCommandLine } from '../../src/cli/main.js'
import { ROOT } from '../support/prepare.js'

export type Result = { code: number | null; stdout: string; stderr: string }

export type RunOptions = {
  env?: Record<string, string>
  /** Standard input, then its end. */
  stdin?: string
  cwd?: string
}

/** Runs `termingate …` as a process, with no more of this one's environment than it needs. */
export async function termingate(args: string[], options: RunOptions = {}): Promise<Result> {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(process.execPath, [join(ROOT, 'bin/termingate.js'), ...args], {
    env: { PATH, HOME, TZ: 'UTC', LOGIN_BCRYPT_COST: '4', ...options.env },
    cwd: options.cwd,
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (data) => {
    stdout += data
  })
  child.stderr.on('data', (data) => {
    stderr += data
  })
  // It may end without reading.
  child.stdin.on('error', () => {})
  child.stdin.end(options.stdin ?? '')
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, stdout, stderr }
}

/** The same in this process: not for what opens the embedded database, which jest can't. */
export async function inProcess(args: string[], options: RunOptions = {}): Promise<Result> {
  const result = { stdout: '', stderr: '' }
  const terminal = {
    cwd: options.cwd ?? process.cwd(),
    stdout(text: string) {
      result.stdout += text
    },
    stderr(text: string) {
      result.stderr += text
    },
    readLine: async () => (options.stdin ?? '').split(/\r?\n/)[0] ?? '',
    ask: async () => null,
  }
  return { code: await runCommandLine(args, terminal, { ...options.env }), ...result }
}
