/** One HTTP request and its whole reply, with a limit on every wait and on the reply's size. */
import * as http from 'node:http'
import { CloudProblem } from './cloud-problem.ts'

export interface HttpRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

export interface HttpReply {
  readonly status: number
  readonly headers: http.IncomingHttpHeaders
  readonly body: Buffer
}

export interface ExchangeLimits {
  readonly connectMs: number
  readonly headersMs: number
  readonly totalMs: number
  readonly replyBytes: number
}

export const EXCHANGE_LIMITS: ExchangeLimits = {
  connectMs: 5_000,
  headersMs: 15_000,
  totalMs: 30_000,
  replyBytes: 1024 * 1024,
}

export interface Sender {
  /** Throws `cloud-unreachable`, or the signal's reason. */
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpReply>
  close(): void
}

/** Connections are kept: a job crosses twice, and a TLS handshake costs more than the answer. */
export async function openSender(
  protocol: string,
  limits: ExchangeLimits,
  proxy: Readonly<Record<string, string>>,
): Promise<Sender> {
  const options = { keepAlive: true, maxSockets: 8, maxFreeSockets: 2, timeout: 60_000 }
  if (protocol === 'http:') {
    const agent = new http.Agent(options)
    return makeSender(http.request, agent, limits)
  }
  const https = await import('node:https')
  return makeSender(https.request, new https.Agent({ ...options, proxyEnv: proxy }), limits)
}

function makeSender(
  request: typeof http.request,
  agent: http.Agent,
  limits: ExchangeLimits,
): Sender {
  return {
    close: () => agent.destroy(),
    send: (message, signal) => exchange(request, agent, message, limits, signal),
  }
}

function exchange(
  start: typeof http.request,
  agent: http.Agent,
  message: HttpRequest,
  limits: ExchangeLimits,
  signal: AbortSignal,
): Promise<HttpReply> {
  signal.throwIfAborted()
  const { promise, resolve, reject } = Promise.withResolvers<HttpReply>()
  const request = start(message.url, {
    method: message.method,
    headers: { ...message.headers, 'content-length': String(message.body.length) },
    agent,
  })
  const end = (error: unknown) => {
    reject(error)
    request.destroy()
  }
  const after = (ms: number, what: string) =>
    setTimeout(() => end(unreachable(`${what} took longer than ${ms} ms`)), ms)

  const whole = after(limits.totalMs, 'the exchange')
  const connecting = after(limits.connectMs, 'connecting')
  let answering: NodeJS.Timeout | undefined
  const connected = () => {
    clearTimeout(connecting)
    answering = after(limits.headersMs, 'the answer')
  }
  const abort = () => end(signal.reason)
  signal.addEventListener('abort', abort, { once: true })

  request.on('socket', (socket) => {
    if (socket.connecting) socket.once('connect', connected)
    else connected()
  })
  request.on('error', (cause: NodeJS.ErrnoException) => {
    const staleConnection = request.reusedSocket && cause.code === 'ECONNRESET'
    reject(unreachable(cause.code ?? cause.message, { cause, staleConnection }))
  })
  request.on('response', (reply) => {
    clearTimeout(answering)
    const chunks: Buffer[] = []
    let size = 0
    reply.on('data', (chunk: Buffer) => {
      size += chunk.length
      chunks.push(chunk)
      if (size > limits.replyBytes) {
        chunks.length = 0
        end(unreadable(`the answer is larger than ${limits.replyBytes} bytes`))
      }
    })
    reply.on('error', (cause) => reject(unreachable('the answer broke off', { cause })))
    reply.on('end', () => {
      resolve({
        status: reply.statusCode ?? 0,
        headers: reply.headers,
        body: Buffer.concat(chunks),
      })
    })
  })
  request.end(message.body)

  return promise.finally(() => {
    for (const timer of [whole, connecting, answering]) clearTimeout(timer)
    signal.removeEventListener('abort', abort)
  })
}

function unreachable(detail: string, told: ConstructorParameters<typeof CloudProblem>[2] = {}) {
  return new CloudProblem('cloud-unreachable', `the cloud cannot be reached: ${detail}`, told)
}

function unreadable(detail: string) {
  return new CloudProblem('cloud-answer-unreadable', detail)
}
