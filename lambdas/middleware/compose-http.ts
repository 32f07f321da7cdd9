/** middy composed once for every HTTP function: each layer fills in what the next one needs. */
import middy from '@middy/core'
import type { Context } from 'aws-lambda'
import type { RouteName } from '#shared/contracts/api.ts'
import { assert } from '#shared/contracts/problem.ts'
import { auditing } from './auditing.ts'
import { authentication } from './authentication.ts'
import type {
  Call,
  HttpEvent,
  HttpReply,
  OpenCall,
  RawReply,
  RouteHandler,
  RouteHandlers,
} from './call.ts'
import { type Doors, formatTime, REAL_DOORS } from './doors.ts'
import { leaving } from './exit.ts'
import { hideFrom } from './hiding.ts'
import { idempotency } from './idempotency.ts'
import { makeLog } from './log.ts'
import { parsing } from './parsing.ts'
import { routing } from './routing.ts'
import { scope } from './scope.ts'

export type HttpFunction = (event: HttpEvent, context: Context) => Promise<HttpReply>

export function composeHttp(handlers: RouteHandlers, doors: Doors = REAL_DOORS): HttpFunction {
  const served = new Set(Object.keys(handlers))
  const composed = middy<OpenCall, RawReply | HttpReply>()
    .use(leaving())
    .use(routing(served))
    .use(authentication())
    .use(scope())
    .use(parsing())
    .use(idempotency())
    .use(auditing())
    .handler((call) => handle(handlers, call))
  return (event, context) => composed(openCall(event, doors), context) as Promise<HttpReply>
}

function openCall(event: HttpEvent, doors: Doors): OpenCall {
  const nowMs = doors.nowMs()
  const { requestId } = event.requestContext
  return {
    event,
    doors,
    log: makeLog(doors, { requestId }),
    requestId,
    nowMs,
    now: formatTime(nowMs),
    routeName: null,
    route: null,
    rawBody: new Uint8Array(),
    credential: { kind: 'none' },
    pathParameters: undefined,
    params: undefined,
    query: undefined,
    body: undefined,
    operation: { id: '', timeMs: nowMs },
    claim: null,
    storedReply: null,
    intent: null,
  }
}

async function handle(handlers: RouteHandlers, call: OpenCall): Promise<RawReply> {
  if (call.storedReply !== null) return call.storedReply
  const { routeName, route } = call
  assert(routeName !== null && route !== null, 'a request has a route when it is handled')
  const handler = handlers[routeName] as RouteHandler<RouteName>
  const result = await handler(call as unknown as Call<RouteName>)
  if (isRaw(result)) return result
  return {
    raw: true,
    status: route.status,
    contentType: 'application/json',
    body: JSON.stringify(hideFrom(call.credential, result)),
  }
}

function isRaw(result: object): result is RawReply {
  return 'raw' in result && result.raw === true
}
