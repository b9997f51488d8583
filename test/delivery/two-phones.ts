import { inDays, task } from '../acceptance/items.js'
import { Phone } from '../support/phone.js'
import { type AccountFixture, PASSWORD } from '../support/tenant.js'

const SUBJECT = 'Tasks:Subject'
const HEARTBEAT_SECONDS = 30

/** One user with two phones: what is written on one appears on the other, by Pings only. */
export type TwoPhones = {
  /** Writes until told to stop; how many tasks it made. */
  write(stop: AbortSignal): Promise<number>
  /** Waits and fetches until the other has `written` all and it holds just the same. */
  follow(written: AbortSignal): Promise<void>
  /** Sorted, as each phone holds them. */
  titles(): { written: string[]; followed: string[] }
  /** Ends what is under way, too. */
  close(): void
}

export async function twoPhones(baseUrl: string, user: AccountFixture): Promise<TwoPhones> {
  const options = { baseUrl, user: user.login, password: PASSWORD }
  const writing = await new Phone(options).setUp()
  const following = await new Phone(options).setUp()
  await writing.sync('Tasks')
  await following.sync('Tasks')
  const titles = () => ({
    written: writing.list('Tasks', SUBJECT),
    followed: following.list('Tasks', SUBJECT),
  })
  const same = () => JSON.stringify(titles().written) === JSON.stringify(titles().followed)

  let closed = false

  return {
    async write(stop) {
      let made = 0
      for (; !stop.aborted && !closed; made++) {
        const id = await writing.add('Tasks', task(`${user.name} ${made}`, inDays(3)))
        await writing.edit('Tasks', id, { [SUBJECT]: `${user.name} ${made} geändert` })
        await writing.sync('Tasks')
      }
      return made
    },
    async follow(written) {
      while (!closed && !(written.aborted && same())) {
        const { status } = await following.ping(['Tasks'], { seconds: HEARTBEAT_SECONDS })
        if (status === 2) await following.sync('Tasks')
        else if (status !== 1) throw new Error(`Ping was answered with status ${status}`)
      }
    },
    titles,
    close() {
      closed = true
      writing.close()
      following.close()
    },
  }
}
