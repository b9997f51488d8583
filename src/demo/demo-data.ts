import { demoAppointments } from './demo-appointments.js'
import { demoContacts } from './demo-contacts.js'
import { demoSeries } from './demo-series.js'
import { demoTasks } from './demo-tasks.js'
import type { DemoItems, DemoRequest } from './demo-types.js'
import { random } from './random.js'
import { PLACES, PROPERTIES } from './words.js'

export type { DemoAccount, DemoItems } from './demo-types.js'

/**
 * An invented estate agency: a year of appointments around `now` with several series, tasks of all
 * kinds, 200 contacts. The same request gives the same items.
 */
export function demoItems(request: DemoRequest): DemoItems {
  const chance = random(request.seed ?? 20_261_103)
  const contacts = demoContacts(request.accounts, chance)
  const properties = PROPERTIES.map(([title, address], index) => ({
    key: `property-${index + 1}`,
    title,
    address,
  }))
  const domain = request.accounts[0].email.split('@')[1] ?? 'example.com'
  const places = PLACES.map(([name, key]) => ({ key, name, email: `${key}@${domain}` }))
  const office = { ...request, chance, contacts, properties }
  return {
    properties,
    places,
    contacts,
    tasks: demoTasks(office),
    appointments: [...demoSeries(office), ...demoAppointments(office)],
  }
}
