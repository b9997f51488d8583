import { randomUUID } from 'node:crypto'
import type { RedisOptions } from 'ioredis'
import type { Logger } from 'pino'
import { CHANNEL, type NotificationSource, type SourceHandlers } from './change-notifier.js'
import { openRedis, type RedisPlace } from './redis.js'

const LEADER_MS = 4_000
const LOOK_MS = 1_000
/** As a payload: anything may have changed. */
const EVERYTHING = '*'

const OPTIONS = {
  commandTimeout: 1_000,
  // A command that can't be sent now fails at once: the database is listened to instead.
  enableOfflineQueue: false,
  retryStrategy: (times: number) => Math.min(100 * 2 ** times, 3_000),
} satisfies RedisOptions

/** Extends the holder's own time, takes what nobody holds; 1 if it is this one's now. */
const CLAIM = `
if redis.call('get', KEYS[1]) == ARGV[1] then
  redis.call('pexpire', KEYS[1], ARGV[2])
  return 1
end
return redis.call('set', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) and 1 or 0`
const RELEASE = `if redis.call('get', KEYS[1]) == ARGV[1] then redis.call('del', KEYS[1]) end`

/**
 * One gateway listens at the database and tells all others through Redis, so that a commit wakes one
 * session of the database and not one per gateway. While Redis is away each listens for itself.
 * `listenThere` makes a source that listens at the database.
 */
export function redisSource(
  place: RedisPlace,
  listenThere: () => NotificationSource,
  log: Logger,
): NotificationSource {
  const id = randomUUID()
  const channel = `${CHANNEL}:${place.name}`
  /** Who holds it listens at the database for all others. */
  const leaderKey = `${channel}:listener`
  const commands = openRedis(place, OPTIONS)
  const ear = openRedis(place, { ...OPTIONS, autoResubscribe: false })
  let listener: NotificationSource | null = null
  let leads = false
  let hears = false
  let closed = false
  let away = false
  let timer: NodeJS.Timeout | undefined
  let looking: Promise<void> = Promise.resolve()

  const tellAll = (payload: string) => {
    if (leads) commands.publish(channel, payload).catch(() => {})
  }

  function listen(handlers: SourceHandlers): void {
    if (listener || closed) return
    listener = listenThere()
    listener.start({
      onPayload(payload) {
        handlers.onPayload(payload)
        tellAll(payload)
      },
      onReconnect() {
        handlers.onReconnect()
        tellAll(EVERYTHING)
      },
    })
  }

  function leaveIt(): Promise<void> | undefined {
    const former = listener
    listener = null
    return former?.close()
  }

  async function look(handlers: SourceHandlers): Promise<void> {
    const led = leads
    try {
      leads = hears && (await commands.eval(CLAIM, 1, leaderKey, id, LEADER_MS)) === 1
      tellOfRedis(!hears)
    } catch {
      leads = false
      tellOfRedis(true)
      return listen(handlers)
    }
    if (!hears || leads) listen(handlers)
    else void leaveIt()
    // Whoever stopped to listen a moment ago may have missed something.
    if (leads && !led) tellAll(EVERYTHING)
  }

  function tellOfRedis(isAway: boolean): void {
    if (isAway === away || closed) return
    away = isAway
    if (away) log.warn('Redis is away: changes are listened for at the database')
    else log.info('Redis is there again')
  }

  function schedule(handlers: SourceHandlers): void {
    if (closed) return
    timer = setTimeout(() => {
      looking = look(handlers).finally(() => schedule(handlers))
    }, LOOK_MS).unref()
  }

  return {
    start(handlers) {
      ear.on('ready', () => {
        ear.subscribe(channel).then(
          () => {
            hears = true
            handlers.onReconnect()
          },
          () => ear.disconnect(true),
        )
      })
      ear.on('close', () => {
        hears = false
        listen(handlers)
      })
      ear.on('message', (_channel, payload) => {
        if (payload === EVERYTHING) handlers.onReconnect()
        else handlers.onPayload(payload)
      })
      for (const connection of [commands, ear]) connection.connect().catch(() => {})
      listen(handlers)
      schedule(handlers)
    },
    async close() {
      closed = true
      clearTimeout(timer)
      await looking
      if (leads) await commands.eval(RELEASE, 1, leaderKey, id).catch(() => {})
      for (const connection of [commands, ear]) connection.disconnect()
      await leaveIt()
    },
  }
}
