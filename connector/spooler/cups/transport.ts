/** IPP over HTTP to cupsd's unix socket: PeerCred, keep-alive, limits on every wait, bodies of any size as streams. */
import http from 'node:http'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Problem } from '#shared/contracts/problem.ts'
import { readMessage } from '../ipp/decode.ts'
import { encode } from '../ipp/encode.ts'
import { type IppLimits, type IppMessage, MESSAGE_LIMITS } from '../ipp/message.ts'

export interface TransportOptions {
  readonly socketPath: string
  /** Unix user of this process: cupsd compares it with the socket's peer. */
  readonly user: string
  readonly headersTimeoutMs?: number
  readonly idleTimeoutMs?: number
}

export interface SendOptions {
  readonly signal: AbortSignal
  readonly limits?: IppLimits
  /** Follows the message: a PPD, a document. */
  readonly document?: Uint8Array | Readable
  /** Without credentials, as any client could: for proving that the policies hold. */
  readonly anonymous?: boolean
}

export interface IppReply {
  readonly message: IppMessage
  /** What followed the message. Must be consumed or destroyed. */
  readonly document: Readable
}

export interface Transport {
  /** Throws `spooler-unreachable`, `spooler-refused` (HTTP 401, 403), `spooler-answer-unreadable`, or the signal's reason. */
  send(message: IppMessage, options: SendOptions): Promise<IppReply>
  /** A file that cupsd serves, like its configuration; null when it does not let us. */
  fetchText(path: string, signal: AbortSignal): Promise<string | null>
  close(): void
}

/** cupsd answers in milliseconds; a busy one may take seconds. */
const HEADERS_TIMEOUT_MS = 30_000
/** No byte in either direction for this long: the other side is dead. */
const IDLE_TIMEOUT_MS = 60_000
const SOCKETS_LIMIT = 8
/** What nobody asked for behind a message, and files of cupsd. */
const TEXT_BYTES_LIMIT = 1024 * 1024
const IPP_MEDIA_TYPE = 'application/ipp'

export function makeTransport(options: TransportOptions): Transport {
  const agent = new http.Agent({ keepAlive: true, maxSockets: SOCKETS_LIMIT })
  const credential = { authorization: `PeerCred ${options.user}` }

  async function send(message: IppMessage, sending: SendOptions): Promise<IppReply> {
    const response = await request('POST', '/', sending, encode(message))
    try {
      checkStatus(response)
      const reply = await readMessage(response, sending.limits ?? MESSAGE_LIMITS)
      return { message: reply, document: response }
    } catch (error) {
      response.destroy()
      sending.signal.throwIfAborted()
      throw asProblem(error)
    }
  }

  async function fetchText(path: string, signal: AbortSignal): Promise<string | null> {
    const response = await request('GET', path, { signal }, new Uint8Array())
    if (response.statusCode !== 200) {
      response.destroy()
      return null
    }
    return readText(response)
  }

  async function request(
    method: 'GET' | 'POST',
    path: string,
    sending: SendOptions,
    head: Uint8Array<ArrayBuffer>,
  ): Promise<http.IncomingMessage> {
    try {
      return await attempt(method, path, sending, head)
    } catch (error) {
      sending.signal.throwIfAborted()
      // cupsd closes idle connections after 30 s; ours may be closing while we write. It read nothing, so ask again.
      if (!isStaleSocket(error) || !isRepeatable(sending)) throw asProblem(error)
    }
    try {
      return await attempt(method, path, sending, head)
    } catch (error) {
      sending.signal.throwIfAborted()
      throw asProblem(error)
    }
  }

  function attempt(
    method: 'GET' | 'POST',
    path: string,
    sending: SendOptions,
    head: Uint8Array<ArrayBuffer>,
  ): Promise<http.IncomingMessage> {
    const { document, signal } = sending
    return new Promise((resolve, reject) => {
      signal.throwIfAborted()
      const outgoing = http.request({
        agent,
        socketPath: options.socketPath,
        method,
        path,
        signal,
        headers: {
          host: 'localhost',
          ...(sending.anonymous ? {} : credential),
          ...(method === 'POST' ? { 'content-type': IPP_MEDIA_TYPE } : {}),
          ...(document === undefined || document instanceof Uint8Array
            ? { 'content-length': head.length + (document?.length ?? 0) }
            : { 'transfer-encoding': 'chunked' }),
        },
      })
      const fail = (error: unknown) =>
        reject(
          Object.assign(error instanceof Error ? error : new Error(String(error)), {
            reusedSocket: outgoing.reusedSocket,
          }),
        )
      outgoing.setTimeout(options.headersTimeoutMs ?? HEADERS_TIMEOUT_MS, () => {
        outgoing.destroy(new Problem('spooler-unreachable', 'the print system does not answer'))
      })
      outgoing.on('error', fail)
      outgoing.on('response', (response) => {
        outgoing.setTimeout(0)
        response.setTimeout(options.idleTimeoutMs ?? IDLE_TIMEOUT_MS, () => {
          response.destroy(new Problem('spooler-unreachable', 'the print system stopped sending'))
        })
        resolve(response)
      })
      outgoing.write(head)
      if (document === undefined || document instanceof Uint8Array) outgoing.end(document)
      else pipeline(document, outgoing).catch(fail)
    })
  }

  return { send, fetchText, close: () => agent.destroy() }
}

/** The message alone; what may follow it is thrown away. */
export async function ask(
  transport: Transport,
  message: IppMessage,
  options: SendOptions,
): Promise<IppMessage> {
  const reply = await transport.send(message, options)
  reply.document.resume()
  return reply.message
}

/** Reads a short text to its end. Throws `spooler-answer-unreadable` when it is not short. */
export async function readText(stream: Readable): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      length += chunk.length
      if (length > TEXT_BYTES_LIMIT) {
        throw new Problem('spooler-answer-unreadable', 'a text is longer than allowed')
      }
      chunks.push(chunk)
    }
  } catch (error) {
    throw asProblem(error)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function checkStatus(response: http.IncomingMessage): void {
  const status = response.statusCode ?? 0
  if (status === 401 || status === 403) {
    throw new Problem('spooler-refused', `the print system does not allow it (HTTP ${status})`)
  }
  const type = response.headers['content-type'] ?? 'nothing'
  if (status !== 200 || !type.startsWith(IPP_MEDIA_TYPE)) {
    const what = `HTTP ${status} with \`${type.slice(0, 60)}\``
    throw new Problem('spooler-answer-unreadable', `expected IPP, got ${what}`)
  }
}

function isStaleSocket(error: unknown): boolean {
  const { code, reusedSocket } = error as { code?: string; reusedSocket?: boolean }
  return reusedSocket === true && (code === 'ECONNRESET' || code === 'EPIPE')
}

const isRepeatable = (sending: SendOptions) =>
  sending.document === undefined || sending.document instanceof Uint8Array

function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  const detail = error instanceof Error ? error.message : String(error)
  return new Problem('spooler-unreachable', detail, { cause: error })
}
