import type { Command } from 'commander'
import { migrate } from '../../store/migrate.js'
import { command, type JsonOption, type Note, print, type Work } from '../invocation.js'
import { makeDemo } from '../make-demo.js'
import { generatePassword } from '../passwords.js'
import { demoDomain, demoLines } from '../set-up-hints.js'

/** `termingate migrate` and `termingate demo` */
export function addDatabaseCommands(program: Command, note: Note): void {
  command(program, 'migrate', "bring the database to this version's tables").action(
    ({ json = false }: JsonOption) =>
      note({ needs: 'database', json, migrates: true, run: runMigrate }),
  )
  command(program, 'demo', 'add the tenant MeinMandant with invented people and items').action(
    ({ json = false }: JsonOption) =>
      note({ needs: 'database', json, migrates: false, run: runDemo }),
  )
}

async function runMigrate(work: Work): Promise<undefined> {
  const applied = await migrate(work.database)
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
