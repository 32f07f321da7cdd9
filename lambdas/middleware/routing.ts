/** Finds the route of the contract that API Gateway matched, and the body as it was sent. */
import type { MiddlewareObj } from '@middy/core'
import { BODY_LIMIT_BYTES, ROUTES, type Route, type RouteName } from '#shared/contracts/api.ts'
import { Problem } from '#shared/contracts/problem.ts'
import type { HttpEvent, OpenCall } from './call.ts'

const ROUTES_BY_KEY: ReadonlyMap<string, RouteName> = new Map(
  (Object.entries(ROUTES) as [RouteName, Route][]).map(([name, { method, path }]) => [
    `${method} ${path}`,
    name,
  ]),
)

const PATH_PATTERNS = (Object.values(ROUTES) as Route[]).map(
  ({ path }) => new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
)

/** `served`: the routes that this function has handlers for. */
export function routing(served: ReadonlySet<string>): MiddlewareObj<OpenCall> {
  return {
    before: ({ event: call }) => {
      const name = ROUTES_BY_KEY.get(call.event.routeKey)
      if (name === undefined || !served.has(name)) throw missing(call.event)
      call.routeName = name
      call.route = ROUTES[name]
      call.rawBody = readBody(call.event)
    },
  }
}

function missing(event: HttpEvent): Problem {
  const known = PATH_PATTERNS.some((pattern) => pattern.test(event.rawPath))
  return new Problem(known ? 'method-not-allowed' : 'not-found')
}

function readBody(event: HttpEvent): Uint8Array {
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8')
  if (bytes.length > BODY_LIMIT_BYTES) {
    throw new Problem('body-too-large', `the body may have ${BODY_LIMIT_BYTES} bytes`)
  }
  return bytes
}
