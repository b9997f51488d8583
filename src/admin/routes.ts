import type { Form } from './form.js'
import type { Visit } from './visit.js'

/** Adds a page for who is signed in. */
export type Get = (path: string, show: (visit: Visit) => Promise<void> | void) => void

/** Adds a form of one of these pages. */
export type Post = (path: string, act: (visit: Visit, form: Form) => Promise<void>) => void
