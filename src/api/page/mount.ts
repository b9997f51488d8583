import type { Request, Response, Router } from 'express'
import { h } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { openApiDocument } from '../openapi.js'
import { API_PATH } from '../parts.js'
import { Page } from './page.js'
import { STYLE, STYLE_HASH } from './style.js'

const STYLE_FILE = `/style-${STYLE_HASH}.css`
const DOCUMENT_FILE = '/openapi.json'
const KEPT_SECONDS = 3_600

type Text = { type: string; text: string }

/** The API's description, as OpenAPI and as a page; both are made at their first request. */
export function mountDescription(router: Router): void {
  let document: Text | undefined
  let page: Text | undefined
  router.get(DOCUMENT_FILE, (_request, response) => {
    document ??= { type: 'application/json', text: JSON.stringify(openApiDocument()) }
    send(response, document)
  })
  router.get('/', (request, response) => {
    if (needsSlash(request)) return response.redirect(308, `${API_PATH}/`)
    page ??= { type: 'text/html; charset=utf-8', text: pageText() }
    send(response, page)
  })
  router.get(STYLE_FILE, (_request, response) => send(response, { type: 'text/css', text: STYLE }))
}

/** Without it relative addresses on the page would lead elsewhere. */
function needsSlash({ originalUrl }: Request): boolean {
  return new URL(originalUrl, 'http://localhost').pathname === API_PATH
}

function pageText(): string {
  const document = openApiDocument()
  const documentPath = `${API_PATH}${DOCUMENT_FILE}`
  const props = { document, documentPath, stylePath: `${API_PATH}${STYLE_FILE}` }
  return `<!doctype html>${renderToString(h(Page, props))}`
}

function send(response: Response, { type, text }: Text): void {
  response.set('Cache-Control', `public, max-age=${KEPT_SECONDS}`)
  response.set('Content-Type', type).send(text)
}
