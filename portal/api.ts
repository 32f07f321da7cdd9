/** The only fetch: one typed call for every row of the contracts' table, and the curl line that does the same. */

import { PATHS } from 'virtual:paths'
import type * as z from 'zod'
import type { ROUTES, RouteName } from '#shared/contracts/api.ts'
import type { Role } from '#shared/contracts/credentials.ts'
import type { ProblemDetails } from '#shared/contracts/problem-details.ts'
import { makeKey } from './doors.ts'

const TIMEOUT_MS = 30_000
/** Replies kept for 304; the oldest goes first. */
const KEPT_REPLIES_LIMIT = 100

type Row<Name extends RouteName> = (typeof ROUTES)[Name]
type Part<Name extends RouteName, Key extends string> =
  Row<Name> extends Record<Key, infer Schema extends z.ZodType> ? z.input<Schema> : undefined
/** Keys whose value may be left out become optional. */
type Given<Parts> = {
  [Key in keyof Parts as undefined extends Parts[Key] ? never : Key]: Parts[Key]
}
type Params<Name extends RouteName> =
  Part<Name, 'params'> extends infer All extends object
    ? keyof Omit<All, 'tenant'> extends never
      ? undefined
      : Omit<All, 'tenant'>
    : undefined

/** A body that its route reads as text, so that errors can name line and column. */
type DocumentOf<Name extends RouteName> =
  Row<Name> extends Record<'document', z.ZodType> ? string : undefined

/** A file, sent as it is: its reader finds out how it is written. */
type UploadOf<Name extends RouteName> =
  Row<Name> extends Record<'upload', string> ? File : undefined

/** What comes back, with the contract's defaults filled in, as every reader of it sees it. */
export type ApiReply<Name extends RouteName> =
  Row<Name> extends Record<'reply', infer Schema extends z.ZodType> ? z.output<Schema> : null

/** Everything a call needs beside its name; the tenant is the session's. */
export type ApiRequest<Name extends RouteName> = Given<{
  params: Params<Name>
  body: Part<Name, 'body'>
  /** YAML. */
  document: DocumentOf<Name>
  upload: UploadOf<Name>
}> & {
  query?: Part<Name, 'query'>
  /** Only if nobody saved since this version; like `"7"`. */
  ifMatch?: string
}

export interface CallOptions {
  readonly signal?: AbortSignal
  /** The same again for a repeat of the same write; drawn when left out. */
  readonly idempotencyKey?: string
  /** A page refreshes itself: nobody is behind it, so it keeps no session alive. */
  readonly background?: boolean
}

export interface Api {
  call<Name extends RouteName>(
    name: Name,
    request: ApiRequest<Name>,
    options?: CallOptions,
  ): Promise<ApiReply<Name>>
  /** The reply as YAML, the way it was written. */
  yaml<Name extends RouteName>(
    name: Name,
    request: ApiRequest<Name>,
    options?: CallOptions,
  ): Promise<string>
  /** A reply that is kept as a file. */
  file<Name extends RouteName>(
    name: Name,
    request: ApiRequest<Name>,
    options?: CallOptions,
  ): Promise<ApiFile>
  /** The same call for a terminal; the token is left to the reader. */
  curl<Name extends RouteName>(name: Name, request: ApiRequest<Name>): string
}

export interface ApiFile {
  readonly blob: Blob
  /** Cursor of the part that follows; null = this is the last. */
  readonly next: string | null
}

export interface ApiSettings {
  /** Where the API answers; empty = the portal's own origin. */
  readonly origin: string
  readonly tenantId: string | null
  /** null = the session's cookie speaks. */
  readonly token: string | null
  /** The browser's own when left out. */
  readonly fetch?: typeof fetch
  /** Told after each reply, so that banners know: 0 = nothing came back. */
  readonly onStatus: (status: number) => void
}

/** Whether the contract lets the role do it: what it does not is hidden here, and refused by the server all the same. */
export const mayCall = (role: Role, name: RouteName): boolean => PATHS[name][2].includes(role)

/** The server said no, or nothing at all (`cloud-unreachable`, status 0). */
export class ApiProblem extends Error {
  readonly details: ProblemDetails

  constructor(details: ProblemDetails, options?: ErrorOptions) {
    super(details.detail ?? details.title, options)
    this.details = details
  }

  /** Nobody answered, or somebody who is too busy: the same request may succeed later. */
  get isPassing(): boolean {
    return this.details.status === 0 || this.details.status >= 500
  }
}

export function makeApi(settings: ApiSettings): Api {
  const kept = new Map<string, { etag: string; reply: unknown }>()
  return {
    call: async (name, request, options = {}) => {
      const prepared = prepare(settings, name, request)
      const known = prepared.method === 'GET' ? kept.get(prepared.url) : undefined
      const response = await send(settings, prepared, known?.etag, options)
      if (response.status === 304 && known !== undefined) return known.reply as never
      const reply: unknown = await readJson(response)
      if (!response.ok) throw new ApiProblem(asProblem(response, reply))
      const etag = response.headers.get('etag')
      if (etag !== null && prepared.method === 'GET') keep(kept, prepared.url, { etag, reply })
      return reply as never
    },
    yaml: async (name, request, options = {}) => {
      const prepared = { ...prepare(settings, name, request), accept: YAML_TYPE }
      const response = await send(settings, prepared, undefined, options)
      if (!response.ok) throw new ApiProblem(asProblem(response, await readJson(response)))
      return response.text()
    },
    file: async (name, request, options = {}) => {
      const prepared = { ...prepare(settings, name, request), accept: '*/*' }
      const response = await send(settings, prepared, undefined, options)
      if (!response.ok) throw new ApiProblem(asProblem(response, await readJson(response)))
      return { blob: await response.blob(), next: readNext(response.headers.get('link')) }
    },
    curl: (name, request) =>
      makeCurl(prepare({ ...settings, origin: settings.origin || location.origin }, name, request)),
  }
}

