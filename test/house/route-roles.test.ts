// Every route's roles are what somebody wrote down for it.
import { describe, expect, it } from 'vitest'
import { ROUTES, type Route, type RouteName } from '#shared/contracts/api.ts'
import { ROUTE_ROLES } from './route-roles.ts'

const routes = Object.entries(ROUTES) as [RouteName, Route][]

describe('the matrix of routes and roles', () => {
  it.each(routes)('has a row for %s, and it says the same', (name, { roles }) => {
    const row = ROUTE_ROLES[name]
    const cure = `say in test/house/route-roles.ts who may call \`${name}\``
    expect(row, cure).toBeDefined()
    expect([...roles].sort().join(' '), cure).toBe(row)
  })

  it('has no row for a route that is gone', () => {
    const gone = Object.keys(ROUTE_ROLES).filter((name) => !Object.hasOwn(ROUTES, name))
    expect(gone).toEqual([])
  })

  it('lets nobody but admins change who may what', () => {
    for (const name of ['putUser', 'patchUser', 'createToken', 'revokeToken'] as const) {
      expect(ROUTES[name].roles).toEqual(['admin'])
    }
  })

  it('lets an auditor change nothing of a tenant', () => {
    const changes = routes
      .filter(([, { method, path }]) => method !== 'GET' && path.startsWith('/v1/tenants/'))
      .filter(([, { roles }]) => roles.includes('auditor') || roles.includes('user'))
    expect(changes.map(([name]) => name)).toEqual([])
  })
})
