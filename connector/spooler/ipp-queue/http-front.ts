/** HTTP in, IPP out: what may be refused by its head is refused before a document is on its way (RFC 8010 section 4). */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TLSSocket } from 'node:tls'
import { Problem } from '#shared/contracts/problem.ts'
import { errorFields } from '../../doors.ts'
import { cleanText } from '../cups/text.ts'
import { charset, naturalLanguage, text } from '../ipp/attributes.ts'
import { readMessage } from '../ipp/decode.ts'
import { encode } from '../ipp/encode.ts'
import { type IppMessage, isKnownVersion, MESSAGE_LIMITS } from '../ipp/message.ts'
import { GROUP, OPERATION, STATUS } from '../ipp/tables.ts'
import { makeIcon } from './icon.ts'
import { type IdentityClaim, NOBODY, parseBasic, plainAddress } from './identity.ts'
import { NAME_LIMIT } from './limits.ts'
import type { OpenQueue } from './open-queue.ts'
import { operate } from './operations.ts'
import { parsePath, parseRequest, type QueueRequest, type Refusal, refusal } from './request.ts'
import type { Answer, Caller, OperationContext } from './work.ts'

export interface HttpFrontOptions {
  readonly context: OperationContext
  readonly queues: ReadonlyMap<string, OpenQueue>
}

const IPP_TYPE = 'application/ipp'
const TEXT_TYPE = 'text/plain; charset=utf-8'
const REQUEST_LIMITS = { ...MESSAGE_LIMITS, anyVersion: true }
/**
 * What a refused request may still send. Closing while bytes are on their way would take the answer back (TCP resets),
 * and many clients listen only when they have sent all.
 */
const DRAIN_BYTES = 64 * 1024 * 1024
const ADDRESS_LIMIT = 64
const STATUS_MESSAGE_LIMIT = 200
const HOST_PATTERN = /^(?:[A-Za-z0-9.-]{1,253}|\[[0-9a-fA-F:.]{2,45}\])(?::\d{1,5})?$/
/** Looking is free; whoever changes anything is somebody. */
const ANONYMOUS: ReadonlySet<number> = new Set([
  OPERATION['Get-Printer-Attributes'],
  OPERATION['Identify-Printer'],
])

export class HttpFront {
  readonly #context: OperationContext
  readonly #queues: ReadonlyMap<string, OpenQueue>
  readonly #onlyQueue: string | null

  constructor({ context, queues }: HttpFrontOptions) {
    this.#context = context
    this.#queues = queues
    const [first, ...others] = queues.keys()
    this.#onlyQueue = first !== undefined && others.length === 0 ? first : null
  }

  /** Before `100 Continue`: the document stays where it is when the head says enough. */
  onExpect(request: IncomingMessage, response: ServerResponse): void {
    // A client that hears no sends no document, and what it sends next must not be taken for one.
    response.shouldKeepAlive = false
    if (this.#refuseByHead(request, response)) return
    response.shouldKeepAlive = true
    response.writeContinue()
    this.#serve(request, response)
  }

  onRequest(request: IncomingMessage, response: ServerResponse): void {
    if (this.#refuseByHead(request, response)) return discard(request)
    this.#serve(request, response)
  }

  #refuseByHead(request: IncomingMessage, response: ServerResponse): boolean {
    const queue = this.#queueOf(request)
    const { method, headers } = request
    if (method === 'GET' || method === 'HEAD') {
      if (queue === undefined) end(response, 404)
      else if (request.url?.endsWith('?icon')) sendBody(response, 'image/png', makeIcon())
      else sendBody(response, TEXT_TYPE, `${queue.name}: an IPP printer. Add it by this address.\n`)
      return true
    }
    if (method === 'OPTIONS') return end(response, 200, { Allow: 'GET, HEAD, OPTIONS, POST' })
    if (method !== 'POST') return end(response, 405, { Allow: 'GET, HEAD, OPTIONS, POST' })
    if (queue === undefined) return end(response, 404)
    // A browser cannot send this type to another site without asking first, and nobody here says yes.
    const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase()
    if (type !== IPP_TYPE) return end(response, 415)
    const length = Number(headers['content-length'] ?? 0)
    if (length > this.#context.limits.documentBytes + MESSAGE_LIMITS.bytes)
      return end(response, 413)
    return false
  }

  #queueOf({ url }: IncomingMessage): OpenQueue | undefined {
    const path = parsePath(url?.split('?')[0] ?? '', this.#onlyQueue)
    return path === null ? undefined : this.#queues.get(path.queue)
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    this.#answer(request, response).catch((error) => {
      if (request.destroyed || response.destroyed) return
      this.#context.log.error('ipp-request-failed', errorFields(error))
      response.destroy()
    })
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const late = setTimeout(() => request.destroy(), this.#context.limits.attributesMs)
    let message: IppMessage
    try {
      message = await readMessage(request, REQUEST_LIMITS)
    } catch (error) {
      if (!(error instanceof Problem)) return void response.destroy()
      const unread = { version: 0x0101, code: 0, requestId: 1, groups: [] }
      return this.#send(request, response, unread, refusal(STATUS.badRequest, error.detail))
    } finally {
      clearTimeout(late)
    }
    const path = request.url?.split('?')[0] ?? ''
    const parsed = parseRequest(message, path, this.#onlyQueue)
    if ('status' in parsed) return this.#send(request, response, message, parsed)
    const caller = await this.#identify(request, parsed)
    if (caller === 'unproved') return this.#askForPassword(request, response)
    this.#send(request, response, message, await this.#operate(request, parsed, caller))
  }

  async #operate(
    request: IncomingMessage,
    parsed: QueueRequest,
    caller: Caller,
  ): Promise<Answer | Refusal> {
    const queue = this.#queues.get(parsed.queue)
    if (queue === undefined) return refusal(STATUS.notFound, 'there is no such printer')
    try {
      return await operate({
        request: parsed,
        caller,
        queue,
        context: this.#context,
        body: request,
      })
    } catch (error) {
      if (request.destroyed && !request.complete) throw error
      return this.#refusalOf(error)
    }
  }

  #refusalOf(error: unknown): Refusal {
    if (error instanceof Problem && error.code === 'body-too-large') {
      return refusal(STATUS.tooLarge, error.detail)
    }
    this.#context.log.error('ipp-operation-failed', errorFields(error))
    return error instanceof Problem && error.code === 'disk-write-failed'
      ? refusal(STATUS.temporaryError, 'the print queue cannot keep documents now')
      : refusal(STATUS.internalError, 'something failed in the print queue')
  }

