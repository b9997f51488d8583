import type { Operation } from '../operation.js'
import { itemOperationsOfAll } from './items.js'
import { userStateOperations } from './user-state.js'
import { userOperations } from './users.js'

/** All that the API can do, in the order in which it is described. */
export const OPERATIONS: readonly Operation[] = [
  ...userOperations,
  ...userStateOperations,
  ...itemOperationsOfAll,
]
