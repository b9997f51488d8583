import { z } from 'zod'
import { type Contact, type ContactPatch, SYNC_SLOTS, type SyncSlot } from '../../store/model.js'
import { defined } from '../defined.js'
import { newUid } from './appointment.js'
import { calendarDate, instantText, rowId, textOf } from './common.js'

const SLOTS = Object.values(SYNC_SLOTS).flat() as [SyncSlot, ...SyncSlot[]]
const slot = z.enum(SLOTS).nullable().describe('Its place on phones; null: on none by itself.')
const kind = z.enum(['phone', 'fax', 'email'])

const numberIn = z
  .strictObject({
    kind,
    type: z.string().max(100).default('').describe('In the words of the application.'),
    value: z.string().min(1).max(1_000),
    isDefault: z.boolean().default(false),
    slot: slot.default(null),
  })
  .refine(fits, { path: ['slot'], message: 'No place for a number of this kind' })
  .meta({ id: 'NewNumber' })
const numberOut = z
  .strictObject({
    id: rowId,
    kind,
    type: z.string(),
    value: z.string(),
    isDefault: z.boolean(),
    slot,
  })
  .meta({ id: 'Number' })

function fits(number: { kind: keyof typeof SYNC_SLOTS; slot: SyncSlot | null }): boolean {
  return number.slot === null || SYNC_SLOTS[number.kind].some((one) => one === number.slot)
}

const short = z.string().max(255)
const texts = {
  salutation: short,
  title: short,
  firstName: short,
  lastName: short,
  company: short,
  companySuffix: short,
  street: short,
  postalCode: short,
  city: short,
  country: short,
  homepage: z.string().max(2_000),
  note: z.string().max(200_000),
}

const numbers = z
  .array(numberIn)
  .max(200)
  .refine((all) => {
    const slots = all.flatMap((one) => one.slot ?? [])
    return new Set(slots).size === slots.length
  }, 'A place is given to one number only')
  .describe('Replaces all that are there.')

const fields = {
  ...texts,
  birthday: calendarDate.nullable(),
  responsibleId: rowId.nullable().describe('`id` of a user.'),
  numbers,
}

export const contact = z
  .strictObject({
    id: rowId,
    uid: z.string(),
    ...texts,
    birthday: z.string().nullable(),
    responsibleId: rowId.nullable(),
    numbers: z.array(numberOut),
    syncedBy: z.array(rowId).describe('Users who have it in their address list (R-ONO-150).'),
    createdAt: instantText,
    updatedAt: instantText,
  })
  .meta({ id: 'Contact' })
export const newContact = z
  .strictObject({
    ...z.strictObject(fields).partial().shape,
    uid: newUid,
    syncedBy: z.array(rowId).max(200).default([]).describe('Users who get it, by their `id`.'),
  })
  .meta({ id: 'NewContact' })
export const contactPatch = z.strictObject(fields).partial().meta({ id: 'ContactPatch' })

export function contactPatchOf(
  given: z.output<typeof contactPatch> & { uid?: string | undefined },
): ContactPatch {
  return defined(given)
}

export function contactView(item: Contact, syncedBy: number[]): z.output<typeof contact> {
  const { picture, logo, pictureCopy, clientData, createdAt, updatedAt, ...plain } = item
  return { ...plain, syncedBy, createdAt: textOf(createdAt), updatedAt: textOf(updatedAt) }
}
