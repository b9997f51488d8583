/** What a token may do; `write` says nothing about reading. Leaf module. */
export const API_SCOPES = [
  'users:read',
  'users:write',
  'devices:read',
  'devices:write',
  'items:read',
  'items:write',
  'tenants:read',
  'tenants:write',
  'audit:read',
  'status:read',
  'installation:write',
] as const
export type ApiScope = (typeof API_SCOPES)[number]

/** Only for tokens of the installation: these reach beyond one tenant. */
export const INSTALLATION_SCOPES: readonly ApiScope[] = ['installation:write']

export function isApiScope(text: string): text is ApiScope {
  return API_SCOPES.some((scope) => scope === text)
}
