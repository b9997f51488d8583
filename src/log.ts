import { type DestinationStream, destination, type Logger, pino, stdSerializers } from 'pino'

const REDACTED = ['authorization', 'password', 'headers.authorization']

/** Lines are written together, at the latest after this time and when the process ends. */
const WRITTEN_WITHIN_MS = 100

/**
 * JSON lines on standard output, or on `stream`. No line may hold a password or the contents of
 * an item; the paths of REDACTED are only a second lock on that door.
 */
export function createLogger(level: string, stream?: DestinationStream): Logger {
  return pino(
    { level, base: null, redact: REDACTED, serializers: { err: errorWithoutParameters } },
    stream ??
      destination({ dest: 1, sync: false, minLength: 4_096, periodicFlush: WRITTEN_WITHIN_MS }),
  )
}

/** A database error may quote a row in `detail` or `where`, so only its name and place are kept. */
function errorWithoutParameters(error: Error): Record<string, unknown> {
  const { type, message, stack } = stdSerializers.err(error)
  const code = 'code' in error ? String(error.code) : undefined
  return { type, message: bounded(message, 500), stack: bounded(stack ?? '', 4_000), code }
}

/** Text from outside, at most `most` characters long. JSON escapes what is not printable. */
export function bounded(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text
}
