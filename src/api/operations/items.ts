import { flagContact, unflagContact } from '../../store/contacts.js'
import { flagsOf } from '../../store/item-lists.js'
import type { Id } from '../../store/model.js'
import { type Operation, operation, type TenantCall } from '../operation.js'
import { notFound } from '../problem.js'
import {
  appointment,
  appointmentPatch,
  appointmentPatchOf,
  appointmentView,
  newAppointment,
} from '../shapes/appointment.js'
import {
  contact,
  contactPatch,
  contactPatchOf,
  contactView,
  newContact,
} from '../shapes/contact.js'
import { newTask, task, taskPatch, taskPatchOf, taskView } from '../shapes/task.js'
import { cancelOf, type ItemDoor, itemOperations, itemView, lockedItem } from './item-operations.js'
import { userOf } from './target-user.js'

const appointments: ItemDoor<'appointment', typeof appointment> = {
  ...{ kind: 'appointment', plural: 'appointments' },
  ...{ shape: appointment, newShape: newAppointment, patchShape: appointmentPatch },
  views: async (_sql, _tenantId, items) => items.map(appointmentView),
  patchOf: appointmentPatchOf,
}

const tasks: ItemDoor<'task', typeof task> = {
  ...{ kind: 'task', plural: 'tasks' },
  ...{ shape: task, newShape: newTask, patchShape: taskPatch },
  views: async (_sql, _tenantId, items) => items.map(taskView),
  patchOf: taskPatchOf,
}

const contacts: ItemDoor<'contact', typeof contact> = {
  ...{ kind: 'contact', plural: 'contacts' },
  ...{ shape: contact, newShape: newContact, patchShape: contactPatch },
  async views(sql, tenantId, items) {
    const ids = items.map(({ id }) => id)
    const flags = await flagsOf(sql, tenantId, ids)
    return items.map((item) => contactView(item, flags.get(item.id) ?? []))
  },
  patchOf({ syncedBy: _, ...given }: { syncedBy?: number[] }) {
    return contactPatchOf(given)
  },
  async made({ database, tenant }, contactId, { syncedBy }: { syncedBy: number[] }) {
    for (const accountId of new Set(syncedBy)) {
      await flagContact(database, tenant.id, { accountId, contactId, homeId: null })
    }
  },
}

async function contactNow(call: Pick<TenantCall, 'database' | 'tenant'>, id: Id) {
  return await itemView<'contact', typeof contact>(contacts, call, id)
}

const FLAG = '/tenants/{tenant}/users/{user}/contacts/{id}'
const group = 'Items'
const scope = 'items:write'

const syncContact = operation({
  ...{ method: 'PUT', path: FLAG, id: 'syncContact', group, scope },
  summary: "Puts a contact into a user's address list",
  description: 'R-ONO-150, 167. It comes to the devices; a second time nothing happens.',
  answer: contact,
  async handle(call) {
    const { database, tenant } = call
    const contactId = Number(call.params.id)
    const account = await userOf(call)
    await lockedItem(contacts, call, contactId)
    await flagContact(database, tenant.id, { accountId: account.id, contactId, homeId: null })
    return { body: await contactNow(call, contactId) }
  },
})

const unsyncContact = operation({
  ...{ method: 'DELETE', path: FLAG, id: 'unsyncContact', group, scope },
  summary: "Takes a contact out of a user's address list",
  description: 'R-ONO-166. The contact itself stays, also in the lists of others.',
  answer: contact,
  async handle(call) {
    const { database, tenant } = call
    const contactId = Number(call.params.id)
    const { id: accountId } = await userOf(call)
    const flag = { accountId, contactId, homeId: null, anyHome: true }
    const was = await unflagContact(database, tenant.id, flag)
    if (!was) throw notFound('The user does not have this contact.')
    return { body: await contactNow(call, contactId) }
  },
})

export const itemOperationsOfAll: readonly Operation[] = [
  ...itemOperations(appointments),
  cancelOf(appointments, 'Appointment'),
  ...itemOperations(tasks),
  cancelOf(tasks, 'Task'),
  ...itemOperations(contacts),
  syncContact,
  unsyncContact,
]
