import type { Knex } from 'knex'

/** What administrators see and do beside letting a device in (src/store/device-care.ts). */
const DEVICE = `
alter table device
  -- The last answer that was no success: command, and HTTP status with the command's own after a slash.
  add last_error_at timestamptz,
  add last_error_command text,
  add last_error_status text,
  -- From where it asked last, to the minute.
  add last_address text,
  -- Its ceiling was changed: the next answer tells it once to ask for the versions again.
  add tell_versions boolean not null default false;
`

/** Who is kept out is found at once among many; DeviceIds and models by their beginnings. */
const INDEXES = `
create index device_not_allowed on device (tenant_id, id) where status <> 'allowed';
create index device_by_device_id on device (tenant_id, (lower(device_id) collate "C"));
create index device_by_model on device
  (tenant_id, (lower(coalesce(nullif(information ->> 'model', ''), device_type)) collate "C"));
`

export async function up(knex: Knex): Promise<void> {
  for (const sql of [DEVICE, INDEXES]) await knex.raw(sql)
}

export async function down(): Promise<void> {
  throw new Error('The care for devices has no way back: drop the database instead.')
}
