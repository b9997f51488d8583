import type { CollectionKind } from '../../store/model.js'
import type { ReasonCode, ReasonValues, Verdict } from './reason.js'

/** Values as texts of one language. */
export type Texts = { [K in keyof ReasonValues]-?: string }

export type Sentence = {
  /** The rule lets the item through. */
  yes(texts: Texts): string
  /** It does not. */
  no(texts: Texts): string
  /** What to do then; none where waiting is all. */
  todo?(texts: Texts): string
}

export type Words = {
  locale: string
  kinds: Record<CollectionKind, string>
  roles: Record<string, string>
  never: string
  reasons: Record<ReasonCode, Sentence>
  verdicts: Record<Verdict, string>
}
