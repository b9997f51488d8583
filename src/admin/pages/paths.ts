import type { Id } from '../../store/model.js'

type Query = Record<string, string>

export const userPath = (login: string) => `/admin/users/${encodeURIComponent(login)}`
export const tenantPath = (tenant: string) => `/admin/tenants/${encodeURIComponent(tenant)}`
export const usersPath = (tenant: string) => `${tenantPath(tenant)}/users`

/** By the row's id: a DeviceId is a client's own text. */
export const devicePath = (login: string, id: Id) => `${userPath(login)}/devices/${id}`

export const devicesPath = (tenant: string, query: Query = {}) =>
  withQuery(`${tenantPath(tenant)}/devices`, query)

export const explainPath = (query: Query = {}) => withQuery('/admin/explain', query)

function withQuery(path: string, query: Query): string {
  const search = `${new URLSearchParams(query)}`
  return search === '' ? path : `${path}?${search}`
}
