import type { Request, Response } from 'express'
import { type ComponentChildren, Fragment, h } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { type Flash, takeFlash } from '../store/web-sessions.js'
import { chosenLanguage } from './cookies.js'
import { maintenanceOf } from './maintenance.js'
import { Layout } from './pages/layout.js'
import type { AdminParts } from './parts.js'
import type { Visitor } from './visitor.js'
import type { Words } from './words/en.js'
import { preferredLanguage, wordsIn } from './words/index.js'

export type Page = { title: string; body: ComponentChildren; status?: number }

/** The words for somebody who has not signed in. */
export function wordsFor(request: Request): Words {
  return wordsIn(chosenLanguage(request) ?? preferredLanguage(request.headers['accept-language']))
}

/** Sends a page to who is signed in, with what is to be said once. */
export async function sendPage(
  { app }: AdminParts,
  { request, response, visitor }: { request: Request; response: Response; visitor: Visitor },
  page: Page,
): Promise<void> {
  const flash = await takeFlash(app.database, visitor.token)
  send(response, { page, path: pathOf(request), words: visitor.words, visitor, flash })
}

/** Sends a part of a page, for the script that renews it. */
export function sendPart({ response }: { response: Response }, body: ComponentChildren): void {
  const text = renderToString(h(Fragment, null, body))
  response.set('Cache-Control', 'no-store').type('html').send(text)
}

/** Sends a page to somebody who is not. */
export function sendPublicPage(request: Request, response: Response, page: Page): void {
  const words = wordsFor(request)
  send(response, { page, path: pathOf(request), words, visitor: null, flash: [] })
}

/** The whole path: below its router, a request has the rest of it only. */
function pathOf({ baseUrl, path }: Request): string {
  return baseUrl + path
}

function send(
  response: Response,
  given: {
    page: Page
    path: string
    words: Words
    visitor: Visitor | null
    flash: readonly Flash[]
  },
): void {
  const { page, ...frame } = given
  const { title, body, status } = page
  response
    .status(status ?? 200)
    .set('Cache-Control', 'no-store')
    .type('html')
    .send(
      `<!doctype html>${renderToString(h(Layout, { ...frame, title, maintenance: maintenanceOf(response) }, body))}`,
    )
}
