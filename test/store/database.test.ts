import { newTenant, testDatabase } from '../support/database.js'

test('a tenant can be made', async () => {
  const database = await testDatabase()
  const tenant = await newTenant(database)
  expect(tenant.id).toBeGreaterThan(0)
})
