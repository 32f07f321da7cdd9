/** IPP to a printer on the network: HTTP or HTTPS with a pinned key, limits on every wait, replies trusted in nothing. */
import { createHash } from 'node:crypto'
import http from 'node:http'
import https from 'node:https'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import tls from 'node:tls'
import { Problem } from '#shared/contracts/problem.ts'
import type { PinStore } from '../../../disk/printer-pins.ts'
import { readMessage } from '../../ipp/decode.ts'
import { encode } from '../../ipp/encode.ts'
import { type IppLimits, type IppMessage, MESSAGE_LIMITS } from '../../ipp/message.ts'

export interface ConnectionOptions {
  readonly uri: URL
  readonly pins: PinStore
  /** From request to reply; not for one that carries a document. */
  readonly replyTimeoutMs?: number
}

export interface Exchange {
  readonly signal: AbortSignal
  readonly limits?: IppLimits
  /** Follows the message. */
  readonly document?: Readable
  /** Called as bytes of the document leave. */
  onSent?(): void
}

export interface IppConnection {
  /**
   * Throws `printer-unreachable`, `printer-answer-unreadable`, `printer-refused` (HTTP 401, 403),
   * `printer-identity-changed`, what the document throws, or the signal's reason.
   */
  ask(message: IppMessage, exchange: Exchange): Promise<IppMessage>
  close(): void
}

const PORT = 631
const REPLY_TIMEOUT_MS = 20_000
const CONNECT_TIMEOUT_MS = 10_000
/** One carries the document, one asks meanwhile. */
const SOCKETS_LIMIT = 2
const IPP_MEDIA_TYPE = 'application/ipp'

export function openIppConnection(options: ConnectionOptions): IppConnection {
  const { uri } = options
  const isSecure = uri.protocol === 'ipps:' || uri.protocol === 'https:'
  const agent = isSecure ? makePinningAgent(options) : new http.Agent(AGENT_OPTIONS)
  const replyTimeoutMs = options.replyTimeoutMs ?? REPLY_TIMEOUT_MS

  function post(head: Uint8Array, exchange: Exchange): Promise<http.IncomingMessage> {
    const { document, signal } = exchange
    return new Promise((resolve, reject) => {
      signal.throwIfAborted()
      const outgoing = (isSecure ? https : http).request({
        agent,
        host: uri.hostname.replace(/^\[|\]$/g, ''),
        port: uri.port === '' ? PORT : Number(uri.port),
        path: `${uri.pathname || '/'}${uri.search}`,
        method: 'POST',
        signal,
        headers: {
          'content-type': IPP_MEDIA_TYPE,
          ...(document === undefined
            ? { 'content-length': head.length }
            : { 'transfer-encoding': 'chunked' }),
        },
      })
      let timer: NodeJS.Timeout | undefined
      let isOver = false
      const limit = (ms: number, what: string) => {
        clearTimeout(timer)
        if (isOver) return
        timer = setTimeout(() => outgoing.destroy(new Problem('printer-unreachable', what)), ms)
      }
      const fail = (error: unknown) => {
        clearTimeout(timer)
        reject(error)
      }
      limit(replyTimeoutMs, 'the printer does not answer')
      outgoing.on('error', fail)
      const end = () => {
        isOver = true
        clearTimeout(timer)
      }
      outgoing.on('close', end)
      outgoing.on('response', (response) => {
        limit(replyTimeoutMs, 'the printer stopped answering')
        response.on('end', end)
        resolve(response)
      })
      outgoing.write(head)
      if (document === undefined) return void outgoing.end()
      // A printer that is out of paper may stop taking bytes for hours: who sends looks after that.
      outgoing.once('socket', (socket) => {
        socket.once(isSecure ? 'secureConnect' : 'connect', () => clearTimeout(timer))
        if (!socket.connecting) clearTimeout(timer)
      })
      document.on('data', () => exchange.onSent?.())
      pipeline(document, outgoing).then(
        () => limit(replyTimeoutMs * 3, 'the printer does not answer'),
        (error) => {
          outgoing.destroy(error)
          fail(error)
        },
      )
    })
  }

  return {
    async ask(message, exchange) {
      let response: http.IncomingMessage | null = null
      try {
        response = await post(encode(message), exchange)
        checkStatus(response)
        const reply = await readMessage(response, exchange.limits ?? MESSAGE_LIMITS)
        response.resume()
        return reply
      } catch (error) {
        response?.destroy()
        exchange.document?.destroy()
        exchange.signal.throwIfAborted()
        throw asProblem(error)
      }
    },
    close: () => agent.destroy(),
  }
}

const AGENT_OPTIONS: http.AgentOptions = {
  keepAlive: true,
  maxSockets: SOCKETS_LIMIT,
  timeout: 0,
  // Printers close idle connections early; one that just closed would look like a lost answer.
  keepAliveMsecs: 1_000,
}

/**
 * Certificates of printers are self-signed with any name in them: what counts is that the key stays the one that was
 * shown first. Looked at once for each new socket, before a byte is sent; a resumed session would show no certificate.
 */
function makePinningAgent({ uri, pins }: ConnectionOptions): https.Agent {
  const agent = new https.Agent({ ...AGENT_OPTIONS, maxCachedSessions: 0 })
  agent.createConnection = (options, callback) => {
    const socket = tls.connect({
      host: uri.hostname.replace(/^\[|\]$/g, ''),
      port: uri.port === '' ? PORT : Number(uri.port),
      rejectUnauthorized: false,
      minVersion: 'TLSv1.2',
      timeout: CONNECT_TIMEOUT_MS,
      ...(options.servername ? { servername: options.servername } : {}),
    })
    const settle = (error: Error | null) => {
      socket.off('error', settle).off('timeout', onTimeout)
      socket.setTimeout(0)
      if (error !== null) socket.on('error', () => {}).destroy()
      callback?.(error, socket)
    }
    const onTimeout = () =>
      settle(new Problem('printer-unreachable', 'the printer does not answer to TLS'))
    socket.once('error', settle).once('timeout', onTimeout)
    socket.once('secureConnect', () => {
      comparePin(socket, uri.href, pins).then(() => settle(null), settle)
    })
    return undefined
  }
  return agent
}

async function comparePin(socket: tls.TLSSocket, uri: string, pins: PinStore): Promise<void> {
  const key = socket.getPeerX509Certificate()?.publicKey.export({ type: 'spki', format: 'der' })
  if (key === undefined) throw new Problem('printer-unreachable', 'the printer has no certificate')
  const pin = createHash('sha256').update(key).digest('base64')
  const known = await pins.load(uri)
  if (known === null) return await pins.save(uri, pin)
  if (known !== pin) throw new Problem('printer-identity-changed')
}

function checkStatus(response: http.IncomingMessage): void {
  const status = response.statusCode ?? 0
  if (status === 401 || status === 403) {
    throw new Problem('printer-refused', `the printer does not allow it (HTTP ${status})`)
  }
  if (status === 503) throw new Problem('printer-unreachable', 'the printer is busy (HTTP 503)')
  const type = response.headers['content-type'] ?? 'nothing'
  if (status !== 200 || !type.startsWith(IPP_MEDIA_TYPE)) {
    throw new Problem('printer-answer-unreadable', `expected IPP, got HTTP ${status}`)
  }
}

function asProblem(error: unknown): Problem {
  if (error instanceof Problem) {
    return error.code === 'spooler-answer-unreadable'
      ? new Problem('printer-answer-unreadable', error.detail, { cause: error })
      : error
  }
  const detail = error instanceof Error ? error.message : String(error)
  return new Problem('printer-unreachable', detail, { cause: error })
}
