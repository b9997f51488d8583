import { createHash } from 'node:crypto'

/**
 * Renews the parts of a page every two seconds. Without it the page shows the moment of its loading.
 * A part that has the focus stays as it is; only the sentence with `aria-live` is read out.
 */
export const LIVE = `'use strict'
const box = document.querySelector('[data-live]')
const stale = document.querySelector('[data-stale]')
let asking = false
async function renew() {
  if (document.hidden || asking) return
  asking = true
  try {
    const answer = await fetch(box.dataset.live, { redirect: 'error', cache: 'no-store' })
    if (!answer.ok) throw new Error(answer.statusText)
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html')
    for (const part of box.querySelectorAll('[data-part]')) {
      const next = fresh.querySelector('[data-part="' + part.dataset.part + '"]')
      if (!next || next.innerHTML === part.innerHTML) continue
      if (!part.contains(document.activeElement)) part.replaceChildren(...next.childNodes)
    }
    stale.hidden = true
  } catch {
    stale.hidden = false
  }
  asking = false
}
if (box && stale) setInterval(renew, 2000)
`

const hash = createHash('sha256').update(LIVE).digest('hex').slice(0, 12)
/** Changes with the contents, so that it may be kept for long. */
export const LIVE_PATH = `/admin/live-${hash}.js`
