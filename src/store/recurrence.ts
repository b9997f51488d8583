import type { Appointment, Id, Override, Span } from './model.js'
import { DAY_MS } from './recurrence-days.js'
import { parseRrule, type RecurrenceRule } from './recurrence-rule.js'
import {
  allDayShape,
  FIRST_INSTANT,
  instantId,
  LAST_INSTANT,
  type Shape,
  timedShape,
  untilWall,
} from './recurrence-shape.js'
import { type Budget, EXPANSION_STEPS, ruleStarts } from './recurrence-starts.js'
import { type WallClock, wallClock, wallOfDate } from './recurrence-zone.js'

export { validateRrule } from './recurrence-rule.js'
export { normaliseRrule } from './recurrence-shape.js'

/** What expansion reads of an appointment; a single one is a series of one. */
export type Series = Pick<Appointment, 'span' | 'rrule' | 'rdates' | 'overrides'> & { id?: Id }

export type Occurrence = {
  /** Original start, in the form of `Override.recurrenceId`. */
  recurrenceId: string
  span: Span
  /** The override that moved or changed it; null when it is as the rule makes it. */
  override: Override | null
}

export type ExpandOptions = {
  /** Most occurrences returned; 1,000 when not given. */
  limit?: number
  /** Zone in which all-day dates are placed on the time line; UTC when not given. */
  zone?: string
  /** Days looked at and starts made, at most; EXPANSION_STEPS when not given. */
  steps?: number
}

/** Instants; null = without limit on that side. */
export type Window = { from: Date | null; to: Date | null }

const DEFAULT_LIMIT = 1_000
/** A change of offset moves a wall time by less than this. */
const LARGEST_SHIFT = 3 * 3_600_000

/**
 * The occurrences that overlap [from, to): one that runs into the window counts, moved ones count
 * where they are now, cancelled ones don't. Ascending by start, at most `limit`. A rule that can't
 * be read makes a single appointment; one that takes more than EXPANSION_STEPS gives what came up
 * to there.
 */
export function occurrencesBetween(
  series: Series,
  from: Date,
  to: Date,
  options: ExpandOptions = {},
): Occurrence[] {
  const window = { from: clamp(from.getTime()), to: clamp(to.getTime()) }
  return expand(series, window, expansionOf(options))
}

/** One expansion's means: several looks at a series share one budget. */
type Expansion = { clock: WallClock; limit: number; budget: Budget }

function expansionOf(options: ExpandOptions): Expansion {
  return {
    clock: wallClock(options.zone ?? 'UTC'),
    limit: options.limit ?? DEFAULT_LIMIT,
    budget: { steps: options.steps ?? EXPANSION_STEPS },
  }
}

function expand(series: Series, window: InstantWindow, expansion: Expansion): Occurrence[] {
  const { clock, limit } = expansion
  const found: { occurrence: Occurrence; at: number }[] = []
  // Moved and extra occurrences come first and out of order, so that many more are looked at.
  const enough = limit + series.overrides.length + series.rdates.length
  for (const occurrence of rawOccurrences(series, window, expansion)) {
    const { start, end } = instantsOf(occurrence.span, clock)
    if (overlaps(start, end, window)) found.push({ occurrence, at: start })
    if (found.length >= enough) break
  }
  found.sort((a, b) => a.at - b.at)
  return found.slice(0, limit).map(({ occurrence }) => occurrence)
}

/**
 * End of the last occurrence, moved ones included; null = the series has no end, or none that can
 * be found within the step budget. All-day ends are midnight in `zone`.
 */
export function seriesEnd(series: Series, options: ExpandOptions = {}): Date | null {
  const { clock, budget } = expansionOf(options)
  const shape = shapeOf(series, clock)
  const rule = ruleOf(series)
  if (rule !== null && rule.count === null && rule.until === null) return null
  let end = Number.NEGATIVE_INFINITY
  const cancelled = overrideKeys(series, shape)
  for (const start of generatedStarts(series, shape, {
    from: FIRST_INSTANT,
    to: LAST_INSTANT,
    budget,
  })) {
    if (cancelled.has(start)) continue
    end = Math.max(end, shape.endOf(start))
  }
  if (budget.steps <= 0) return null
  for (const override of series.overrides) {
    if (override.cancelled) continue
    const start = shape.keyOf(override.recurrenceId)
    const span = override.changes.span ?? (start === null ? null : shape.spanAt(start))
    if (span) end = Math.max(end, instantsOf(span, clock).end)
  }
  if (end === Number.NEGATIVE_INFINITY) return new Date(instantsOf(series.span, clock).end)
  return new Date(end)
}

