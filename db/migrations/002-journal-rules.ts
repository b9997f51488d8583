export type Operation = 'insert' | 'update' | 'delete'

/**
 * Which pairs a change of a table's rows touches. `touched` selects (tenant_id, collection_id,
 * item_id) from `changed`: the old and the new row where one of `columns` differs.
 */
export type Rule = {
  name: string
  table: string
  on: readonly Operation[]
  columns: string
  touched: string
}

const ALWAYS = ['insert', 'update', 'delete'] as const

/** The calendars that show the appointments of `from`, a select of (tenant_id, appointment_id). */
const calendarsOf = (from: string) => `
  select a.tenant_id, c.id, a.id from (${from}) x
    join appointment a on a.tenant_id = x.tenant_id and a.id = x.appointment_id
    join collection c on c.tenant_id = a.tenant_id and c.account_id = a.owner_id
      and c.kind = 'calendar'
  union ${participantCalendars(from)}`

/** Calendars of the accounts and resources that take part. */
function participantCalendars(from: string): string {
  const calendars = (owner: string) => `
  select p.tenant_id, c.id, p.appointment_id from (${from}) x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.appointment_id = x.appointment_id
    join collection c on c.tenant_id = p.tenant_id and c.${owner} = p.${owner}
      and c.kind = 'calendar'`
  return `${calendars('account_id')} union ${calendars('resource_id')}`
}

/** The collection of one kind of the account in this column of `changed`. */
const ownedBy = (account: string, kind: string, item: string) => `
  select x.tenant_id, c.id, x.${item} from changed x
    join collection c on c.tenant_id = x.tenant_id and c.account_id = x.${account}
      and c.kind = '${kind}'`

/** The address lists that hold the contact in this column of `changed`. */
const addressListsOf = (contact: string) => `
  select s.tenant_id, c.id, s.contact_id from changed x
    join contact_sync s on s.tenant_id = x.tenant_id and s.contact_id = x.${contact}
    join collection c on c.tenant_id = s.tenant_id and c.account_id = s.account_id
      and c.kind = 'contacts'`

/** The task lists of those who edit the task in this column of `changed`. */
const taskListsOf = (task: string) => `
  select e.tenant_id, c.id, e.task_id from changed x
    join task_editor e on e.tenant_id = x.tenant_id and e.task_id = x.${task}
    join collection c on c.tenant_id = e.tenant_id and c.account_id = e.account_id
      and c.kind = 'tasks'`

const takingPart = (column: string) => `
    select p.tenant_id, p.appointment_id from changed x
    join appointment_participant p on p.tenant_id = x.tenant_id and p.${column} = x.id`

const ownedAppointments = `
    select a.tenant_id, a.id as appointment_id from changed x
    join appointment a on a.tenant_id = x.tenant_id and a.owner_id = x.id`

/** Item 0: the collections themselves, of the accounts of `from` (tenant_id, account_id). */
const collectionsOf = (from: string) => `
  select c.tenant_id, c.id, 0 from (${from}) x
    join collection c on c.tenant_id = x.tenant_id and c.account_id = x.account_id`

const LINKED = 'select x.tenant_id, x.appointment_id from changed x'

