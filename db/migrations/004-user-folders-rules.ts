import { RULES, type Rule } from './002-journal-rules.js'

/**
 * The rules of 002 with homes: an item is in the user-made folder its `collection_id` names, for the
 * account that owns it, and in the default collection of its kind for everybody else. Old and new row
 * count, so that a move is a Delete here and an Add there.
 */

/** The collection `c` is the home of this row, for the account that owns it. */
const isHome = (row: string) => `case when ${row}.collection_id is null
        then c.name is null else c.id = ${row}.collection_id end`

/** The home of rows of `changed`, which have the item's and its owner's columns. */
export const homeOf = (owner: string, kind: string, item: string) => `
  select x.tenant_id, c.id, x.${item} from changed x
    join collection c on c.tenant_id = x.tenant_id and c.account_id = x.${owner}
      and c.kind = '${kind}' and ${isHome('x')}`

/**
 * The default calendars of the accounts, and the calendars of the resources, that take part in the
 * appointments of `from`, a select of (tenant_id, appointment_id, owner_id, collection_id). An owner
 * who takes part has it in its home only.
 */
const participantCalendars = (from: string) => `
  select p.tenant_id, c.id, p.appointment_id from (${from}) x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.appointment_id = x.appointment_id
    join collection c on c.tenant_id = p.tenant_id and c.account_id = p.account_id
      and c.kind = 'calendar' and c.name is null
    where x.collection_id is null or x.owner_id is distinct from p.account_id
  union
  select p.tenant_id, c.id, p.appointment_id from (${from}) x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.appointment_id = x.appointment_id
    join collection c on c.tenant_id = p.tenant_id and c.resource_id = p.resource_id
      and c.kind = 'calendar'`

/** The calendars that show the appointments of `from`, a select of (tenant_id, appointment_id). */
const calendarsOf = (from: string) => `
  select a.tenant_id, c.id, a.id from (${from}) x
    join appointment a on a.tenant_id = x.tenant_id and a.id = x.appointment_id
    join collection c on c.tenant_id = a.tenant_id and c.account_id = a.owner_id
      and c.kind = 'calendar' and ${isHome('a')}
  union ${participantCalendars(`
    select a.tenant_id, a.id as appointment_id, a.owner_id, a.collection_id from (${from}) y
    join appointment a on a.tenant_id = y.tenant_id and a.id = y.appointment_id`)}`

/** The address lists that hold the contact in this column of `changed`. */
export const addressListsOf = (contact: string) => `
  select s.tenant_id, c.id, s.contact_id from changed x
    join contact_sync s on s.tenant_id = x.tenant_id and s.contact_id = x.${contact}
    join collection c on c.tenant_id = s.tenant_id and c.account_id = s.account_id
      and c.kind = 'contacts' and ${isHome('s')}`

/** The default task lists of those who edit the tasks of `from`, likewise. */
const taskListsOf = (from: string) => `
  select e.tenant_id, c.id, e.task_id from (${from}) x
    join task_editor e on e.tenant_id = x.tenant_id and e.task_id = x.task_id
    join collection c on c.tenant_id = e.tenant_id and c.account_id = e.account_id
      and c.kind = 'tasks' and c.name is null
    where x.collection_id is null or x.responsible_id is distinct from e.account_id`

/**
 * The default collection of the account of a participant's or editor's row in `changed`, unless the
 * item is that account's own and lies elsewhere. The item itself may be gone already.
 */
const defaultOfMember = (item: { table: string; owner: string; key: string; kind: string }) => `
  select x.tenant_id, c.id, x.${item.key} from changed x
    join collection c on c.tenant_id = x.tenant_id and c.account_id = x.account_id
      and c.kind = '${item.kind}' and c.name is null
    where (select case when i.${item.owner} = x.account_id then i.collection_id end
      from ${item.table} i where i.tenant_id = x.tenant_id and i.id = x.${item.key}) is null`

const takingPart = (column: string) => `
    select p.tenant_id, p.appointment_id from changed x
    join appointment_participant p on p.tenant_id = x.tenant_id and p.${column} = x.id`

const ownedAppointments = `
    select a.tenant_id, a.id as appointment_id from changed x
    join appointment a on a.tenant_id = x.tenant_id and a.owner_id = x.id`

const LINKED = 'select x.tenant_id, x.appointment_id from changed x'
const LINKED_TASKS = `
    select t.tenant_id, t.id as task_id, t.responsible_id, t.collection_id from changed y
    join task t on t.tenant_id = y.tenant_id and t.id = y.task_id`

const TOUCHED: Record<string, string> = {
  journal_appointment: `${homeOf('owner_id', 'calendar', 'id')}
  union ${participantCalendars(
    'select y.tenant_id, y.id as appointment_id, y.owner_id, y.collection_id from changed y',
  )}`,
  journal_participant: `${defaultOfMember({
    ...{ table: 'appointment', owner: 'owner_id', key: 'appointment_id', kind: 'calendar' },
  })}
  union select x.tenant_id, c.id, x.appointment_id from changed x
    join collection c on c.tenant_id = x.tenant_id and c.resource_id = x.resource_id
  union ${calendarsOf(LINKED)}`,
  journal_override: calendarsOf(LINKED),
  journal_appointment_property: calendarsOf(LINKED),
  journal_property: calendarsOf(`
    select l.tenant_id, l.appointment_id from changed x
    join appointment_property l on l.tenant_id = x.tenant_id and l.property_id = x.id`),
  journal_contact: addressListsOf('id'),
  journal_contact_name: calendarsOf(takingPart('contact_id')),
  journal_number: `${addressListsOf('contact_id')}
  union ${calendarsOf(`
    select p.tenant_id, p.appointment_id from changed x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.contact_id = x.contact_id
    where x.kind = 'email'`)}`,
  journal_contact_sync: homeOf('account_id', 'contacts', 'contact_id'),
  journal_task: `${homeOf('responsible_id', 'tasks', 'id')}
  union ${taskListsOf(
    'select y.tenant_id, y.id as task_id, y.responsible_id, y.collection_id from changed y',
  )}`,
  journal_task_editor: `${defaultOfMember({
    ...{ table: 'task', owner: 'responsible_id', key: 'task_id', kind: 'tasks' },
  })}
  union ${taskListsOf(LINKED_TASKS)}
  union select t.tenant_id, c.id, t.task_id from (${LINKED_TASKS}) t
    join collection c on c.tenant_id = t.tenant_id and c.account_id = t.responsible_id
      and c.kind = 'tasks' and ${isHome('t')}`,
  journal_account_name: calendarsOf(`${takingPart('account_id')} union ${ownedAppointments}`),
  journal_resource_name: calendarsOf(takingPart('resource_id')),
}

/** Tables whose rows have a home, which counts as a change. */
const AT_HOME = ['journal_appointment', 'journal_task', 'journal_contact_sync']

function withHomes(rule: Rule): Rule[] {
  const touched = TOUCHED[rule.name]
  if (touched === undefined) return []
  const columns = AT_HOME.includes(rule.name) ? `${rule.columns}, collection_id` : rule.columns
  return [{ ...rule, columns, touched }]
}

/** The rules that change; those of whole accounts, which name no kind, stay. */
export const RULES_WITH_HOMES: readonly Rule[] = RULES.flatMap(withHomes)