export type RankedOccurrence = Occurrence & { distanceMs: number }

/** Days around `now` in which the nearest occurrence is looked for, one ring after the other. */
const RINGS = [1, 8, 40, 400, 4_000, 40_000, 4_000_000] as const

/**
 * The occurrence by which a series is ranked among the nearest: the one with the smallest distance
 * from `now` (0 while it lasts) that overlaps the window; null = the window holds none.
 */
export function nearestOccurrence(
  series: Series,
  now: Date,
  window: Window,
  options: ExpandOptions = {},
): RankedOccurrence | null {
  const expansion = expansionOf(options)
  const bounds = boundsOf(window)
  for (const days of RINGS) {
    const from = Math.max(bounds.from, now.getTime() - days * DAY_MS)
    const to = Math.min(bounds.to, now.getTime() + days * DAY_MS)
    const occurrences = from < to ? expand(series, { from, to }, expansion) : []
    const nearest = nearestOf(occurrences, now.getTime(), expansion.clock)
    const whole = from === bounds.from && to === bounds.to
    if (nearest !== null || whole || expansion.budget.steps <= 0) return nearest
  }
  return null
}

function nearestOf(
  occurrences: readonly Occurrence[],
  now: number,
  clock: WallClock,
): RankedOccurrence | null {
  let best: RankedOccurrence | null = null
  for (const occurrence of occurrences) {
    const { start, end } = instantsOf(occurrence.span, clock)
    const distanceMs = Math.max(0, start - now, now - end)
    if (best === null || distanceMs < best.distanceMs) best = { ...occurrence, distanceMs }
  }
  return best
}

export type WindowEdges = { inside: boolean; lastEnd: Date | null; nextStart: Date | null }

/**
 * What decides when a series enters or leaves a window that slides along with time: whether it is
 * inside now, the end of its last occurrence inside, and the first start at or after the window's
 * end. It leaves once `window.from` reaches `lastEnd`, unless `nextStart` came in before.
 */
export function windowEdges(
  series: Series,
  window: Window,
  options: ExpandOptions = {},
): WindowEdges {
  const expansion = expansionOf(options)
  const bounds = boundsOf(window)
  if (window.to === null && isEndless(series)) {
    // It never leaves: one occurrence says all.
    const first = expand(series, bounds, { ...expansion, limit: 1 })
    return { inside: first.length > 0, lastEnd: null, nextStart: null }
  }
  const inside = expand(series, bounds, expansion)
  const ends = inside.map(({ span }) => instantsOf(span, expansion.clock).end)
  return {
    inside: inside.length > 0,
    lastEnd: ends.length === 0 ? null : new Date(Math.max(...ends)),
    nextStart: startFrom(series, bounds.to, expansion),
  }
}

function startFrom(series: Series, from: number, expansion: Expansion): Date | null {
  // What ends by itself is looked through once, instead of anew for each ring up to its end.
  for (const days of isEndless(series) ? RINGS.slice(2) : RINGS.slice(-1)) {
    const to = Math.min(from + days * DAY_MS, LAST_INSTANT)
    if (to <= from || expansion.budget.steps <= 0) return null
    const starts = expand(series, { from, to }, { ...expansion, limit: 50 })
      .map(({ span }) => instantsOf(span, expansion.clock).start)
      .filter((start) => start >= from)
    if (starts.length > 0) return new Date(Math.min(...starts))
  }
  return null
}

function isEndless(series: Series): boolean {
  const rule = ruleOf(series)
  return rule !== null && rule.count === null && rule.until === null
}

