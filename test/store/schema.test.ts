import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { testDatabase } from '../support/database.js'
import { dumpSchema } from '../support/dump-schema.js'
import { ROOT } from '../support/prepare.js'

test('db/schema.sql is what the migrations make (npm run db:dump)', async () => {
  const database = await testDatabase()
  const dump = await dumpSchema((text) => database.query({ name: '', text }))
  expect(dump).toBe(readFileSync(join(ROOT, 'db/schema.sql'), 'utf8'))
})

test('every column of an item is journalled, or known not to show on a device', async () => {
  const database = await testDatabase()
  const tables = [
    'appointment',
    'appointment_participant',
    'appointment_override',
    'task',
    'contact',
    'contact_number',
    'note',
  ]
  const silent = ['series_end', 'details', 'created_at', 'updated_at']
  const rows = await database.query<{ missing: string }>(
    {
      name: '',
      text: `select c.table_name || '.' || c.column_name as missing
        from information_schema.columns c
        where c.table_schema = current_schema() and c.table_name = any($1)
          and c.column_name <> all($2)
          and not exists (
            select from pg_trigger t join pg_proc p on p.oid = t.tgfoid
            where t.tgrelid = c.table_name::regclass and p.proname like 'journal%'
              and substring(p.prosrc from 'select ([^()]*) from old_rows') ~
                ('\\m' || c.column_name || '\\M'))`,
    },
    [tables, silent],
  )
  expect(rows).toEqual([])
})
