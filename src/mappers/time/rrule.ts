/** RFC 5545, Recurrence Rule, taken apart. Weekdays are 0 (Sunday) to 6. */
export type Rrule = {
  freq: string
  interval: number
  count: number | null
  /** As it stands: `20270331`, `20270331T120000Z` or `20270331T120000`. */
  until: string | null
  byDay: { nth: number | null; day: number }[]
  byMonthDay: number[]
  byMonth: number[]
  bySetPos: number[]
  weekStart: number | null
  /** Names of parts that are not held here (BYHOUR, BYWEEKNO, RSCALE …). */
  others: string[]
}

export const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'] as const

const MAX_LENGTH = 1000

/** The parts of an RRULE value (with or without `RRULE:`), or undefined when it is none. */
export function parseRrule(text: string): Rrule | undefined {
  if (text.length > MAX_LENGTH) return undefined
  const rule: Rrule = {
    freq: '',
    interval: 1,
    count: null,
    until: null,
    byDay: [],
    byMonthDay: [],
    byMonth: [],
    bySetPos: [],
    weekStart: null,
    others: [],
  }
  for (const part of text.replace(/^RRULE:/i, '').split(';')) {
    if (part === '') continue
    const [name = '', value = ''] = part.toUpperCase().split('=')
    if (!setPart(rule, name.trim(), value.trim())) return undefined
  }
  return rule.freq ? rule : undefined
}

/** The RRULE value, its parts always in the same order. */
export function formatRrule(rule: Rrule): string {
  const parts = [`FREQ=${rule.freq}`]
  if (rule.interval !== 1) parts.push(`INTERVAL=${rule.interval}`)
  if (rule.count !== null) parts.push(`COUNT=${rule.count}`)
  if (rule.until !== null) parts.push(`UNTIL=${rule.until}`)
  if (rule.byMonth.length > 0) parts.push(`BYMONTH=${rule.byMonth.join(',')}`)
  if (rule.byMonthDay.length > 0) parts.push(`BYMONTHDAY=${rule.byMonthDay.join(',')}`)
  if (rule.byDay.length > 0) {
    parts.push(`BYDAY=${rule.byDay.map((by) => `${by.nth ?? ''}${WEEKDAYS[by.day]}`).join(',')}`)
  }
  if (rule.bySetPos.length > 0) parts.push(`BYSETPOS=${rule.bySetPos.join(',')}`)
  if (rule.weekStart !== null) parts.push(`WKST=${WEEKDAYS[rule.weekStart]}`)
  return parts.join(';')
}

function setPart(rule: Rrule, name: string, value: string): boolean {
  if (name === 'FREQ') rule.freq = value
  else if (name === 'INTERVAL') rule.interval = Number(value)
  else if (name === 'COUNT') rule.count = Number(value)
  else if (name === 'UNTIL') rule.until = value
  else if (name === 'BYMONTHDAY') rule.byMonthDay = numbers(value)
  else if (name === 'BYMONTH') rule.byMonth = numbers(value)
  else if (name === 'BYSETPOS') rule.bySetPos = numbers(value)
  else if (name === 'WKST') rule.weekStart = weekday(value)
  else if (name === 'BYDAY') return setByDay(rule, value)
  else rule.others.push(name)
  const all = [
    rule.interval,
    rule.count ?? 1,
    ...rule.byMonthDay,
    ...rule.byMonth,
    ...rule.bySetPos,
  ]
  return all.every(Number.isInteger) && rule.interval > 0 && rule.weekStart !== -1
}

function setByDay(rule: Rrule, value: string): boolean {
  for (const item of value.split(',')) {
    const match = /^([+-]?\d{1,2})?([A-Z]{2})$/.exec(item.trim())
    const day = weekday(match?.[2] ?? '')
    if (!match || day < 0) return false
    rule.byDay.push({ nth: match[1] ? Number(match[1]) : null, day })
  }
  return true
}

function weekday(name: string): number {
  return (WEEKDAYS as readonly string[]).indexOf(name)
}

function numbers(value: string): number[] {
  return value.split(',').map((item) => (/^[+-]?\d{1,3}$/.test(item.trim()) ? Number(item) : NaN))
}
