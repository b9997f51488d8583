import type { Words } from '../words/en.js'

export type FailureProps = {
  words: Words
  text: string
  /** Names the lines of the log. */
  incident: string | null
  supportContact: string
}

export function Failure({ words, text, incident, supportContact }: FailureProps) {
  return (
    <>
      <p>{text}</p>
      {incident && <p>{words.errors.incident(incident)}</p>}
      {supportContact && <p>{words.signIn.support(supportContact)}</p>}
      <p>
        <a href="/admin">{words.back}</a>
      </p>
    </>
  )
}