  async #identify(request: IncomingMessage, parsed: QueueRequest): Promise<Caller | 'unproved'> {
    const queue = this.#queues.get(parsed.queue)
    const isSecure = (request.socket as TLSSocket).encrypted === true
    const address = plainAddress(request.socket.remoteAddress).slice(0, ADDRESS_LIMIT)
    const claim: IdentityClaim = {
      queue: parsed.queue,
      address,
      isSecure,
      password: parseBasic(request.headers.authorization),
      claimedNames: parsed.claimedNames.map((name) => cleanText(name, NAME_LIMIT)),
    }
    const authority = authorityOf(request)
    const verdict = (await queue?.identityCheck.identify(claim)) ?? { kind: 'unproved' }
    if (verdict.kind === 'known') {
      const userName = cleanText(verdict.userName, NAME_LIMIT) || NOBODY
      return { address, authority, isSecure, userName, forged: verdict.forged }
    }
    if (!ANONYMOUS.has(parsed.operation)) return 'unproved'
    return { address, authority, isSecure, userName: NOBODY, forged: false }
  }

  /** A password is never asked for where anybody could read it: first TLS (RFC 2817 section 4.2). */
  #askForPassword(request: IncomingMessage, response: ServerResponse): void {
    const isSecure = (request.socket as TLSSocket).encrypted === true
    if (isSecure) end(response, 401, { 'WWW-Authenticate': 'Basic realm="print", charset="UTF-8"' })
    else end(response, 426, { Upgrade: 'TLS/1.2, HTTP/1.1', Connection: 'Upgrade' })
    discard(request)
  }

  #send(
    request: IncomingMessage,
    response: ServerResponse,
    asked: IppMessage,
    answer: Answer | Refusal,
  ): void {
    const bytes = encode(makeReply(asked, answer))
    response.writeHead(200, {
      'Content-Type': IPP_TYPE,
      'Content-Length': bytes.length,
      'Cache-Control': 'no-store',
    })
    response.end(bytes)
    discard(request)
  }
}

/** "version-number" as asked, or the highest of ours (RFC 8011 section 4.1.8). */
function makeReply(asked: IppMessage, answer: Answer | Refusal): IppMessage {
  const told = answer.message ?? ''
  const message = cleanText(told, STATUS_MESSAGE_LIMIT)
  const operation = {
    tag: GROUP.operation,
    attributes: [
      charset('attributes-charset', 'utf-8'),
      naturalLanguage('attributes-natural-language', 'en'),
      ...(message === '' ? [] : [text('status-message', message)]),
    ],
  }
  const missing = 'unsupported' in answer ? (answer.unsupported ?? []) : []
  return {
    version: isKnownVersion(asked.version) ? asked.version : 0x0200,
    code: answer.status,
    requestId: asked.requestId,
    groups: [
      operation,
      ...(missing.length === 0 ? [] : [{ tag: GROUP.unsupported, attributes: missing }]),
      ...('groups' in answer ? answer.groups : []),
    ],
  }
}

function discard(request: IncomingMessage): void {
  if (request.complete && request.readableLength === 0) return
  let bytes = 0
  request.on('error', () => {})
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > DRAIN_BYTES) request.destroy()
  })
}

function end(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): true {
  response.writeHead(status, { 'Content-Length': 0, ...headers })
  response.end()
  return true
}

function sendBody(response: ServerResponse, type: string, body: Uint8Array | string): void {
  response.writeHead(200, {
    'Content-Type': type,
    'X-Content-Type-Options': 'nosniff',
    'Content-Length': Buffer.byteLength(body),
  })
  response.end(body)
}

/** As the client called us: links that we send lead back the same way. */
function authorityOf({ headers, socket }: IncomingMessage): string {
  const host = headers.host ?? ''
  if (HOST_PATTERN.test(host)) return host.includes(':') ? host : `${host}:${socket.localPort}`
  return `${socket.localAddress?.includes(':') ? `[${socket.localAddress}]` : socket.localAddress}:${socket.localPort}`
}
