import fc from 'fast-check'

export type Kind = 'Calendar' | 'Tasks' | 'Contacts'
export const KINDS: readonly Kind[] = ['Calendar', 'Tasks', 'Contacts']
export const PHONES = 3

/** What becomes of a Sync request on its way. */
export type Fate =
  | 'answered'
  | 'request lost'
  | 'answer lost'
  /** The connection breaks at some moment, and the phone asks the same again at once. */
  | 'cut'
  | 'twice'
  | 'at once'
  /** The gateway's process is killed at some moment of it (in worlds that can; else: answer lost). */
  | 'killed'
  /** The database is restarted at some moment of it (in worlds that can; else: answer lost). */
  | 'database restarted'

export type OfficeDeed =
  | 'adds'
  | 'edits'
  | 'moves'
  | 'removes'
  | 'restores'
  | 'finishes'
  | 'breaks'
  | 'heals'
export type PhoneDeed = 'adds' | 'edits' | 'finishes' | 'deletes' | 'undoes'

/** A step of a story; `which` chooses among what there is. */
export type Step =
  | { by: 'office'; deed: OfficeDeed; kind: Kind; which: number }
  | { by: 'phone'; phone: number; kind: Kind; deed: PhoneDeed; which: number }
  | {
      by: 'sync'
      phone: number
      kind: Kind
      fate: Fate
      getChanges: boolean
      /** Share of a request's usual time after which something happens to it. */
      moment: number
    }
  | { by: 'filter'; phone: number; kind: Kind; which: number }
  | { by: 'estimate'; phone: number; kind: Kind }
  | { by: 'new beginning'; phone: number; kind: Kind }
  | { by: 'folders'; phone: number }
  | { by: 'time'; halfDays: number }

const phone = fc.nat({ max: PHONES - 1 })
const which = fc.nat({ max: 30 })

const OFFICE: readonly OfficeDeed[] = [
  ...(['adds', 'adds', 'edits', 'edits', 'edits', 'moves', 'removes'] as const),
  ...(['restores', 'finishes', 'breaks', 'heals'] as const),
]
const PHONE: readonly PhoneDeed[] = [
  'adds',
  'edits',
  'edits',
  'edits',
  'finishes',
  'deletes',
  'undoes',
]
const FATES: readonly Fate[] = [
  ...(['request lost', 'answer lost', 'answer lost', 'answer lost', 'cut', 'twice'] as const),
  ...(['at once', 'killed', 'database restarted'] as const),
]

const fate: fc.Arbitrary<Fate> = fc.oneof(
  fc.constant('answered' as const),
  fc.constantFrom(...FATES),
)
const mostly = fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.boolean())

/** Weights and steps: the more kinds there are, the less happens to each. */
function stepOf(kinds: readonly Kind[]): fc.Arbitrary<Step> {
  const kind = fc.constantFrom(...kinds)
  const by = <B extends Step['by']>(who: B) => fc.constant(who)
  const deed = fc.constantFrom(...OFFICE)
  const own = fc.constantFrom(...PHONE)
  const sync = {
    by: by('sync'),
    phone,
    kind,
    fate,
    getChanges: mostly,
    moment: fc.nat({ max: 12 }),
  }
  return fc.oneof(
    { weight: 8, arbitrary: fc.record({ by: by('office'), deed, kind, which }) },
    { weight: 9, arbitrary: fc.record({ by: by('phone'), phone, kind, deed: own, which }) },
    { weight: 14, arbitrary: fc.record(sync) },
    { weight: 1, arbitrary: fc.record({ by: by('filter'), phone, kind, which }) },
    { weight: 2, arbitrary: fc.record({ by: by('estimate'), phone, kind }) },
    { weight: 1, arbitrary: fc.record({ by: by('new beginning'), phone, kind }) },
    { weight: 1, arbitrary: fc.record({ by: by('folders'), phone }) },
    { weight: 1, arbitrary: fc.record({ by: by('time'), halfDays: fc.nat({ max: 60 }) }) },
  )
}

const stepsOf = (kinds: readonly Kind[]) =>
  fc.array(stepOf(kinds), { minLength: 10, maxLength: 60, size: 'max' })

/** One run: a story, and whether what is broken is mended before the end. */
export const story: fc.Arbitrary<Story> = fc.record({
  steps: fc.oneof(
    ...[['Calendar'], ['Tasks'], ['Contacts'], KINDS].map((kinds) => stepsOf(kinds as Kind[])),
  ),
  healed: fc.boolean(),
})
export type Story = { steps: Step[]; healed: boolean }
