import { describe, expect, it } from 'vitest'
import { makeRoutes } from '#infra/local/routes.ts'

const routes = makeRoutes(
  [
    'GET /',
    'GET /things',
    'POST /things',
    'GET /things/{thing}',
    'GET /things/newest',
    'DELETE /things/{id}',
    'GET /things/{thing}/parts/{part}',
    'ANY /files/{path+}',
    'GET /files/{name}/info',
  ].map((routeKey) => ({ routeKey, target: routeKey })),
)

describe('routes', () => {
  it.each([
    ['GET', '/', 'GET /', {}],
    ['GET', '/things', 'GET /things', {}],
    ['POST', '/things', 'POST /things', {}],
    ['GET', '/things/newest', 'GET /things/newest', {}],
    ['GET', '/things/7', 'GET /things/{thing}', { thing: '7' }],
    ['DELETE', '/things/newest', 'DELETE /things/{id}', { id: 'newest' }],
    ['GET', '/things/user%3Aalice', 'GET /things/{thing}', { thing: 'user:alice' }],
    ['GET', '/things/a%2Fb', 'GET /things/{thing}', { thing: 'a/b' }],
    ['GET', '/things/%E2%82%AC', 'GET /things/{thing}', { thing: '€' }],
    ['GET', '/things/%zz', 'GET /things/{thing}', { thing: '%zz' }],
    ['GET', '/things/1/parts/2', 'GET /things/{thing}/parts/{part}', { thing: '1', part: '2' }],
    ['PUT', '/files/a/b/c', 'ANY /files/{path+}', { path: 'a/b/c' }],
    ['GET', '/files/a/info', 'GET /files/{name}/info', { name: 'a' }],
  ])('%s %s meets %s', (method, path, target, params) => {
    expect(routes.find(method, path)).toEqual({ target, routeKey: target, params })
  })

  it.each([
    ['GET', '/nothing', []],
    ['GET', '/things/', []],
    ['GET', '/things//parts/2', []],
    ['GET', '', []],
    ['PATCH', '/things', ['GET', 'POST']],
    ['PATCH', '/things/newest', ['DELETE', 'GET']],
  ])('%s %s meets none', (method, path, methods) => {
    expect(routes.find(method, path)).toEqual({ methods })
  })

  it('falls back to the default route when there is one', () => {
    const withDefault = makeRoutes([{ routeKey: '$default', target: 'rest' }])
    expect(withDefault.find('GET', '/nothing')).toMatchObject({ target: 'rest' })
  })
})
