import type { Database } from '../../../src/store/database.js'
import { type ClockGateway, startClockGateway } from '../../support/clock-gateway.js'
import { testDatabase } from '../../support/database.js'
import type { Phone } from '../../support/phone.js'
import { between, newOffice, type Office } from './support.js'

export const NOW = new Date('2027-03-10T12:00:00Z')
const HOUR_MS = 3_600_000

let database: Database
export let gateway: ClockGateway
export let office: Office

// Importing this file gives each test a gateway that takes it for noon of 10 March 2027.
beforeAll(async () => {
  database = await testDatabase()
})
beforeEach(async () => {
  gateway = await startClockGateway(database)
  turnTo(NOW)
  office = await newOffice(database, gateway.baseUrl)
})

export function turnTo(date: Date): void {
  gateway.advance(date.getTime() - gateway.now().getTime())
}

export function at(iso: string): Date {
  return new Date(iso)
}

export function titles(phone: Phone): string[] {
  return phone.list('Calendar', 'Calendar:Subject')
}

export async function synced(): Promise<Phone> {
  const phone = await office.phone()
  await phone.sync('Calendar')
  return phone
}

/** One appointment of an hour for each title, by its end. */
export async function ending(ends: Record<string, string>): Promise<void> {
  for (const [title, end] of Object.entries(ends)) {
    await office.appointment({ title, ...between(new Date(Date.parse(end) - HOUR_MS), 60) })
  }
}

/** One appointment of an hour for each title, by its start. */
export async function starting(starts: Record<string, string>): Promise<void> {
  for (const [title, start] of Object.entries(starts)) {
    await office.appointment({ title, ...between(at(start), 60) })
  }
}
