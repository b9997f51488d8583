import type { Express } from 'express'
import type { AppContext } from './context.js'
import type { Statement } from './store/database.js'

const ALIVE: Statement = { name: 'alive', text: 'select 1 as alive' }
const HEALTH_TIMEOUT_MS = 5_000

/** `/health` for a load balancer and a start page for people. */
export function mountStatusPages(web: Express, app: AppContext): void {
  web.get('/health', async (_request, response) => {
    const database = await databaseAnswers(app)
    response.set('Cache-Control', 'no-store')
    response.status(database ? 200 : 503)
    if (!database) response.set('Retry-After', '30')
    response.json({ status: database ? 'ok' : 'database unavailable' })
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
