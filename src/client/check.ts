import { createHash } from 'node:crypto'
import { atLeast, PROTOCOL_VERSIONS, type ProtocolVersion } from '../activesync/protocol-version.js'
import type { Element } from '../activesync/wbxml/element.js'
import type { FolderEntry } from './answers.js'
import {
  ADVICE_REFUSED,
  type CheckReport,
  type CheckStep,
  ENDPOINT,
  failedStatus,
  failureOf,
  StepFailed,
} from './check-report.js'
import { type Discovery, discover } from './discover.js'
import { EasClient } from './eas-client.js'
import { Replica } from './replica.js'
import { shownAppointment, shownContact, shownNote, shownTask } from './shown-items.js'

export type { CheckReport, CheckStep } from './check-report.js'

export type CheckOptions = {
  /** The e-mail address a person types into a phone. */
  address: string
  password: string
  /** Server name or address: no guessing from the e-mail address's domain. */
  server?: string
  /** IANA zone in which times are shown; default: this machine's. */
  timeZone?: string
  /** Speaks no later version, whatever the server offers. */
  maxVersion?: ProtocolVersion
  /** Called as soon as a step is done. */
  onStep?: (step: CheckStep) => void
}

const DEVICE_TYPE = 'TermingateCheck'
const WINDOW_SIZE = 100
/** A server that pages on for ever is not followed: 100,000 items in one folder. */
const MAX_PAGES = 1000

type Run = {
  options: CheckOptions
  report: CheckReport
  timeZone: string
}

/**
 * Sets up an account as a phone does, on any ActiveSync server, and reads everything that it would
 * show. Changes nothing but that the server gets to know one more device, the same at each check.
 */
export async function checkServer(options: CheckOptions): Promise<CheckReport> {
  const report: CheckReport = {
    ok: true,
    refused: false,
    server: null,
    version: null,
    steps: [],
    folders: [],
    appointments: [],
    tasks: [],
    contacts: [],
    notes: [],
  }
  const timeZone = options.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
  const run: Run = { options, report, timeZone }
  const url = await step(run, 'Autodiscover', () => findServer(run))
  if (report.refused || !report.server) return report

  const client = new EasClient({
    url: url ?? report.server,
    user: options.address,
    password: options.password,
    deviceId: deviceIdOf(options.address),
    deviceType: DEVICE_TYPE,
    userAgent: 'Termingate-Check/1.0',
  })
  try {
    await askServer(run, client)
  } finally {
    client.close()
  }
  return report
}

async function askServer(run: Run, client: EasClient): Promise<void> {
  if (!(await step(run, 'OPTIONS', () => chooseVersion(run, client)))) return
  await step(run, 'Provision', () => provision(client))
  if (run.report.refused) return
  const folders = await step(run, 'FolderSync', () => listFolders(run, client))
  if (folders) await step(run, 'Sync', () => readFolders(run, client, folders))
}

type Done<T> = { detail: string; result: T }

/** The step's result; null when it failed, which is then in the report. */
async function step<T>(
  { options, report }: Run,
  name: CheckStep['step'],
  work: () => Promise<Done<T>>,
): Promise<T | null> {
  let told: CheckStep
  let result: T | null = null
  try {
    const done = await work()
    told = { step: name, ok: true, detail: done.detail }
    result = done.result
  } catch (error) {
    const failure = failureOf(error)
    if (failure.refused) report.refused = true
    report.ok = false
    told = { step: name, ok: false, detail: failure.message, advice: failure.advice }
  }
  report.steps.push(told)
  options.onStep?.(told)
  return result
}

async function findServer({ options, report }: Run): Promise<Done<string>> {
  const { address, password } = options
  const given = options.server === undefined ? null : serverUrl(options.server)
  // Known even if Autodiscover fails: the rest can be checked nevertheless.
  report.server = given && (given.pathname === '/' ? `${given.origin}${ENDPOINT}` : given.href)
  if (!given && !address.includes('@')) {
    throw new StepFailed(`${address} is no e-mail address`, 'Give --server, or the whole address.')
  }
  const found = await discover(address, password, given ? { servers: [given.origin] } : {})
  if (found.refused) {
    throw new StepFailed('The login was refused', ADVICE_REFUSED, true)
  }
  if (!found.url) throw notFound(found, report.server)
  report.server = found.url
  return { detail: `${address} belongs to ${found.url}`, result: found.url }
}

/** `host`, `host:port` or a whole address; https unless it says otherwise. */
function serverUrl(server: string): URL {
  const text = /^https?:\/\//i.test(server) ? server : `https://${server}`
  if (!URL.canParse(text)) {
    throw new StepFailed(`${server} is no server address`, 'Give it as https://host or host:port.')
  }
  return new URL(text)
}

function notFound({ attempts }: Discovery, server: string | null): StepFailed {
  const tried = attempts.map(({ url, outcome }) => `${url.replace(/\?.*/, '')}: ${outcome}`)
  const advice = server
    ? `People must type in the server by hand (${new URL(server).host}). To spare them that, let ` +
      'the server answer /autodiscover/autodiscover.xml.'
    : 'Let autodiscover.<domain> or <domain> answer /autodiscover/autodiscover.xml over https, or ' +
      'give the server with --server.'
  return new StepFailed(`No server found. ${tried.join('; ')}`, advice)
}

