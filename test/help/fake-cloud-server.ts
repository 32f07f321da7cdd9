/** A cloud on loopback that a test scripts reply by reply. The server is fake so that the client under test is not. */
import * as http from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'

export interface SeenRequest {
  readonly method: string
  readonly path: string
  readonly headers: http.IncomingHttpHeaders
  readonly body: unknown
  readonly socket: Socket
}
/** May answer, answer badly, or not at all. */
export type Script = (request: SeenRequest, reply: http.ServerResponse) => void

export class FakeCloudServer {
  readonly requests: SeenRequest[] = []
  /** Used up first, one a request; then `usual` answers. */
  readonly script: Script[] = []
  usual: Script = json(500, {})
  readonly #server = http.createServer((message, reply) => void this.#answer(message, reply))
  #port = 0

  async start(): Promise<this> {
    await new Promise<void>((done) => this.#server.listen(this.#port, '127.0.0.1', done))
    this.#port = (this.#server.address() as AddressInfo).port
    return this
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  /** The port stays, so that it can come back. */
  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((done) => this.#server.close(done))
  }

  async #answer(message: http.IncomingMessage, reply: http.ServerResponse): Promise<void> {
    const request = {
      method: message.method ?? '',
      path: message.url ?? '',
      headers: message.headers,
      body: JSON.parse((await buffer(message)).toString() || 'null') as unknown,
      socket: message.socket,
    }
    this.requests.push(request)
    const play = this.script.shift() ?? this.usual
    play(request, reply)
  }
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Script {
  return (_, reply) => {
    reply.writeHead(status, { 'content-type': 'application/json', ...headers })
    reply.end(JSON.stringify(body))
  }
}

export function problem(
  status: number,
  code: string,
  more: object = {},
  headers: Record<string, string> = {},
): Script {
  const body = { type: `/problems/${code}`, title: code, status, code, ...more }
  return json(status, body, { 'content-type': 'application/problem+json', ...headers })
}

export function html(status: number): Script {
  return (_, reply) => {
    reply.writeHead(status, { 'content-type': 'text/html' })
    reply.end('<!doctype html><title>Sign in to the guest network</title>')
  }
}
