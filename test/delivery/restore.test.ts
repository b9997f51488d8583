import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { appointmentData, inDays, newOffice } from '../activesync/sync/support.js'
import { POSTGRES } from '../support/database.js'
import { type Gateway, startGateway } from '../support/gateway.js'
import { describeNeeding, missingProgram } from '../support/needs.js'
import { createDatabase, withDatabase } from '../support/prepare.js'

const LIMIT_MS = 120_000
const NEEDS = POSTGRES ? missingProgram('pg_dump') : 'TEST_DATABASE_URL'

describeNeeding(NEEDS, 'a restored backup', () => {
  const name = `termingate_restore_${process.pid}_${Date.now()}`
  const backup = `${name}_backup`
  const urlOf = (database: string) => (POSTGRES ? withDatabase(POSTGRES, database) : '')
  const place = mkdtempSync(join(tmpdir(), 'termingate-restore-'))
  const running: Gateway[] = []

  async function onServer(statement: string): Promise<void> {
    const client = new pg.Client(POSTGRES ?? '')
    await client.connect()
    try {
      await client.query(statement)
    } finally {
      await client.end()
    }
  }

  async function start(database: string, port = '0'): Promise<Gateway> {
    const gateway = await startGateway({ databaseUrl: urlOf(database), env: { PORT: port } })
    running.push(gateway)
    return gateway
  }

  afterAll(async () => {
    for (const gateway of running) await gateway.stop()
    rmSync(place, { recursive: true })
    for (const one of [name, backup]) {
      await onServer(`drop database if exists "${one}" with (force)`)
    }
  })

  test(
    'older than what a phone has seen: the phone begins anew, with nothing doubled',
    async () => {
      await createDatabase(POSTGRES ?? '', name)
      const before = await start(name)
      const port = new URL(before.baseUrl).port
      const office = await newOffice(before, before.baseUrl)
      await office.appointment({ title: 'Zahnarzt' })
      const phone = await office.phone({})
      await phone.sync('Calendar')
      // As docs/deployment.md says: while the gateway runs.
      const file = join(place, 'backup.dump')
      execFileSync('pg_dump', ['--format=custom', '--file', file, '--dbname', urlOf(name)])
      await onServer(`create database "${backup}"`)
      execFileSync('pg_restore', ['--exit-on-error', '--dbname', urlOf(backup), file])
      await before.stop()

      // Written after the backup was made, and lost with the server.
      const lost = await start(name, port)
      await phone.add('Calendar', appointmentData('Nach der Sicherung', inDays(2)))
      await phone.sync('Calendar')
      expect(phone.list('Calendar', 'Calendar:Subject').sort()).toEqual([
        ...['Nach der Sicherung', 'Zahnarzt'],
      ])
      await lost.stop()

      const restored = await start(backup, port)
      // Its key is not known here: it throws away what it has, and asks anew.
      await expect(phone.sync('Calendar')).rejects.toMatchObject({ status: 3 })
      const replica = phone.replica('Calendar')
      replica.items.clear()
      replica.syncKey = '0'
      await phone.sync('Calendar')
      expect(phone.list('Calendar', 'Calendar:Subject')).toEqual(['Zahnarzt'])
      await restored.sql("update appointment set title = 'Zahnarzt, verlegt'")
      await phone.sync('Calendar')
      expect(phone.list('Calendar', 'Calendar:Subject')).toEqual(['Zahnarzt, verlegt'])
      phone.close()
    },
    LIMIT_MS,
  )
})
