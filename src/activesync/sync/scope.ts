import type { AppContext } from '../../context.js'
import type { BodyPreference, MapperContext } from '../../mappers/activesync/mapper.js'
import { type Id, type ItemKind, KIND_OF_COLLECTION } from '../../store/model.js'
import { ruleSet } from '../../store/rule-set.js'
import type { Session } from '../../store/session.js'
import type { StateRef } from '../../store/sync-states.js'
import { addressesOf } from '../account-address.js'
import { profileOfDevice } from '../client-profile.js'
import type { CommandContext } from '../command.js'
import type { Folder, FolderClass } from '../folders.js'
import type { CollectionOptions } from './collection-options.js'

/** Whose selection of which folder is looked at, by which rules and options, and when. */
export type Scope = {
  ref: StateRef
  accountId: Id
  collectionId: Id
  /** The folder holds what lies in all of the account's collections of its kind. */
  merged: boolean
  /**
   * The user-made collection that its items have as their home, or, in a merged folder, that new ones
   * go to; null = the account's default one.
   */
  homeId: Id | null
  kind: ItemKind
  options: CollectionOptions
  mapper: MapperContext
  /** Called where a picture is too large for the protocol and has no smaller copy yet. */
  wakePictures(): void
}

/** What lies in the folders of each class but mail, which hold nothing. */
export const KIND_OF_CLASS = {
  Calendar: KIND_OF_COLLECTION.calendar,
  Tasks: KIND_OF_COLLECTION.tasks,
  Contacts: KIND_OF_COLLECTION.contacts,
  Notes: KIND_OF_COLLECTION.notes,
} as const satisfies Record<Exclude<FolderClass, 'Email'>, ItemKind>

/** Whose view of a folder it is: that of a request, or of a look from outside. */
export type ScopeSource = Pick<CommandContext, 'session' | 'device' | 'version'> & {
  app: Pick<AppContext, 'config' | 'now' | 'pictures'>
}

/** Null for the mail folders, which hold nothing. */
export function scopeOf(
  context: ScopeSource,
  folder: Folder,
  options: CollectionOptions,
): Scope | null {
  if (folder.collectionId === null || folder.className === 'Email') return null
  const { session, device } = context
  return {
    ref: { tenantId: session.tenant.id, deviceId: device.id, folderId: folder.serverId },
    accountId: session.account.id,
    collectionId: folder.collectionId,
    merged: folder.merged,
    homeId: folder.homeId,
    kind: KIND_OF_CLASS[folder.className],
    options,
    mapper: mapperContext(context, options.bodyPreferences),
    wakePictures: context.app.pictures.wake,
  }
}

export function mapperContext(
  context: ScopeSource,
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
