import { z } from 'zod'
import { listSignIns, SIGN_IN_FILTERS, type SignIn } from '../../store/sign-in-list.js'
import { SIGN_IN_REASONS, type SignInReason } from '../../store/sign-ins.js'
import { keyIn } from '../cursor.js'
import { type Operation, operation } from '../operation.js'
import { cursorOf, pageOf, pageQuery } from '../parameters.js'
import { instantText, textOf } from '../shapes/common.js'
import { userOf } from './target-user.js'

const group = 'Users'
const scope = 'users:read'

const REASONS = Object.keys(SIGN_IN_REASONS) as [SignInReason, ...SignInReason[]]

const signIn = z
  .strictObject({
    id: z.int(),
    at: instantText.describe('The first time.'),
    lastAt: instantText,
    times: z.int(),
    kind: z.enum(['activesync', 'web']).describe('On a device or on the pages.'),
    reason: z.enum(REASONS).nullable().describe('Null: let in.'),
    reasonText: z.string().nullable(),
    user: z.string().nullable().describe('Null: there is no such user.'),
    login: z.string().nullable(),
    typed: z.string().nullable().describe('What was typed, where it is not the login.'),
    deviceId: z.string().nullable(),
    userAgent: z.string(),
    address: z.string().nullable(),
    appPassword: z.string().nullable(),
  })
  .meta({ id: 'SignIn', description: 'A sign-in, or the same several times.' })

const asked = { filter: z.enum(SIGN_IN_FILTERS).default('all'), ...pageQuery }

type Page = { signIns: SignIn[]; cursor: string | null }

function pageView({ signIns, cursor }: Page) {
  return { items: signIns.map(signInView), next: cursor === null ? null : cursorOf(cursor) }
}

function signInView({ reason, at, lastAt, ...one }: SignIn): z.output<typeof signIn> {
  const reasonText = reason === null ? null : SIGN_IN_REASONS[reason]
  return { ...one, reason, reasonText, at: textOf(at), lastAt: textOf(lastAt) }
}

/** As the store takes it. */
function pageAsked({ filter, limit, cursor }: z.output<z.ZodObject<typeof asked>>) {
  const before = keyIn('string', cursor)
  return { filter, limit, ...(before !== undefined && { before }) }
}

const ofUser = operation({
  method: 'GET',
  path: '/tenants/{tenant}/users/{user}/sign-ins',
  ...{ id: 'listUserSignIns', group, scope },
  summary: 'Who signed in as a user, or was refused and why; the latest first',
  query: z.strictObject(asked),
  answer: pageOf(signIn),
  async handle(call) {
    const { id: accountId, tenantId } = await userOf(call)
    const page = { tenantId, accountId, ...pageAsked(call.query) }
    return { body: pageView(await listSignIns(call.database, page)) }
  },
})

const ofTenant = operation({
  method: 'GET',
  path: '/tenants/{tenant}/sign-ins',
  ...{ id: 'listTenantSignIns', group, scope },
  summary: 'The same of all users of a tenant, and of unknown ones',
  query: z.strictObject(asked),
  answer: pageOf(signIn),
  async handle({ database, tenant, query }) {
    return {
      body: pageView(await listSignIns(database, { tenantId: tenant.id, ...pageAsked(query) })),
    }
  },
})

export const signInOperations: readonly Operation[] = [ofUser, ofTenant]