const JSON_TYPE = 'application/json'
const YAML_TYPE = 'application/yaml'
/** Not `text/csv`: a gateway would take it for UTF-8. */
const FILE_TYPE = 'application/octet-stream'

interface Prepared {
  readonly method: string
  readonly url: string
  readonly accept: string
  /** Of the body; null = there is none. */
  readonly contentType: string | null
  readonly body: string | File | null
  readonly ifMatch: string | null
}

interface LooseRequest {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: unknown
  readonly document?: string
  readonly upload?: File
  readonly ifMatch?: string
}

function prepare(settings: ApiSettings, name: RouteName, request: object): Prepared {
  const { params = {}, query = {}, body, document, upload, ifMatch } = request as LooseRequest
  const [method, template] = PATHS[name]
  const values: Record<string, string> = { ...params, tenant: settings.tenantId ?? '' }
  const path = template.replace(/\{(\w+)\}/g, (_, key: string) =>
    encodeURIComponent(values[key] ?? ''),
  )
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(key, String(value))
  }
  const suffix = search.size === 0 ? '' : `?${search}`
  const json = body === undefined ? null : JSON.stringify(body)
  return {
    method,
    url: `${settings.origin}${path}${suffix}`,
    accept: JSON_TYPE,
    contentType: typeOf(upload, document, json),
    body: upload ?? document ?? json,
    ifMatch: ifMatch ?? null,
  }
}

function typeOf(upload: unknown, document: unknown, json: string | null): string | null {
  if (upload !== undefined) return FILE_TYPE
  if (document !== undefined) return YAML_TYPE
  return json === null ? null : JSON_TYPE
}

async function send(
  settings: ApiSettings,
  { method, url, accept, contentType, body, ifMatch }: Prepared,
  etag: string | undefined,
  options: CallOptions,
): Promise<Response> {
  const limit = AbortSignal.timeout(TIMEOUT_MS)
  const writes = method !== 'GET'
  try {
    const request = settings.fetch ?? fetchHere
    const response = await request(url, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      headers: {
        accept,
        ...(settings.token === null ? {} : { authorization: `Bearer ${settings.token}` }),
        ...(contentType === null ? {} : { 'content-type': contentType }),
        ...(ifMatch === null ? {} : { 'if-match': ifMatch }),
        ...(etag === undefined ? {} : { 'if-none-match': etag }),
        // A page of another origin cannot set a header of its own, so a forged write lacks it.
        'Spoolgate-Portal': options.background === true ? 'background' : '1',
        ...(writes ? { 'Idempotency-Key': options.idempotencyKey ?? makeKey() } : {}),
      },
      signal: options.signal === undefined ? limit : AbortSignal.any([options.signal, limit]),
      ...(body === null ? {} : { body }),
    })
    settings.onStatus(response.status)
    return response
  } catch (error) {
    if (options.signal?.aborted === true) throw error
    settings.onStatus(0)
    throw new ApiProblem(UNREACHABLE, { cause: error })
  }
}

const fetchHere: typeof fetch = (input, init) => fetch(input, init)

/** RFC 8288: `<?limit=5000&cursor=…>; rel="next"`. */
function readNext(link: string | null): string | null {
  const [, target] = /<([^>]*)>;\s*rel="next"/.exec(link ?? '') ?? []
  if (target === undefined) return null
  return new URLSearchParams(target.slice(target.indexOf('?'))).get('cursor')
}

const UNREACHABLE: ProblemDetails = {
  type: 'about:blank',
  title: 'the cloud cannot be reached',
  status: 0,
  code: 'cloud-unreachable',
}

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text()
  if (text === '') return null
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** A proxy's page is no problem of ours, but it must read like one. */
function asProblem(response: Response, reply: unknown): ProblemDetails {
  if (typeof reply === 'object' && reply !== null && 'code' in reply) return reply as ProblemDetails
  return {
    type: 'about:blank',
    title: response.statusText,
    status: response.status,
    code: 'internal-error',
  }
}

function keep<Reply>(kept: Map<string, Reply>, url: string, reply: Reply): void {
  kept.delete(url)
  kept.set(url, reply)
  const [oldest] = kept.keys()
  if (kept.size > KEPT_REPLIES_LIMIT && oldest !== undefined) kept.delete(oldest)
}

function makeCurl({ method, url, contentType, body, ifMatch }: Prepared): string {
  const lines = [
    `curl${method === 'GET' ? '' : ` -X ${method}`} ${quote(url)}`,
    `  -H "Authorization: Bearer $SPOOLGATE_TOKEN"`,
    ...(method === 'GET' ? [] : [`  -H "Idempotency-Key: $(uuidgen)"`]),
    ...(ifMatch === null ? [] : [`  -H ${quote(`If-Match: ${ifMatch}`)}`]),
    ...(body === null
      ? []
      : [
          `  -H 'Content-Type: ${contentType}'`,
          `  --data-binary ${quote(typeof body === 'string' ? body : `@${body.name}`)}`,
        ]),
  ]
  return lines.join(' \\\n')
}

/** For a POSIX shell: nothing inside single quotes means anything. */
const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
