/** Finds the route of the contract that API Gateway matched, and the body as it was sent. */
import type { MiddlewareObj } from '@middy/core'
import { BODY_LIMIT_BYTES, ROUTES, type Route, type RouteName } from '#shared/contracts/api.ts'
import { gatewayPath, pathVerb } from '#shared/contracts/gateway-path.ts'
import { UPLOAD_LIMIT_BYTES } from '#shared/contracts/import.ts'
import { Problem } from '#shared/contracts/problem.ts'
import type { HttpEvent, OpenCall } from './call.ts'

interface Candidate {
  readonly name: RouteName
  /** What the last placeholder must end with, like `:release`; mostly empty. */
  readonly verb: string
}

/** Longest verb first, so that the plain route takes what no verb fits. */
const CANDIDATES_BY_KEY = groupByKey(Object.entries(ROUTES) as [RouteName, Route][])

const PATH_PATTERNS = (Object.values(ROUTES) as Route[]).map(
  ({ path }) => new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
)

/** `served`: the routes that this function has handlers for. */
export function routing(served: ReadonlySet<string>): MiddlewareObj<OpenCall> {
  return {
    before: ({ event: call }) => {
      const candidate = findCandidate(call.event)
      if (candidate === null || !served.has(candidate.name)) throw missing(call.event)
      call.routeName = candidate.name
      call.route = ROUTES[candidate.name]
      call.pathParameters = dropVerb(call.event, candidate)
      call.rawBody = readBody(call.event, limitOf(call.route))
    },
  }
}

function groupByKey(routes: readonly [RouteName, Route][]) {
  const groups = new Map<string, Candidate[]>()
  for (const [name, { method, path }] of routes) {
    const key = `${method} ${gatewayPath(path)}`
    const verb = pathVerb(path)
    const group = [...(groups.get(key) ?? []), { name, verb }]
    groups.set(
      key,
      group.sort((one, other) => other.verb.length - one.verb.length),
    )
  }
  return groups
}

function findCandidate({ routeKey, rawPath }: HttpEvent): Candidate | null {
  const path = rawPath.replaceAll('%3A', ':').replaceAll('%3a', ':')
  const candidates = CANDIDATES_BY_KEY.get(routeKey) ?? []
  return candidates.find(({ verb }) => path.endsWith(verb)) ?? null
}

/** The verb stands at the end of the last placeholder's value. */
function dropVerb(event: HttpEvent, { name, verb }: Candidate): HttpEvent['pathParameters'] {
  const last = /\{(\w+)\}(?::|$)/.exec(ROUTES[name].path)?.[1]
  const value = last === undefined ? undefined : event.pathParameters?.[last]
  if (verb === '' || last === undefined || value === undefined) return event.pathParameters
  return { ...event.pathParameters, [last]: value.slice(0, -verb.length) }
}

function missing(event: HttpEvent): Problem {
  const known = PATH_PATTERNS.some((pattern) => pattern.test(event.rawPath))
  return new Problem(known ? 'method-not-allowed' : 'not-found')
}

function limitOf(route: Route): number {
  return route.upload === undefined ? BODY_LIMIT_BYTES : UPLOAD_LIMIT_BYTES
}

function readBody(event: HttpEvent, limitBytes: number): Uint8Array {
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8')
  if (bytes.length > limitBytes) {
    throw new Problem('body-too-large', `the body may have ${limitBytes} bytes`)
  }
  return bytes
}
