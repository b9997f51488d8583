import type { Express } from 'express'
import type { AppContext } from './context.js'
import type { Statement } from './store/database.js'

const ALIVE: Statement = { name: 'alive', text: 'select 1 as alive' }
const HEALTH_TIMEOUT_MS = 5_000

/**
 * `/healthz`: the process lives. `/readyz`, and `/health`: send it requests. Both for load balancers and
 * whatever restarts what hangs. And a start page for people.
 */
export function mountStatusPages(web: Express, app: AppContext, state: { closing: boolean }): void {
  web.get('/healthz', (_request, response) => {
    response.set('Cache-Control', 'no-store').json({ status: 'ok' })
  })
  web.get(['/readyz', '/health'], async (_request, response) => {
    const database = await databaseAnswers(app)
    const status = state.closing ? 'closing' : database ? 'ok' : 'database unavailable'
    response.set('Cache-Control', 'no-store')
    response.status(status === 'ok' ? 200 : 503)
    if (status !== 'ok') response.set('Retry-After', '30')
    response.json({ status })
  })
  web.get('/', (_request, response) => {
    response.set('Cache-Control', 'no-cache')
    response.type('text/plain').send(startPage(app.config.supportContact))
  })
  web.use((_request, response) => {
    response.status(404).type('text/plain').send('There is nothing here.\n')
  })
}

async function databaseAnswers(app: AppContext): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), HEALTH_TIMEOUT_MS)
  })
  const asked = app.database.query(ALIVE).then(
    () => true,
    () => false,
  )
  const answers = await Promise.race([asked, tooLate])
  clearTimeout(timer)
  return answers
}

function startPage(supportContact: string): string {
  const contact = supportContact && `\nSupport: ${supportContact}\n`
  return `Termingate synchronises appointments, tasks and contacts.

Set up your device with an Exchange (ActiveSync) account. This page needs no browser.
${contact}`
}