/** Start and end of a span on the time line; all-day dates begin at midnight in `zone`. */
export function spanInstants(span: Span, zone: string): { start: Date; end: Date } {
  const { start, end } = instantsOf(span, wallClock(zone))
  return { start: new Date(start), end: new Date(end) }
}

/** A recurrence id in its one spelling: an instant to the second in UTC, or a date. */
export function recurrenceIdOf(span: Span): string {
  return span.allDay ? span.startDate : instantId(span.start.getTime())
}

function shapeOf(series: Series, placing: WallClock): Shape {
  return series.span.allDay ? allDayShape(series.span, placing) : timedShape(series.span)
}

type InstantWindow = { from: number; to: number }

/** Occurrences near the window, overrides applied; a moved one is given whatever its origin. */
function* rawOccurrences(
  series: Series,
  window: InstantWindow,
  { clock, budget }: Expansion,
): Generator<Occurrence> {
  const shape = shapeOf(series, clock)
  const overridden = overrideKeys(series, shape)
  for (const override of series.overrides) {
    const { span } = override.changes
    if (span && !override.cancelled) {
      const key = shape.keyOf(override.recurrenceId)
      const recurrenceId = key === null ? override.recurrenceId : shape.idOf(key)
      yield { recurrenceId, span, override }
    }
  }
  const length = shape.endOf(shape.start) - shape.clock.toInstant(shape.start)
  const margin = shape.allDay ? DAY_MS : LARGEST_SHIFT
  const wide = {
    from: shape.clock.toWall(window.from) - length - margin,
    to: shape.clock.toWall(window.to) + margin,
  }
  for (const start of generatedStarts(series, shape, { ...wide, budget })) {
    const override = overridden.get(start) ?? null
    if (override && (override.cancelled || override.changes.span)) continue
    yield { recurrenceId: shape.idOf(start), span: shape.spanAt(start), override }
  }
}

function ruleOf(series: Series): RecurrenceRule | null {
  const rule = series.rrule === null ? null : parseRrule(series.rrule).rule
  // Times of day mean nothing to dates; some programs write them all the same.
  return rule && series.span.allDay ? { ...rule, byHour: [], byMinute: [], bySecond: [] } : rule
}

function overrideKeys(series: Series, shape: Shape): Map<number, Override> {
  const keys = new Map<number, Override>()
  for (const override of series.overrides) {
    const key = shape.keyOf(override.recurrenceId)
    if (key !== null) keys.set(key, override)
  }
  return keys
}

/** Wall starts of rule and RDATEs in a window of wall time, ascending within each source. */
function* generatedStarts(
  series: Series,
  shape: Shape,
  request: InstantWindow & { budget: Budget },
): Generator<number> {
  const rule = ruleOf(series)
  const extra = new Set<number>()
  for (const id of series.rdates) {
    const key = shape.keyOf(id)
    if (key !== null && key >= request.from && key < request.to) extra.add(key)
  }
  if (rule === null) extra.add(shape.start)
  yield* [...extra].sort((a, b) => a - b)
  if (rule === null) return
  const until = rule.until === null ? Number.POSITIVE_INFINITY : untilWall(shape, rule.until)
  for (const start of ruleStarts({ rule, start: shape.start, until, ...request })) {
    if (!extra.has(start)) yield start
  }
}

function instantsOf(span: Span, clock: WallClock): { start: number; end: number } {
  if (!span.allDay) return { start: span.start.getTime(), end: span.end.getTime() }
  const first = wallOfDate(span.startDate)
  const last = Math.max(first + DAY_MS, wallOfDate(span.endDate))
  return { start: clock.toInstant(first), end: clock.toInstant(last) }
}

function overlaps(start: number, end: number, window: InstantWindow): boolean {
  return start < window.to && (end > window.from || (start === end && start >= window.from))
}

function boundsOf(window: Window): InstantWindow {
  return {
    from: clamp(window.from?.getTime() ?? FIRST_INSTANT),
    to: clamp(window.to?.getTime() ?? LAST_INSTANT),
  }
}

function clamp(instant: number): number {
  return Math.min(Math.max(instant, FIRST_INSTANT), LAST_INSTANT)
}
