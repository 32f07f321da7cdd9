/** HTTP in, HTTP out, as API Gateway's payload format 2.0 writes both for a function. */
import type { IncomingHttpHeaders } from 'node:http'
import { decode } from './routes.ts'

export interface HttpRequest {
  readonly method: string
  /** Path and query as they came. */
  readonly target: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  readonly sourceIp: string
}

export interface Surroundings {
  readonly routeKey: string
  readonly params: Readonly<Record<string, string>>
  readonly requestId: string
  readonly now: number
  /** Where this gateway really listens, never what the client's Host header says. */
  readonly domainName: string
  readonly port: number
}

export interface HttpResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[]>>
  readonly body: Buffer
}

/** The event; shapes as API Gateway sends them, so values that come twice are joined by commas. */
export function makeHttpEvent(request: HttpRequest, around: Surroundings): object {
  const { path, query } = splitTarget(request.target)
  const { cookie, ...headers } = request.headers
  const isText = isTextual(headers['content-type'])
  const rawPath = decode(path)
  return {
    version: '2.0',
    routeKey: around.routeKey,
    rawPath,
    rawQueryString: query,
    ...(cookie === undefined ? {} : { cookies: cookie.split('; ') }),
    headers: {
      ...joinHeaders(headers),
      'x-forwarded-for': request.sourceIp,
      'x-forwarded-port': String(around.port),
      'x-forwarded-proto': 'http',
    },
    ...(query === '' ? {} : { queryStringParameters: parseQuery(query) }),
    ...(Object.keys(around.params).length === 0 ? {} : { pathParameters: around.params }),
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName: around.domainName,
      domainPrefix: 'local',
      http: {
        method: request.method,
        path: rawPath,
        protocol: 'HTTP/1.1',
        sourceIp: request.sourceIp,
        userAgent: String(headers['user-agent'] ?? ''),
      },
      requestId: around.requestId,
      routeKey: around.routeKey,
      stage: '$default',
      time: new Date(around.now).toISOString(),
      timeEpoch: around.now,
    },
    ...(request.body.length === 0
      ? {}
      : { body: request.body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: request.body.length > 0 && !isText,
  }
}

/** Null when the function returned something that is no response. */
export function parseHttpResult(result: unknown): HttpResponse | null {
  if (typeof result !== 'object' || result === null) return null
  const { statusCode, headers, body, isBase64Encoded, cookies } = result as Record<string, unknown>
  if (statusCode === undefined) {
    // Format 2.0 takes any other JSON for the body of a 200.
    const json = Buffer.from(JSON.stringify(result))
    return { status: 200, headers: { 'content-type': 'application/json' }, body: json }
  }
  const status = Number(statusCode)
  if (!Number.isInteger(status) || status < 200 || status > 599) return null
  if (body !== undefined && body !== null && typeof body !== 'string') return null
  const sent: Record<string, string | string[]> = {}
  for (const [name, value] of Object.entries((headers ?? {}) as Record<string, unknown>)) {
    if (value !== undefined && value !== null) sent[name.toLowerCase()] = String(value)
  }
  if (Array.isArray(cookies)) sent['set-cookie'] = cookies.map(String)
  return {
    status,
    headers: sent,
    body: Buffer.from(body ?? '', isBase64Encoded === true ? 'base64' : 'utf8'),
  }
}

export function splitTarget(target: string): { path: string; query: string } {
  const at = target.indexOf('?')
  return at < 0
    ? { path: target, query: '' }
    : { path: target.slice(0, at), query: target.slice(at + 1) }
}

function parseQuery(query: string): Record<string, string> {
  const values: Record<string, string> = Object.create(null)
  for (const [name, value] of new URLSearchParams(query)) {
    values[name] = name in values ? `${values[name]},${value}` : value
  }
  return { ...values }
}

function joinHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const joined: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) joined[name] = Array.isArray(value) ? value.join(',') : value
  }
  return joined
}

/** What API Gateway passes as text; everything else travels as base64. */
function isTextual(contentType: string | undefined): boolean {
  if (contentType === undefined) return true
  const type = (contentType.split(';')[0] ?? '').trim().toLowerCase()
  return (
    type.startsWith('text/') ||
    type.endsWith('+json') ||
    type.endsWith('+xml') ||
    ['application/json', 'application/xml', 'application/javascript'].includes(type)
  )
}
