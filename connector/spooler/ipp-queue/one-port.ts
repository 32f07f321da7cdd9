/** One port for everything: plain HTTP, TLS by its first byte, TLS by HTTP Upgrade (RFC 2817); bounded in every way. */
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import tls from 'node:tls'
import { Problem } from '#shared/contracts/problem.ts'
import type { QueueLimits } from './limits.ts'

export interface OnePortOptions {
  /** Loopback unless somebody chose otherwise. */
  readonly host: string
  /** 0 = any. */
  readonly port: number
  readonly certificate: { readonly key: string; readonly cert: string }
  readonly limits: QueueLimits
  readonly onRequest: (request: http.IncomingMessage, response: http.ServerResponse) => void
  /** With `Expect: 100-continue`: answer, or `writeContinue` and go on. */
  readonly onExpect: (request: http.IncomingMessage, response: http.ServerResponse) => void
}

export interface OnePort {
  readonly port: number
  close(): Promise<void>
}

/** First byte of a TLS record that holds a ClientHello (RFC 8446 section 5.1). */
const TLS_HANDSHAKE = 0x16
const HEAD_BYTES_LIMIT = 16 * 1024
const HEADERS_LIMIT = 100
const CHECK_MS = 1_000
const KEEP_ALIVE_MS = 60_000
const UPGRADED = [
  'HTTP/1.1 101 Switching Protocols',
  'Upgrade: TLS/1.2, HTTP/1.1',
  'Connection: Upgrade',
  '',
  '',
].join('\r\n')
/** The answer to the request that asked for the upgrade comes inside of TLS (RFC 2817 section 3.1). */
const OPTIONS_ANSWER = [
  'HTTP/1.1 200 OK',
  'Allow: GET, HEAD, OPTIONS, POST',
  'Content-Length: 0',
  '',
  '',
].join('\r\n')

/** Throws `port-in-use`. */
export async function openOnePort(options: OnePortOptions): Promise<OnePort> {
  const { limits, onRequest, onExpect, certificate } = options
  const settings: http.ServerOptions = {
    maxHeaderSize: HEAD_BYTES_LIMIT,
    headersTimeout: limits.headMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionsCheckingInterval: Math.min(CHECK_MS, limits.headMs),
    // Only OPTIONS asks for nothing else: a document must not be half plain, half encrypted.
    shouldUpgradeCallback: (request) => request.method === 'OPTIONS' && wantsTls(request),
  }
  const context = tls.createSecureContext({ ...certificate, minVersion: 'TLSv1.2' })
  const plain = http.createServer(settings)
  const secure = https.createServer({
    ...settings,
    ...certificate,
    minVersion: 'TLSv1.2',
    handshakeTimeout: limits.headMs,
  })
  for (const server of [plain, secure]) {
    server.maxHeadersCount = HEADERS_LIMIT
    server.timeout = limits.idleMs
    server.on('request', onRequest)
    server.on('checkContinue', onExpect)
    server.on('checkExpectation', (_, response) => response.writeHead(417).end())
    server.on('clientError', (_, socket) => refuse(socket as net.Socket))
  }
  // They never listen themselves, and look after their connections' time only once they hear that they do.
  for (const server of [plain, secure]) server.emit('listening')
  secure.on('tlsClientError', (_, socket) => socket.destroy())
  plain.on('upgrade', (_, socket, head) => upgrade(socket as net.Socket, head, context, secure))
  const guests = new Guests(limits)
  const door = net.createServer({ noDelay: true }, (socket) => {
    guests.add(socket)
    receive(socket, plain, secure, limits)
  })
  await listen(door, options)
  return {
    port: (door.address() as net.AddressInfo).port,
    close() {
      guests.leaveAll()
      // The servers never listened, but their timers run until they are closed.
      for (const server of [plain, secure]) server.close(() => {})
      return new Promise((resolve) => door.close(() => resolve()))
    },
  }
}

function receive(
  socket: net.Socket,
  plain: http.Server,
  secure: https.Server,
  limits: QueueLimits,
): void {
  const giveUp = () => socket.destroy()
  socket.on('error', giveUp)
  socket.setTimeout(limits.headMs, giveUp)
  socket.once('data', (first) => {
    socket.pause()
    socket.off('timeout', giveUp)
    socket.setTimeout(0)
    socket.unshift(first)
    const server = first[0] === TLS_HANDSHAKE ? secure : plain
    server.emit('connection', socket)
    process.nextTick(() => socket.resume())
  })
}

/** The handshake's first bytes may have come with the request. */
function upgrade(
  socket: net.Socket,
  head: Buffer,
  secureContext: tls.SecureContext,
  secure: https.Server,
): void {
  socket.write(UPGRADED)
  if (head.length > 0) socket.unshift(head)
  const encrypted = new tls.TLSSocket(socket, { isServer: true, secureContext })
  encrypted.on('error', () => socket.destroy())
  encrypted.once('secure', () => {
    encrypted.write(OPTIONS_ANSWER)
    secure.emit('secureConnection', encrypted)
  })
}

function wantsTls(request: http.IncomingMessage): boolean {
  return /\btls\//i.test(request.headers.upgrade ?? '')
}

function refuse(socket: net.Socket): void {
  if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')
  else socket.destroy()
}

/** Everybody connected. When it gets too many, somebody who came early and said little goes: a crowd cannot shut the door. */
class Guests {
  readonly #limits: QueueLimits
  readonly #all = new Set<net.Socket>()
  readonly #ofAddress = new Map<string, Set<net.Socket>>()

  constructor(limits: QueueLimits) {
    this.#limits = limits
  }

  add(socket: net.Socket): void {
    const address = socket.remoteAddress ?? ''
    const own = this.#ofAddress.get(address) ?? new Set()
    this.#ofAddress.set(address, own)
    if (own.size >= this.#limits.connectionsPerAddress) dropQuietest(own)
    else if (this.#all.size >= this.#limits.connections) dropQuietest(this.#all)
    own.add(socket)
    this.#all.add(socket)
    socket.once('close', () => {
      own.delete(socket)
      this.#all.delete(socket)
      if (own.size === 0) this.#ofAddress.delete(address)
    })
  }

  leaveAll(): void {
    for (const socket of this.#all) socket.destroy()
  }
}

/** Of the half that came first, who has sent least: a newcomer has not had its turn yet. */
function dropQuietest(sockets: Set<net.Socket>): void {
  let quietest: net.Socket | null = null
  let left = Math.ceil(sockets.size / 2)
  for (const socket of sockets) {
    if (quietest === null || socket.bytesRead < quietest.bytesRead) quietest = socket
    left--
    if (left === 0) break
  }
  quietest?.destroy()
  if (quietest !== null) sockets.delete(quietest)
}

function listen(door: net.Server, { host, port }: OnePortOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    door.once('error', (cause: NodeJS.ErrnoException) => {
      const taken = cause.code === 'EADDRINUSE'
      const detail = taken
        ? `port ${port} of ${host} is taken`
        : `the print queue cannot listen on ${host}: ${cause.code}`
      reject(new Problem('port-in-use', detail, { cause }))
    })
    door.listen({ host, port }, resolve)
  })
}
