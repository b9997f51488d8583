import { hashSync } from 'bcrypt'
import { between, compact, inDays, newOffice, type Office } from '../activesync/sync/support.js'
import { halves, jpeg } from '../pictures/pictures.js'
import { conversationNames, readConversation } from '../support/conversation.js'
import { ConversationPlayer, type Stage } from '../support/conversation-player.js'
import { type Gateway, startGateway } from '../support/gateway.js'
import { PASSWORD } from '../support/tenant.js'

const NEW_PASSWORD = 'Blau-8-Löwe'
const NEW_HASH = hashSync(NEW_PASSWORD, 4)

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway({ env: { POLL_SECONDS: '0' } })
})
afterAll(() => gateway.stop())

/** The world around a client: an application that writes, and a user with a password. */
function stageOf(office: Office, domain: string): Stage {
  const { tenant, account } = office
  const values: Record<string, string> = {
    ...{ user: account.login, domain, password: PASSWORD },
    ...{ now: compact(new Date()), start: compact(inDays(2)), end: compact(inDays(2.125)) },
  }
  const count = async (table: string, column: string, value: unknown) => {
    const [row] = await tenant.sql(
      `select count(*)::integer as n from ${table} where tenant_id = $1 and ${column} = $2`,
      [tenant.id, value],
    )
    return Number(row?.n)
  }
  return {
    baseUrl: gateway.baseUrl,
    values,
    actions: {
      theApplicationAddsAnAppointment: () =>
        office.appointment({ title: 'Besichtigung', ...between(inDays(3), 60) }),
      theApplicationAddsATask: () => office.task({ title: 'Rückruf' }),
      theApplicationAddsAContact: () => office.contact({ last_name: 'Schneider' }),
      thePasswordIsChanged: () =>
        tenant.sql('update account set password_hash = $3 where tenant_id = $1 and id = $2', [
          tenant.id,
          account.id,
          NEW_HASH,
        ]),
      theUserTypesTheNewPassword: async () => {
        values.password = NEW_PASSWORD
      },
      theAccountIsNotLocked: async () => {
        expect(await count('account', 'locked_at is not null', true)).toBe(0)
      },
      theAppointmentIsStoredOnce: async () => {
        expect(await count('appointment', 'title', 'Zahnarzt')).toBe(1)
      },
      theContactIsStoredOnce: async () => {
        expect(await count('contact', 'last_name', 'Weber')).toBe(1)
      },
      thePictureIsThere: async () => {
        expect(await count('contact', 'picture is not null', true)).toBe(1)
      },
      thePictureIsGone: async () => {
        expect(await count('contact', 'picture is not null', true)).toBe(0)
      },
      theContactHasABirthday: () =>
        tenant.sql("update contact set birthday = '1980-02-29' where tenant_id = $1", [tenant.id]),
      theUidHasNoNul: async () => {
        expect(await count('appointment', 'uid', '0123456789ABCDEF0123456789ABCDEF')).toBe(1)
      },
    },
  }
}

test.each(conversationNames())('R-ONO-02 the conversation of %s', async (name) => {
  const domain = `${name}${process.pid}.example`
  const office = await newOffice(gateway, gateway.baseUrl, { domains: [domain] })
  await office.appointment({ title: 'Notartermin' })
  await office.contact({ last_name: 'Kaufmann' })
  await office.tenant.sql(
    "update contact set picture = decode($2, 'base64') where tenant_id = $1",
    [office.tenant.id, jpeg(halves(8, 8)).toString('base64')],
  )
  await office.task({ title: 'Exposé' })
  await new ConversationPlayer(readConversation(name), stageOf(office, domain)).play()
})
