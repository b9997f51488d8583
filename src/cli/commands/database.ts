import { resolve } from 'node:path'
import type { Command } from 'commander'
import pino from 'pino'
import { UserError } from '../../errors.js'
import { backUpEmbedded, megabytes } from '../../store/backup.js'
import { openDatabase } from '../../store/database.js'
import { migrate } from '../../store/migrate.js'
import { moveDatabase } from '../../store/move-database.js'
import { command, type JsonOption, type Note, print, type Work } from '../invocation.js'
import { makeDemo } from '../make-demo.js'
import { generatePassword } from '../passwords.js'
import { demoDomain, demoLines } from '../set-up-hints.js'
import { waitForDatabase } from '../wait-for-database.js'

/** `termingate migrate`, `demo`, `backup` and `move` */
export function addDatabaseCommands(program: Command, note: Note): void {
  command(program, 'migrate', "bring the database to this version's tables").action(
    ({ json = false }: JsonOption) =>
      note({ needs: 'database', json, migrates: true, run: runMigrate }),
  )
  command(program, 'demo', 'add the tenant MeinMandant with invented people and items').action(
    ({ json = false }: JsonOption) =>
      note({ needs: 'database', json, migrates: false, run: runDemo }),
  )
  command(program, 'backup <directory>', 'copy the embedded database, also while a gateway runs')
    .addHelpText('after', BACKUP_HELP)
    .action((directory: string, { json = false }: JsonOption) =>
      note({
        needs: 'database',
        ...{ json, migrates: false },
        run: (work: Work) => runBackup(work, directory),
      }),
    )
  command(
    program,
    'move <database-url>',
    'take the embedded database over into an empty PostgreSQL',
  )
    .addHelpText('after', MOVE_HELP)
    .action((url: string, { json = false }: JsonOption) =>
      note({
        needs: 'database',
        ...{ json, migrates: false, alone: true },
        run: (work: Work) => runMove(work, url),
      }),
    )
}

const log = pino({ level: 'silent' })

const BACKUP_HELP = `
The new directory is a data directory: to go back, stop the gateway and put it in the place of DATA_DIR.
Requests wait while it is copied (a second for some 100 MB).`

async function runBackup(work: Work, directory: string): Promise<undefined> {
  const { database, config, terminal } = work
  if (database.kind !== 'pglite') {
    throw new UserError(
      'DATABASE_URL is set: back PostgreSQL up with its own tools, such as pg_dump --format=custom.',
    )
  }
  const to = resolve(terminal.cwd, directory)
  const bytes = await backUpEmbedded(database, config.dataDir, to)
  print(work, { directory: to, bytes }, [`Copied the database to ${to} (${megabytes(bytes)} MB).`])
}

const MOVE_HELP = `
Stop the gateway before. Phones go on where they are: nothing is synchronised anew.
The embedded database is only read, and stays as it is.`

async function runMove(work: Work, url: string): Promise<undefined> {
  const { database, config, terminal } = work
  if (database.kind !== 'pglite') {
    throw new UserError('DATABASE_URL is set: move starts from the embedded database. Unset it.')
  }
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url)) {
    throw new UserError(
      'The new database must be named as postgres://user:password@host:port/name.',
    )
  }
  const target = await openDatabase({ databaseUrl: url, poolSize: 2, listen: false, log })
  try {
    const named = { ...config, databaseUrl: url }
    await waitForDatabase(target, named, { terminal, signal: AbortSignal.abort() })
    const moved = await moveDatabase(database, target)
    const rows = moved.reduce((sum, table) => sum + table.rows, 0)
    print(work, { moved }, [
      `Took ${rows} rows of ${moved.length} tables over.`,
      'Now set DATABASE_URL to the new database and start the gateway. The old one stays in',
      `${config.dataDir}/pglite: remove it when all is well, and do not use it again.`,
    ])
  } finally {
    await target.close()
  }
}

async function runMigrate(work: Work): Promise<undefined> {
  const onWait = (why: string) => work.terminal.stderr(`${why}\n`)
  const applied = await migrate(work.database, { onWait })
  print(work, { applied }, [
    applied.length > 0
      ? `Migrated the database: ${applied.join(', ')}.`
      : 'The database is up to date: nothing to migrate.',
  ])
}

async function runDemo(work: Work): Promise<undefined> {
  const password = generatePassword()
  const { database, config, actor, now } = work
  const passwordCost = config.login.bcryptCost
  const demo = await makeDemo(
    database,
    { domain: demoDomain(config), password, passwordCost, now: now() },
    actor,
  )
  print(work, { ...demo, password }, demoLines({ ...demo, password }))
}
