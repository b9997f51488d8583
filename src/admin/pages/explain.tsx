import type { Explanation } from '../../activesync/explain/explain.js'
import type { Holder } from '../../activesync/explain/explain-item.js'
import { keyOfItem } from '../../activesync/explain/find-item.js'
import type { Step } from '../../activesync/explain/reason.js'
import { phraseOf, verdictIn } from '../../activesync/explain/words.js'
import type { FoundItem } from '../../store/item-facts.js'
import { momentIn } from '../moment.js'
import type { Visitor } from '../visitor.js'
import { userPath } from './layout.js'
import { explainPath } from './paths.js'
import { Table } from './table.js'

export type Explained =
  | { what: 'nothing-asked' }
  | { what: 'no-user' }
  | { what: 'found'; found: readonly FoundItem[] }
  | { what: 'explained'; key: string; answers: readonly Explanation[]; holders: readonly Holder[] }

export type ExplainProps = {
  visitor: Visitor
  asked: { user: string; item: string; tenant: string }
  explained: Explained
}

/** R-ONO-61, first step of every repair: why an entry is on a device or is not. */
export function Explain({ visitor, asked, explained }: ExplainProps) {
  const { explain } = visitor.words
  return (
    <>
      <search>
        <form method="get" action="/admin/explain" class="row">
          <input type="hidden" name="tenant" value={asked.tenant} />
          <label>
            {explain.item}
            <input type="search" name="item" value={asked.item} maxLength={200} required />
          </label>
          <label>
            {explain.user}
            <input name="user" value={asked.user} maxLength={320} autocapitalize="none" />
          </label>
          <button type="submit">{explain.ask}</button>
        </form>
      </search>
      {explained.what === 'no-user' && (
        <p class="flash failed" role="alert">
          {explain.noUser}
        </p>
      )}
      {explained.what === 'found' && <Found {...{ visitor, asked }} found={explained.found} />}
      {explained.what === 'explained' && (
        <>
          {explained.answers.map((answer, index) => (
            <Answer visitor={visitor} answer={answer} index={index} />
          ))}
          <Holders visitor={visitor} holders={explained.holders} />
        </>
      )}
    </>
  )
}

type FoundProps = Pick<ExplainProps, 'visitor' | 'asked'> & { found: readonly FoundItem[] }

function Found({ visitor, asked, found }: FoundProps) {
  const { explain } = visitor.words
  if (found.length === 0) return <p role="status">{explain.nothing}</p>
  return (
    <section aria-labelledby="several">
      <h2 id="several">{explain.several}</h2>
      <Table heads={[explain.entry, visitor.words.devices.kind, explain.at]}>
        {found.map((one) => (
          <tr>
            <th scope="row">
              <a href={explainPath({ ...asked, item: keyOfItem(one) })}>
                {one.title || keyOfItem(one)}
              </a>
            </th>
            <td>{explain.kinds[one.kind]}</td>
            <td>{one.at?.slice(0, 16)}</td>
          </tr>
        ))}
      </Table>
    </section>
  )
}

type AnswerProps = { visitor: Visitor; answer: Explanation; index: number }

/** The rules in order; the last one decides unless the entry is on the device. */
function Answer({ visitor, answer, index }: AnswerProps) {
  const { words } = visitor
  const { device, steps, verdict, zone } = answer
  const name = device ? `${device.type} ${device.id}`.trim() : words.explain.noDevice
  return (
    <section aria-labelledby={`answer-${index}`}>
      <h2 id={`answer-${index}`}>{name}</h2>
      <p>
        <strong class={verdict === 'on-device' ? '' : 'warn'}>
          {verdictIn(verdict, words.language)}
        </strong>{' '}
        {device && words.explain.lastSeen(momentIn(visitor, device.lastSeen))}
      </p>
      <ol class="chain">
        {steps.map((step) => (
          <Rule visitor={visitor} step={step} zone={zone} />
        ))}
      </ol>
    </section>
  )
}

function Rule({ visitor, step, zone }: { visitor: Visitor; step: Step; zone: string }) {
  const { language, explain } = visitor.words
  const { ok, text, todo } = phraseOf(step, { language, zone })
  if (ok) {
    return (
      <li>
        {explain.yes} {text}
      </li>
    )
  }
  return (
    <li class="decides">
      <strong>
        {explain.no} {text}
      </strong>
      {todo && <p>{todo}</p>}
    </li>
  )
}

function Holders({ visitor, holders }: { visitor: Visitor; holders: readonly Holder[] }) {
  const { explain, devices, language } = visitor.words
  return (
    <section aria-labelledby="holders">
      <h2 id="holders">{explain.holders}</h2>
      {holders.length === 0 ? (
        <p>{explain.noHolders}</p>
      ) : (
        <Table heads={[devices.user, devices.device, devices.lastSeen, explain.version]}>
          {holders.map(({ login, device, verdict }) => (
            <tr>
              <th scope="row">
                <a href={userPath(login)}>{login}</a>
              </th>
              <td>{device && `${device.type} ${device.id}`}</td>
              <td>{momentIn(visitor, device?.lastSeen ?? null)}</td>
              <td>{verdictIn(verdict, language)}</td>
            </tr>
          ))}
        </Table>
      )}
    </section>
  )
}
