// Verbs at the end of a path are ours: API Gateway sees the placeholder alone.
import { expect, it } from 'vitest'
import { ROUTES, type Route } from '#shared/contracts/api.ts'
import { gatewayPath, pathVerb } from '#shared/contracts/gateway-path.ts'

it.each([
  ['/v1/jobs/{job}', '/v1/jobs/{job}', ''],
  ['/v1/jobs/{job}:release', '/v1/jobs/{job}', ':release'],
  ['/v1/rules:try', '/v1/rules:try', ''],
  ['/v1/jobs/{job}/trace', '/v1/jobs/{job}/trace', ''],
])('%s is routed as %s with the verb `%s`', (path, routed, verb) => {
  expect([gatewayPath(path), pathVerb(path)]).toEqual([routed, verb])
})

it('gives routes that differ in their verb only to one function', () => {
  const functions = new Map<string, string>()
  for (const route of Object.values(ROUTES) as Route[]) {
    const key = `${route.method} ${gatewayPath(route.path)}`
    expect(functions.get(key) ?? route.function).toBe(route.function)
    functions.set(key, route.function)
  }
})
