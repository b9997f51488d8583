import { randomUUID } from 'node:crypto'
import type { Express } from 'express'
import type { AppContext } from './context.js'
import { maintenanceError } from './errors.js'
import { type Maintenance, maintenance } from './store/installation.js'

const HEALTH_TIMEOUT_MS = 5_000
const DOWN = { 'Retry-After': '30' }

/**
 * `/healthz`: the process lives. `/readyz`, and `/health`: send it requests. Both for load balancers and
 * whatever restarts what hangs. And a start page for people.
 */
export function mountStatusPages(web: Express, app: AppContext, state: { closing: boolean }): void {
  web.get('/healthz', (_request, response) => {
    response.set('Cache-Control', 'no-store').json({ status: 'ok' })
  })
  web.get(['/readyz', '/health'], async (_request, response) => {
    const now = await maintenanceNow(app)
    response.set('Cache-Control', 'no-store')
    if (state.closing || !now) {
      const status = state.closing ? 'closing' : 'database unavailable'
      response.status(503).set(DOWN).json({ status })
      return
    }
    // In maintenance as well: administrators have to reach their pages.
    response.json({ status: now.on ? 'maintenance' : 'ok' })
  })
  web.get('/', async (_request, response) => {
    const state = await maintenanceNow(app)
    const { status, headers, lines } = told(app, state)
    response.set('Cache-Control', 'no-cache').set(headers)
    const text = startPage(lines, app.config.supportContact)
    response.status(status).type('text/plain').send(text)
  })
  web.use((_request, response) => {
    response.status(404).type('text/plain').send('There is nothing here.\n')
  })
}

/** Null when the database does not answer in time. */
async function maintenanceNow(app: AppContext): Promise<Maintenance | null> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), HEALTH_TIMEOUT_MS)
  })
  const asked = maintenance(app.database).catch(() => null)
  const state = await Promise.race([asked, tooLate])
  clearTimeout(timer)
  return state
}

type Told = { status: number; headers: Readonly<Record<string, string>>; lines: string[] }

/** R-ONO-60, R-ONO-62: how it is now, in both languages of the pages. */
function told({ log }: AppContext, state: Maintenance | null): Told {
  if (!state) {
    const id = randomUUID().slice(0, 8)
    log.warn({ id }, 'database unavailable')
    const lines = [
      `The service is disturbed just now. Devices come back by themselves. Incident ${id}.`,
      `Der Dienst ist gerade gestört. Geräte kommen von selbst wieder. Vorgang ${id}.`,
    ]
    return { status: 503, headers: DOWN, lines }
  }
  if (!state.on) return { status: 200, headers: {}, lines: ['It works.', 'Alles in Ordnung.'] }
  const { status, headers } = maintenanceError()
  const lines = [
    'Maintenance is under way. Devices come back by themselves, with the password they have.',
    'Zurzeit wird gewartet. Geräte kommen von selbst wieder, mit dem Passwort, das sie haben.',
    ...(state.notice ? [state.notice] : []),
  ]
  return { status, headers, lines }
}

function startPage(lines: readonly string[], supportContact: string): string {
  const contact = supportContact && `\nSupport: ${supportContact}\n`
  return `Termingate synchronises appointments, tasks and contacts.

${lines.join('\n')}

Set up your device with an Exchange (ActiveSync) account. This page needs no browser.
${contact}`
}
