import type { Operation } from '../operation.js'
import { appPasswordOperations } from './app-passwords.js'
import { deviceActivityOperations } from './device-activity.js'
import { deviceCareOperations } from './device-care.js'
import { deviceRuleOperations } from './device-rules.js'
import { deviceOperations } from './devices.js'
import { explainOperations } from './explain.js'
import { installationOperations } from './installation.js'
import { itemOperationsOfAll } from './items.js'
import { signInOperations } from './sign-ins.js'
import { tenantOperations } from './tenants.js'
import { userStateOperations } from './user-state.js'
import { userOperations } from './users.js'

/** All that the API can do, in the order in which it is described. */
export const OPERATIONS: readonly Operation[] = [
  ...userOperations,
  ...userStateOperations,
  ...appPasswordOperations,
  ...signInOperations,
  ...itemOperationsOfAll,
  ...explainOperations,
  ...deviceOperations,
  ...deviceCareOperations,
  ...deviceActivityOperations,
  ...deviceRuleOperations,
  ...tenantOperations,
  ...installationOperations,
]
