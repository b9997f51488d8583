import { describeOnPostgres, POSTGRES } from '../support/database.js'
import { createDatabase, withDatabase } from '../support/prepare.js'
import { inProcess } from './termingate.js'

describeOnPostgres('on PostgreSQL', () => {
  const name = `termingate_cli_${process.pid}_${Date.now()}`
  const DATABASE_URL = POSTGRES ? withDatabase(POSTGRES, name) : ''
  const run = (...args: string[]) => inProcess(args, { env: { DATABASE_URL } })

  afterAll(async () => {
    const { default: pg } = await import('pg')
    const client = new pg.Client(POSTGRES ?? '')
    await client.connect()
    await client.query(`drop database if exists "${name}" with (force)`)
    await client.end()
  })

  test('a database that is not there is told at once', async () => {
    const { code, stderr } = await run('tenant', 'list')
    expect(stderr).toContain(`/${name} can't be used: there is no such database on it.`)
    expect(code).toBe(1)
  })

  test('tables are made by migrate alone, since gateways may be using them', async () => {
    await createDatabase(POSTGRES ?? '', name)
    const before = await run('tenant', 'list')
    expect(before.stderr).toMatch(/lacks \d+ migrations \(001-tables.*run termingate migrate first/)
    expect(before.code).toBe(1)
    expect((await run('migrate')).stdout).toContain('Migrated the database: 001-tables')
    expect((await run('migrate')).stdout).toContain('up to date')
  })

  test('commands open the database themselves', async () => {
    expect((await run('tenant', 'add', 'Amt', '--domain', 'example.com')).code).toBe(0)
    expect((await run('user', 'add', 'Amt', 'a', '--enable', 'tasks')).code).toBe(0)
    const { stdout } = await run('user', 'list', '--json')
    expect(JSON.parse(stdout)).toMatchObject([{ login: 'a_Amt', enabled: ['tasks'] }])
  })
})
