import * as actions from './device-actions.js'
import * as removal from './device-removal.js'
import * as wipes from './device-wipe.js'
import * as devices from './devices.js'
import { showExplain } from './explain.js'
import type { Get, Post } from './routes.js'

const ONE = '/users/:login/devices/:id'

export function addDeviceRoutes(get: Get, post: Post): void {
  get('/tenants/:tenant/devices', devices.showDevices)
  get(ONE, devices.showDevice)
  post(`${ONE}/status`, actions.decide)
  post(`${ONE}/ceiling`, actions.limit)
  post(`${ONE}/reset`, actions.reset)
  get(`${ONE}/wipe`, wipes.showWipe)
  post(`${ONE}/wipe`, wipes.wipe)
  post(`${ONE}/wipe-cancel`, wipes.takeBack)
  get(`${ONE}/remove`, removal.showRemoval)
  post(`${ONE}/remove`, removal.remove)
  get('/explain', showExplain)
}