export const RULES: readonly Rule[] = [
  {
    name: 'journal_appointment',
    table: 'appointment',
    on: ALWAYS,
    columns: `tenant_id, id, uid, owner_id, title, location, note, type, status, show_as, privacy,
      all_day, starts_at, ends_at, time_zone, start_date, end_date, reminder_minutes, rrule,
      rdates, client_data`,
    touched: `${ownedBy('owner_id', 'calendar', 'id')}
  union ${participantCalendars('select x.tenant_id, x.id as appointment_id from changed x')}`,
  },
  {
    name: 'journal_participant',
    table: 'appointment_participant',
    on: ALWAYS,
    columns: `tenant_id, id, appointment_id, account_id, contact_id, resource_id, name, email,
      status, optional`,
    touched: `${ownedBy('account_id', 'calendar', 'appointment_id')}
  union select x.tenant_id, c.id, x.appointment_id from changed x
    join collection c on c.tenant_id = x.tenant_id and c.resource_id = x.resource_id
  union ${calendarsOf(LINKED)}`,
  },
  {
    name: 'journal_override',
    table: 'appointment_override',
    on: ALWAYS,
    columns: 'tenant_id, appointment_id, recurrence_id, cancelled, changes, client_data',
    touched: calendarsOf(LINKED),
  },
  {
    name: 'journal_appointment_property',
    table: 'appointment_property',
    on: ALWAYS,
    columns: 'tenant_id, appointment_id, property_id',
    touched: calendarsOf(LINKED),
  },
  {
    name: 'journal_property',
    table: 'property',
    on: ['update'],
    columns: 'tenant_id, id, title, address',
    touched: calendarsOf(`
    select l.tenant_id, l.appointment_id from changed x
    join appointment_property l on l.tenant_id = x.tenant_id and l.property_id = x.id`),
  },
  {
    name: 'journal_contact',
    table: 'contact',
    on: ['update'],
    columns: `tenant_id, id, uid, responsible_id, salutation, title, first_name, last_name, company,
      company_suffix, street, postal_code, city, country, homepage, birthday, note, picture,
      client_data`,
    touched: addressListsOf('id'),
  },
  {
    name: 'journal_contact_name',
    table: 'contact',
    on: ['update'],
    columns: `tenant_id, id, salutation, title, first_name, last_name, company, company_suffix`,
    touched: calendarsOf(takingPart('contact_id')),
  },
  {
    name: 'journal_number',
    table: 'contact_number',
    on: ALWAYS,
    columns: 'tenant_id, id, contact_id, kind, type, value, is_default, sync_slot',
    touched: `${addressListsOf('contact_id')}
  union ${calendarsOf(`
    select p.tenant_id, p.appointment_id from changed x
    join appointment_participant p
      on p.tenant_id = x.tenant_id and p.contact_id = x.contact_id
    where x.kind = 'email'`)}`,
  },
  {
    name: 'journal_contact_sync',
    table: 'contact_sync',
    on: ALWAYS,
    columns: 'tenant_id, account_id, contact_id',
    touched: ownedBy('account_id', 'contacts', 'contact_id'),
  },
  {
    name: 'journal_task',
    table: 'task',
    on: ALWAYS,
    columns: `tenant_id, id, uid, responsible_id, title, note, type, priority, start_date, due_date,
      deadline, privacy, reminder_at, status, percent_complete, completed_at, rrule, time_zone,
      client_data`,
    touched: `${ownedBy('responsible_id', 'tasks', 'id')} union ${taskListsOf('id')}`,
  },
  {
    name: 'journal_task_editor',
    table: 'task_editor',
    on: ALWAYS,
    columns: 'tenant_id, task_id, account_id',
    touched: `${ownedBy('account_id', 'tasks', 'task_id')} union ${taskListsOf('task_id')}
  union select t.tenant_id, c.id, t.id from changed x
    join task t on t.tenant_id = x.tenant_id and t.id = x.task_id
    join collection c on c.tenant_id = t.tenant_id and c.account_id = t.responsible_id
      and c.kind = 'tasks'`,
  },
  {
    name: 'journal_account_name',
    table: 'account',
    on: ['update'],
    columns: 'tenant_id, id, name, display_name, email',
    touched: calendarsOf(`${takingPart('account_id')} union ${ownedAppointments}`),
  },
  {
    name: 'journal_account_switch',
    table: 'account',
    on: ['update'],
    columns: `tenant_id, id, branch_id, name, display_name, email, calendar_enabled, tasks_enabled,
      contacts_enabled, active, locked_at, time_zone, language`,
    touched: collectionsOf('select x.tenant_id, x.id as account_id from changed x'),
  },
  {
    name: 'journal_branch',
    table: 'branch',
    on: ['update'],
    columns: 'tenant_id, id, time_zone',
    touched: collectionsOf(`
    select a.tenant_id, a.id as account_id from changed x
    join account a on a.tenant_id = x.tenant_id and a.branch_id = x.id`),
  },
  {
    name: 'journal_tenant',
    table: 'tenant',
    on: ['update'],
    columns: 'id, name, domains, rule_set, rule_settings, module_enabled, time_zone, language',
    touched: `
  select c.tenant_id, c.id, 0 from changed x join collection c on c.tenant_id = x.id`,
  },
  {
    name: 'journal_resource_name',
    table: 'resource',
    on: ['update'],
    columns: 'tenant_id, id, name, email',
    touched: calendarsOf(takingPart('resource_id')),
  },
  {
    // Those who see a released resource's calendar: its own waiters and the linked account's.
    name: 'journal_resource_release',
    table: 'resource',
    on: ['update'],
    columns: 'tenant_id, id, account_id, name, sync_allowed',
    touched: `
  select c.tenant_id, c.id, 0 from changed x
    join collection c on c.tenant_id = x.tenant_id and c.resource_id = x.id
  union ${collectionsOf('select x.tenant_id, x.account_id from changed x')}`,
  },
]
