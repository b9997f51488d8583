import type { AuditLine } from '../../store/audit.js'
import { momentIn } from '../moment.js'
import type { Visitor } from '../visitor.js'
import { Table } from './table.js'

export type AuditProps = {
  visitor: Visitor
  lines: readonly AuditLine[]
  /** What was searched for. */
  asked: { actor: string; action: string; subject: string }
  /** The query of the next page; null on the last one. */
  next: string | null
  /** The query of this search, without its page. */
  query: string
}

export function Audit({ visitor, lines, asked, next, query }: AuditProps) {
  const { audit } = visitor.words
  const fields = [
    ['actor', audit.who],
    ['action', audit.what],
    ['subject', audit.whom],
  ] as const
  return (
    <>
      <search>
        <form method="get" action="/admin/audit" class="row">
          {fields.map(([name, label]) => (
            <label>
              {label}
              <input name={name} value={asked[name]} maxLength={100} />
            </label>
          ))}
          <button type="submit">{visitor.words.users.find}</button>
        </form>
      </search>
      <Table heads={[audit.when, audit.tenant, audit.who, audit.what, audit.whom, audit.details]}>
        {lines.map((line) => (
          <tr>
            <td>{momentIn(visitor, line.at)}</td>
            <td>{line.tenant}</td>
            <td>{line.actor}</td>
            <td>{line.action}</td>
            <td>{line.subject}</td>
            <td>{detailsOf(line)}</td>
          </tr>
        ))}
      </Table>
      <p class="pages">
        <a href={`/admin/audit.csv?${query}`}>{audit.download}</a>
        {next && <a href={`/admin/audit?${next}`}>{visitor.words.users.next}</a>}
      </p>
    </>
  )
}

function detailsOf({ details }: AuditLine): string {
  const told = Object.entries(details).map(([name, value]) => `${name}: ${textOf(value)}`)
  return told.join('; ').slice(0, 500)
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(', ')
  return typeof value === 'string' ? value : JSON.stringify(value)
}
