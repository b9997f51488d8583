import type { AppContext } from '../context.js'
import type { AddressLimit } from '../login/address-limit.js'

/** What the API works with. */
export type ApiParts = { app: AppContext; addresses: AddressLimit }

export const API_PATH = '/api/v1'
