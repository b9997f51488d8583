import type { recordedContents } from '../../store/device-recording.js'
import { momentIn } from '../moment.js'
import type { Visitor } from '../visitor.js'

export type RecordedContentsProps = {
  visitor: Visitor
  recorded: Awaited<ReturnType<typeof recordedContents>>
}

/** Told to the user on the own page: somebody can read what the devices send. */
export function RecordedContents({ visitor, recorded }: RecordedContentsProps) {
  const { deviceLog: words } = visitor.words
  if (recorded.length === 0) return null
  return (
    <section class="alert" aria-labelledby="recorded">
      <h2 id="recorded">{words.seen}</h2>
      <ul>
        {recorded.map(({ deviceType, deviceId, until, by, reason }) => (
          <li>
            {words.seenUntil(`${deviceType} ${deviceId}`, momentIn(visitor, until))}{' '}
            {words.seenBy(by, reason)}
          </li>
        ))}
      </ul>
    </section>
  )
}
