import type { AppContext } from '../context.js'
import type { WebLogin } from '../login/web-login.js'

/** What the pages work with. */
export type AdminParts = { app: AppContext; webLogin: WebLogin }
