import type { BodyPreference, MapperContext } from '../../mappers/activesync/mapper.js'
import { type Id, type ItemKind, KIND_OF_COLLECTION } from '../../store/model.js'
import { ruleSet } from '../../store/rule-set.js'
import type { Session } from '../../store/sessions.js'
import type { StateRef } from '../../store/sync-states.js'
import { addressesOf } from '../account-address.js'
import { profileOfDevice } from '../client-profile.js'
import type { CommandContext } from '../command.js'
import type { Folder } from '../folders.js'
import type { CollectionOptions } from './collection-options.js'

/** Whose selection of which folder is looked at, by which rules and options, and when. */
export type Scope = {
  ref: StateRef
  accountId: Id
  collectionId: Id
  /** The collection's id if it is user-made: items have it as their home; null = the default one. */
  homeId: Id | null
  kind: ItemKind
  options: CollectionOptions
  mapper: MapperContext
  /** Called where a picture is too large for the protocol and has no smaller copy yet. */
  wakePictures(): void
}

const KIND_OF_CLASS = { Calendar: 'calendar', Tasks: 'tasks', Contacts: 'contacts' } as const

/** Null for the mail folders, which hold nothing. */
export function scopeOf(
  context: CommandContext,
  folder: Folder,
  options: CollectionOptions,
): Scope | null {
  if (folder.collectionId === null || folder.className === 'Email') return null
  const { session, device } = context
  return {
    ref: { tenantId: session.tenant.id, deviceId: device.id, folderId: folder.serverId },
    accountId: session.account.id,
    collectionId: folder.collectionId,
    homeId: folder.userMade ? folder.collectionId : null,
    kind: KIND_OF_COLLECTION[KIND_OF_CLASS[folder.className]],
    options,
    mapper: mapperContext(context, options.bodyPreferences),
    wakePictures: context.app.pictures.wake,
  }
}

export function mapperContext(
  context: CommandContext,
  bodyPreferences: readonly BodyPreference[],
): MapperContext {
  const { app, session, device, version } = context
  const { tenant, account } = session
  const login = `${account.name}_${tenant.name}`
  return {
    version,
    rules: ruleSet(tenant.rule_set, tenant.rule_settings),
    quirks: profileOfDevice(device),
    account: {
      id: account.id,
      displayName: account.display_name || account.name,
      email: addressesOf(session, app.config)[0] ?? `${login}@localhost`,
      timeZone: zoneOf(session),
      language: account.language ?? tenant.language,
    },
    bodyPreferences,
    now: app.now(),
  }
}

export function zoneOf({ account, tenant }: Session): string {
  return account.time_zone ?? tenant.time_zone
}
