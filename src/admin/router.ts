import { type Express, type Request, type Response, Router } from 'express'
import helmet from 'helmet'
import { logRequest } from '../http-request-log.js'
import * as activity from './activity.js'
import * as appPasswords from './app-passwords.js'
import * as deviceLog from './device-log.js'
import { addDeviceRoutes } from './device-routes.js'
import { failureHandler, sendFailure } from './failure-page.js'
import { checkToken, type Form, readForm } from './form.js'
import * as installation from './installation.js'
import { changeLanguage } from './language.js'
import { LIVE, LIVE_PATH } from './live.js'
import { tellMaintenance } from './maintenance.js'
import { userPath, usersPath } from './pages/layout.js'
import type { AdminParts } from './parts.js'
import { changePassword } from './password.js'
import type { Get, Post } from './routes.js'
import * as setUp from './set-up.js'
import { showSignIn, signIn, signOut, visitorOf } from './sign-in.js'
import { showSignInsOfTenant, showSignInsOfUser } from './sign-ins.js'
import { STYLE, STYLE_PATH } from './style.js'
import * as users from './users.js'
import type { Visit } from './visit.js'

const YEAR_SECONDS = 365 * 86_400

/** The administration's pages, all below /admin. */
export function mountAdmin(express: Express, parts: AdminParts): void {
  const router = Router({ caseSensitive: true })
  router.use(securityHeaders())
  router.use((request, response, next) => {
    logRequest(parts.app, request, response).command = 'Admin'
    next()
  })
  serveFile(router, STYLE_PATH, { type: 'css', text: STYLE })
  serveFile(router, LIVE_PATH, { type: 'js', text: LIVE })
  router.use(tellMaintenance(parts))
  addPublicRoutes(router, parts)
  addRoutes(router, parts)
  router.use((request, response) => {
    sendFailure(parts, { request, response }, { status: 404, incident: null })
  })
  router.use(failureHandler(parts))
  express.use('/admin', router)
}

/** What never changes under its name. */
function serveFile(router: Router, path: string, { type, text }: { type: string; text: string }) {
  router.get(path.replace('/admin', ''), (_request, response) => {
    response.set('Cache-Control', `public, max-age=${YEAR_SECONDS}, immutable`)
    response.type(type).send(text)
  })
}

function addPublicRoutes(router: Router, parts: AdminParts): void {
  router.get('/sign-in', (request, response) => showSignIn(parts, request, response))
  router.post('/sign-in', (request, response) => signIn(parts, request, response))
  router.post('/sign-out', (request, response) => signOut(parts, request, response))
  router.post('/language', (request, response) => changeLanguage(parts, request, response))
  router.get('/set-up/:ticket', (request, response) =>
    setUp.showSetUpByTicket(parts, request, response),
  )
  router.get('/set-up/:ticket/termingate.mobileconfig', (request, response) =>
    setUp.sendProfileByTicket(parts, request, response),
  )
}

function addRoutes(router: Router, parts: AdminParts): void {
  const get: Get = (path, show) =>
    router.get(path, (request, response) => visited(parts, request, response, show))
  const post: Post = (path, act) =>
    router.post(path, (request, response) => posted(parts, request, response, act))
  get('/', ({ visitor: { session }, response }) => {
    const admin = session.admin || session.installationAdmin
    response.redirect(303, admin ? usersPath(session.tenant) : userPath(session.login))
  })
  get('/status', installation.showStatus)
  post('/maintenance', installation.turnMaintenance)
  get('/activity', activity.showActivity)
  get('/activity/live', activity.showLive)
  get('/audit', installation.showAudit)
  get('/audit.csv', installation.exportAudit)
  get('/tenants', users.showTenants)
  get('/tenants/:tenant/users', users.showUsers)
  get('/users/:login', users.showUser)
  post('/users/:login/unlock', users.unlock)
  post('/users/:login/switches', users.switchKinds)
  post('/users/:login/password', changePassword)
  addAppPasswordRoutes(get, post)
  get('/users/:login/sign-ins', showSignInsOfUser)
  get('/users/:login/set-up', setUp.showSetUp)
  get('/users/:login/set-up.mobileconfig', setUp.sendProfile)
  get('/tenants/:tenant/sign-ins', showSignInsOfTenant)
  addDeviceLogRoutes(get, post)
  addDeviceRoutes(get, post)
}

function addDeviceLogRoutes(get: Get, post: Post): void {
  const path = '/users/:login/devices/:id/log'
  get(path, deviceLog.showDeviceLog)
  get(`${path}.txt`, deviceLog.downloadLog)
  get(`${path}/:entry`, deviceLog.showExchange)
  post(`${path}/record`, deviceLog.record)
  post(`${path}/record/stop`, deviceLog.stopRecord)
}

function addAppPasswordRoutes(get: Get, post: Post): void {
  get('/users/:login/app-passwords', appPasswords.showAppPasswords)
  post('/users/:login/app-passwords', appPasswords.makeAppPassword)
  post('/users/:login/app-passwords/revoke', appPasswords.revokeAllAppPasswords)
  post('/users/:login/app-passwords/:id/revoke', appPasswords.revokeAppPassword)
  post('/users/:login/phone-password', appPasswords.changePhonePassword)
}

async function visited(
  parts: AdminParts,
  request: Request,
  response: Response,
  show: (visit: Visit) => Promise<void> | void,
): Promise<void> {
  const visitor = await visitorOf(parts, request)
  if (!visitor) return response.redirect(303, '/admin/sign-in')
  await show({ parts, request, response, visitor })
}

/** @throws HttpError 403 for a form that is not from one of the visitor's own pages */
async function posted(
  parts: AdminParts,
  request: Request,
  response: Response,
  act: (visit: Visit, form: Form) => Promise<void>,
): Promise<void> {
  const visitor = await visitorOf(parts, request)
  if (!visitor) {
    return showSignIn(parts, request, response, { problem: 'ended', status: 401 })
  }
  const form = await readForm(request)
  checkToken(form, visitor.session.csrf)
  await act({ parts, request, response, visitor }, form)
}

/** Pages load nothing from elsewhere, run no foreign script and stand in nobody's frame. */
function securityHeaders() {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
    },
    // TLS may end at a proxy, which then says so itself.
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
  })
}
