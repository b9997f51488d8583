import { Redis, type RedisOptions } from 'ioredis'

export type RedisPlace = {
  url: string
  /** Gateways of the same name belong together: that of their database. */
  name: string
}

const OPTIONS = {
  connectTimeout: 2_000,
  // The end of the process waits for it, also when the connection is gone already.
  disconnectTimeout: 200,
  // A command is sent once or fails: there is a way without Redis for whatever it does.
  maxRetriesPerRequest: 0,
  lazyConnect: true,
} satisfies RedisOptions

type Options = Omit<RedisOptions, 'replyMapping'>

/**
 * A connection that begins with its first command, or with `connect`, and comes back by itself. Who
 * sends commands is told what fails, nobody else.
 */
export function openRedis({ url }: RedisPlace, options: Options): Redis {
  const connection = new Redis(url, { ...OPTIONS, ...options })
  // Without a listener the process would end with a failure.
  connection.on('error', () => {})
  return connection
}
