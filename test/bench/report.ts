import type { CaseResult, LoadFigure } from './bench.js'
import type { Conditions } from './conditions.js'

export type CaseReport = CaseResult & { name: string; rounds: number; seconds: number }
export type Report = { conditions: Conditions; cases: readonly CaseReport[] }

const LOADS = `requests per second; time p50 / p95 / p99; CPU of gateway + PostgreSQL for one;
  bytes of bodies sent and received for one`

export function inWords({ conditions, cases }: Report): string {
  const lines = ['', 'Conditions']
  for (const [name, value] of Object.entries(conditions)) lines.push(`  ${name}: ${value}`)
  lines.push('', `What loads tell: ${LOADS}`)
  for (const { name, rounds, seconds, loads, figures } of cases) {
    lines.push('', `${name} (rounds: ${rounds}; took ${seconds} s)`)
    lines.push(...loads.map(loadInWords))
    for (const figure of figures) {
      lines.push(`  ${figure.name}: ${figure.value.toLocaleString('en')} ${figure.unit}`)
    }
  }
  lines.push('', 'Targets')
  for (const { demand, measured, met } of cases.flatMap(({ targets }) => targets)) {
    lines.push(`  ${verdict(met)}  ${demand} (${measured})`)
  }
  return lines.join('\n')
}

function loadInWords({ name, perSecond, p50, p95, p99, ...rest }: LoadFigure): string {
  const { gatewayMs, databaseMs, sentBytes, receivedBytes } = rest
  return [
    `  ${name}:`,
    ...(perSecond === null ? [] : [`${perSecond.toLocaleString('en')} /s;`]),
    `${p50} / ${p95} / ${p99} ms;`,
    ...(gatewayMs === null ? [] : [`CPU ${gatewayMs} + ${databaseMs ?? 0} ms;`]),
    `${sentBytes.toLocaleString('en')} B, ${receivedBytes.toLocaleString('en')} B`,
  ].join(' ')
}

function verdict(met: boolean | null): string {
  if (met === null) return 'not measured'
  return met ? 'met    ' : 'NOT MET'
}
