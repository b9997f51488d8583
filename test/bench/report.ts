import type { CaseResult } from './bench.js'
import type { Conditions } from './conditions.js'

export type Report = { conditions: Conditions; cases: readonly CaseResult[] }

export function inWords({ conditions, cases }: Report): string {
  const lines = ['', 'Conditions']
  for (const [name, value] of Object.entries(conditions)) lines.push(`  ${name}: ${value}`)
  for (const { name, figures } of cases) {
    lines.push('', name)
    for (const figure of figures) lines.push(`  ${figure.name}: ${figure.value} ${figure.unit}`)
  }
  lines.push('', 'Targets')
  for (const { demand, measured, met } of cases.flatMap(({ targets }) => targets)) {
    lines.push(`  ${verdict(met)}  ${demand} (${measured})`)
  }
  return lines.join('\n')
}

function verdict(met: boolean | null): string {
  if (met === null) return 'not measured'
  return met ? 'met    ' : 'NOT MET'
}