async function chooseVersion({ report, options }: Run, client: EasClient): Promise<Done<string>> {
  const { status, versions, commands } = await client.options()
  if (status !== 200) throw failedStatus(`OPTIONS was answered with HTTP ${status}`, status)
  const { maxVersion = '16.1' } = options
  const spoken = PROTOCOL_VERSIONS.filter((candidate) => atLeast(maxVersion, candidate))
  const version = spoken.findLast((candidate) => versions.includes(candidate))
  if (!version) {
    const offered = versions.join(', ') || 'none'
    throw new StepFailed(
      `No protocol version in common (offered: ${offered})`,
      versions.length > 0
        ? `The server must speak one of ${spoken.join(', ')}.`
        : `This seems to be no ActiveSync server: its address ends in ${ENDPOINT}.`,
    )
  }
  client.version = version
  report.version = version
  return { detail: `Speaks ${version}; ${commands.length} commands`, result: version }
}

async function provision(client: EasClient): Promise<Done<number>> {
  const { status, policyStatus, policyKey } = await client.provision()
  if (status !== 1 || (policyStatus !== 1 && policyStatus !== 2)) {
    throw new StepFailed(
      `Provision was answered with status ${status}, policy status ${policyStatus ?? 'none'}`,
      'The server does not let this device in: look for a policy that forbids unknown devices.',
    )
  }
  const detail = policyStatus === 2 ? 'The server has no policy' : 'The policy was accepted'
  return { detail, result: policyKey ?? 0 }
}

async function listFolders({ report }: Run, client: EasClient): Promise<Done<FolderEntry[]>> {
  const { status, added } = await client.folderSync()
  if (status !== 1) {
    throw new StepFailed(`FolderSync was answered with status ${status}`, 'Look into its log.')
  }
  report.folders = added
  const readable = added.filter((folder) => KIND_OF_TYPE.has(folder.type))
  if (readable.length === 0) {
    throw new StepFailed(
      `The server offers no calendar, tasks or contacts (${added.length} folders in all)`,
      'Switch them on for this user: termingate user enable.',
    )
  }
  const names = readable.map((folder) => `${folder.displayName} (${KIND_OF_TYPE.get(folder.type)})`)
  return { detail: `${added.length} folders: ${names.join(', ')}`, result: readable }
}

/** MS-ASCMD, Type (FolderSync): the folders that are read, default ones and those of users. */
const KIND_OF_TYPE: ReadonlyMap<number, 'Calendar' | 'Tasks' | 'Contacts' | 'Notes'> = new Map([
  [7, 'Tasks'],
  [8, 'Calendar'],
  [9, 'Contacts'],
  [10, 'Notes'],
  [13, 'Calendar'],
  [14, 'Contacts'],
  [15, 'Tasks'],
  [17, 'Notes'],
])

async function readFolders(
  run: Run,
  client: EasClient,
  folders: FolderEntry[],
): Promise<Done<true>> {
  const counts: string[] = []
  for (const folder of folders) {
    const items = await readAll(client, folder)
    counts.push(`${items.length} in ${folder.displayName}`)
    showItems(run, folder, items)
  }
  const { appointments, tasks, contacts, notes } = run.report
  appointments.sort((a, b) => a.start.localeCompare(b.start))
  tasks.sort((a, b) => (a.due || '9').localeCompare(b.due || '9'))
  contacts.sort((a, b) => a.name.localeCompare(b.name))
  notes.sort((a, b) => a.title.localeCompare(b.title))
  return { detail: `Read everything: ${counts.join(', ')}`, result: true }
}

function showItems({ report, timeZone }: Run, folder: FolderEntry, items: Element[]): void {
  const kind = KIND_OF_TYPE.get(folder.type)
  if (kind === 'Calendar') {
    report.appointments.push(...items.map((data) => shownAppointment(data, timeZone)))
  } else if (kind === 'Tasks') report.tasks.push(...items.map(shownTask))
  else if (kind === 'Notes') report.notes.push(...items.map(shownNote))
  else report.contacts.push(...items.map(shownContact))
}

/** The whole folder, page by page, from key 0: what was read before is not asked for. */
async function readAll(client: EasClient, folder: FolderEntry): Promise<Element[]> {
  const replica = new Replica(folder.serverId)
  const className = KIND_OF_TYPE.get(folder.type)
  for (let page = 0; page < MAX_PAGES; page++) {
    const first = replica.syncKey === '0'
    const answer = await client.sync({
      collections: [
        {
          collectionId: folder.serverId,
          syncKey: replica.syncKey,
          className,
          ...(!first && {
            getChanges: true,
            windowSize: WINDOW_SIZE,
            bodyPreferences: [{ type: 1 }],
          }),
        },
      ],
    })
    if (answer.empty && !first) return [...replica.items.values()]
    const [collection] = answer.collections
    const status = collection ? collection.status : answer.status
    if (!collection || status !== 1) throw failedSync(folder, status)
    replica.apply(collection)
    if (!first && !collection.moreAvailable) return [...replica.items.values()]
  }
  throw new StepFailed(
    `${folder.displayName} never ends`,
    'The server says MoreAvailable for ever.',
  )
}

function failedSync(folder: FolderEntry, status: number): StepFailed {
  const detail = `Sync of ${folder.displayName} was answered with status ${status}`
  return new StepFailed(detail, "Look into the server's log.")
}

/** Stable, so that repeated checks are one device to the server. */
function deviceIdOf(address: string): string {
  const hash = createHash('sha256').update(address.toLowerCase()).digest('hex')
  return `check${hash.slice(0, 24)}`
}
