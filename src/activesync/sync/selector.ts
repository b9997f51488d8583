import type { Scope } from './scope.js'
import { calendarSelector } from './select-calendar.js'
import { memberSelector } from './select-members.js'
import type { Selector } from './selection.js'

export function selectorFor(scope: Scope): Selector {
  const { kind } = scope
  return kind === 'appointment' ? calendarSelector(scope) : memberSelector({ ...scope, kind })
}
