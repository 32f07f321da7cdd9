/** The HTTP API of the template on one port of the loopback, with API Gateway's limits and manners. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { PROBLEM_TYPE_URI, PROBLEMS, Problem, type ProblemCode } from '#shared/contracts/problem.ts'
import type { ProblemDetails } from '#shared/contracts/problem-details.ts'
import { type Log, makeId, systemClock } from './doors.ts'
import { makeHttpEvent, parseHttpResult, splitTarget } from './http-event.ts'
import type { Routes } from './routes.ts'
import type { SiteFiles } from './site-files.ts'

const BODY_LIMIT_BYTES = 10 * 1024 * 1024
const HEADERS_LIMIT_BYTES = 10_240
const TARGET_LIMIT_CHARACTERS = 8_192
const INTEGRATION_TIMEOUT_MS = 30_000
/** For the whole request to arrive. */
const REQUEST_TIMEOUT_MS = 60_000
/** A refused body is read and thrown away for this long. */
const HANG_UP_AFTER_MS = 2_000
/** Longer than the idle time of usual clients, so that they and not we close. */
const KEEP_ALIVE_MS = 75_000

export interface Gateway {
  /** Without a slash at the end. */
  readonly url: string
  /** Requests are answered with 503 until then. */
  open(routes: Routes<string>, site?: SiteFiles | null): void
  /** Takes no new request, lets running ones end within `limitMs`. */
  stop(limitMs: number): Promise<void>
}

export interface GatewayOptions {
  /** 0 takes a free one. Throws Problem `port-in-use`. */
  readonly port: number
  readonly invoke: (functionName: string, event: unknown) => Promise<unknown>
  readonly log: Log
  /** Smaller in tests. */
  readonly integrationTimeoutMs?: number
}

interface State extends GatewayOptions {
  routes: Routes<string> | null
  /** null: every path is the API's. */
  site: SiteFiles | null
  /** Where it really listens. */
  boundPort: number
}

/** The port is taken before the routes are known, because functions are told this URL. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const state: State = { ...options, routes: null, site: null, boundPort: 0 }
  let stopped: Promise<void> | null = null
  const server = createServer({ maxHeaderSize: HEADERS_LIMIT_BYTES }, (request, response) => {
    void serve(state, request, response)
  })
  server.requestTimeout = REQUEST_TIMEOUT_MS
  server.keepAliveTimeout = KEEP_ALIVE_MS
  // A client that asks before it sends a large body gets its answer first.
  server.on('checkContinue', (request, response) => {
    if (!isDeclaredTooLarge(request)) response.writeContinue()
    void serve(state, request, response)
  })
  state.boundPort = await listen(server, options.port)
  return {
    url: `http://${domainNameOf(state)}`,
    open: (routes, site = null) => {
      state.site = site
      state.routes = routes
    },
    stop: (limitMs) => {
      stopped ??= close(server, limitMs)
      return stopped
    },
  }
}

async function serve(
  state: State,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const requestId = makeId()
  response.setHeader('apigw-requestid', requestId)
  try {
    await answer(state, request, response, requestId)
  } catch (error) {
    const problem = error instanceof Problem ? error : new Problem('internal-error')
    if (!(error instanceof Problem)) state.log(`gateway: ${String(error)}`)
    refuse(request, response, requestId, problem)
  }
}

async function answer(
  state: State,
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
): Promise<void> {
  const target = request.url ?? '/'
  const method = request.method ?? 'GET'
  if (state.routes === null) throw new Problem('too-busy', 'the local cloud is starting')
  if (target.length > TARGET_LIMIT_CHARACTERS || !target.startsWith('/')) {
    throw new Problem('not-found')
  }
  const { path } = splitTarget(target)
  if (state.site?.serve(method, path, response) === true) return
  const route = state.routes.find(method, path)
  if ('methods' in route) {
    if (route.methods.length === 0) throw new Problem('not-found')
    response.setHeader('allow', route.methods.join(', '))
    throw new Problem('method-not-allowed')
  }
  const event = makeHttpEvent(
    {
      method,
      target,
      headers: request.headers,
      body: await readBody(request),
      sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
    },
    {
      ...route,
      requestId,
      now: systemClock.now(),
      domainName: domainNameOf(state),
      port: state.boundPort,
    },
  )
  const limitMs = state.integrationTimeoutMs ?? INTEGRATION_TIMEOUT_MS
  const reply = parseHttpResult(await within(limitMs, state.invoke(route.target, event)))
  if (reply === null) throw new Problem('internal-error')
  response.writeHead(reply.status, { ...reply.headers, 'content-length': reply.body.length })
  response.end(reply.body)
}

const domainNameOf = (state: State): string => `127.0.0.1:${state.boundPort}`

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    throw new Problem('port-in-use', `port ${port} is taken: choose another with \`--port\``, {
      cause: error,
    })
  }
  return (server.address() as AddressInfo).port
}

async function close(server: Server, limitMs: number): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeIdleConnections()
  const takeBack = systemClock.after(limitMs, () => server.closeAllConnections())
  await closed
  takeBack()
}

const isDeclaredTooLarge = (request: IncomingMessage): boolean =>
  Number(request.headers['content-length'] ?? 0) > BODY_LIMIT_BYTES

/** Never holds more than the limit. */
async function readBody(request: IncomingMessage): Promise<Buffer> {
  if (isDeclaredTooLarge(request)) throw new Problem('body-too-large')
  const chunks: Buffer[] = []
  let bytes = 0
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > BODY_LIMIT_BYTES) {
        request.removeAllListeners('data').pause()
        reject(new Problem('body-too-large'))
        return
      }
      chunks.push(chunk)
    })
    request.once('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)))
    request.once('error', reject)
    request.once('close', () => {
      if (!request.complete) reject(new Problem('request-malformed', 'the request broke off'))
    })
  })
}

function within(limitMs: number, work: Promise<unknown>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const takeBack = systemClock.after(limitMs, () => {
      reject(new Problem('too-busy', 'the function took too long'))
    })
    work.then(resolve, reject).finally(takeBack)
  })
}

/** Problem details (RFC 9457) where API Gateway itself would say only `{"message": …}`. */
function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
  problem: Problem,
): void {
  if (response.headersSent || response.destroyed) {
    response.destroy()
    return
  }
  const code: ProblemCode = problem.code
  const status = problem.httpStatus === 0 ? 500 : problem.httpStatus
  const details: ProblemDetails = {
    type: `${PROBLEM_TYPE_URI}${code}`,
    title: PROBLEMS[code].title,
    status,
    code,
    ...(status < 500 && problem.detail !== PROBLEMS[code].title ? { detail: problem.detail } : {}),
    requestId,
  }
  const body = Buffer.from(JSON.stringify(details))
  response.writeHead(status, {
    'content-type': 'application/problem+json',
    'content-length': body.length,
    // What was not read must not be taken for the next request.
    ...(request.complete ? {} : { connection: 'close' }),
  })
  if (request.complete) {
    response.end(body)
    return
  }
  // Hanging up on a client that still sends would reset the connection before it reads the answer.
  response.write(body)
  const hangUp = () => {
    takeBack()
    response.end()
    request.destroy()
  }
  const takeBack = systemClock.after(HANG_UP_AFTER_MS, hangUp)
  request.once('end', hangUp).once('close', hangUp).resume()
}
