import type { Visitor } from '../visitor.js'
import { devicesPath } from './paths.js'

export type WaitingDevicesProps = {
  visitor: Visitor
  /** Devices in quarantine, by tenant. */
  waiting: readonly { tenant: string; count: number }[]
}

/** Somebody stands with a new phone in the hand. */
export function WaitingDevices({ visitor, waiting }: WaitingDevicesProps) {
  const { devices } = visitor.words
  if (waiting.length === 0) return null
  return (
    <section class="alert" aria-labelledby="waiting">
      <h2 id="waiting">{devices.waiting}</h2>
      <ul>
        {waiting.map(({ tenant, count }) => (
          <li>
            <a href={devicesPath(tenant, { status: 'quarantined' })}>
              {devices.waitingOf(tenant, count)}
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}
