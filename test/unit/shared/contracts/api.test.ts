// The table of paths is whole: every route can be told apart, and its parts fit each other.
import { expect, it } from 'vitest'
import { ROUTES, type Route } from '#shared/contracts/api.ts'

const routes: [string, Route][] = Object.entries(ROUTES)
const placeholders = (path: string) => [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)

it('has every method and path once', () => {
  const shapes = routes.map(([, { method, path }]) => `${method} ${path.replace(/\{\w+\}/g, '{}')}`)
  expect(new Set(shapes).size).toBe(shapes.length)
})

it.each(routes)('%s describes exactly the placeholders of its path', (_name, route) => {
  expect(Object.keys(route.params?.shape ?? {}).sort()).toEqual(placeholders(route.path).sort())
})

it.each(routes)('%s takes a body only with a method that sends one', (_name, route) => {
  const sends = ['POST', 'PUT', 'PATCH'].includes(route.method)
  const bodies = [route.body, route.document, route.upload].filter((one) => one !== undefined)
  expect(bodies.length).toBeLessThanOrEqual(sends ? 1 : 0)
})

it.each(routes)('%s names roles exactly when a person asks', (_name, route) => {
  expect(route.roles.length > 0).toBe(route.auth === 'person')
})

it.each(routes.filter(([, { path }]) => path.startsWith('/v1/tenants/')))(
  '%s, as everything under a tenant, is for people',
  (_name, route) => {
    expect(route.auth).toBe('person')
  },
)
