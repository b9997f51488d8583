import type { Command } from 'commander'
import { command, type JsonOption, type Note } from '../invocation.js'

/** `termingate serve` */
export function addServeCommand(program: Command, note: Note): void {
  command(program, 'serve', 'run the gateway until SIGTERM or SIGINT')
    .option('--no-demo', 'leave an empty database empty')
    .action(({ json = false, demo }: JsonOption & { demo: boolean }) =>
      note({ needs: 'process', json, demo }),
    )
}
