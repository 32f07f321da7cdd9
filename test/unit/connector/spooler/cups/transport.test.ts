// The connection to cupsd against servers that misbehave: every way out is a Problem, and no document is ever held in memory.
import { mkdtempSync, rmSync } from 'node:fs'
import http from 'node:http'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  fetchJobAttributes,
  makeGetNotifications,
  openSpooledDocument,
  sendDocument,
} from '#connector/spooler/cups/operations.ts'
import { makePollConnection, type PollConnection } from '#connector/spooler/cups/poll-connection.ts'
import { makeTransport, type Transport } from '#connector/spooler/cups/transport.ts'
import { encode } from '#connector/spooler/ipp/encode.ts'
import { type IppGroup, makeAttribute } from '#connector/spooler/ipp/message.ts'
import { GROUP, STATUS, TAG } from '#connector/spooler/ipp/tables.ts'
import { eventually } from '#help/eventually.ts'

const MEGABYTE = 1024 * 1024
const signal = AbortSignal.timeout(60_000)
const replyOf = (code: number, ...groups: IppGroup[]) =>
  encode({
    version: 0x0200,
    code,
    requestId: 1,
    groups: [
      { tag: GROUP.operation, attributes: [makeAttribute('attributes-charset', 'utf-8')] },
      ...groups,
    ],
  })
const jobGroup = { tag: GROUP.job, attributes: [{ name: 'job-id', tag: TAG.integer, values: [7] }] }
const eventGroup = (sequence: number): IppGroup => ({
  tag: GROUP.event,
  attributes: [{ name: 'notify-sequence-number', tag: TAG.integer, values: [sequence] }],
})

let folder: string
let socketPath: string
let server: net.Server | null
let transport: Transport

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sg-'))
  socketPath = join(folder, 's')
  server = null
  transport = makeTransport({ socketPath, user: 'me', headersTimeoutMs: 200, idleTimeoutMs: 200 })
})
afterEach(async () => {
  transport.close()
  if (server instanceof http.Server) server.closeAllConnections()
  await new Promise((resolve) => (server === null ? resolve(null) : server.close(resolve)))
  rmSync(folder, { recursive: true, force: true })
})

async function listen(answer: http.RequestListener): Promise<void> {
  const made = http.createServer(answer)
  server = made
  await new Promise<void>((resolve) => made.listen(socketPath, resolve))
}

function answerIpp(response: http.ServerResponse, ...parts: Uint8Array[]): void {
  const body = Buffer.concat(parts)
  response.writeHead(200, { 'content-type': 'application/ipp', 'content-length': body.length })
  response.end(body)
}

describe('asking cupsd', () => {
  const fetch = () => fetchJobAttributes(transport, 7, ['all'], signal)

  it.each([
    ['HTTP 401', 'spooler-refused', (response) => response.writeHead(401).end()],
    ['HTTP 403', 'spooler-refused', (response) => response.writeHead(403).end()],
    ['HTTP 500', 'spooler-answer-unreadable', (response) => response.writeHead(500).end()],
    [
      'HTML with status 200',
      'spooler-answer-unreadable',
      (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
    ],
    [
      'HTML that calls itself IPP',
      'spooler-answer-unreadable',
      (response) => answerIpp(response, Buffer.from('<html>')),
    ],
    ['nothing', 'spooler-answer-unreadable', (response) => answerIpp(response)],
    [
      'half a message',
      'spooler-answer-unreadable',
      (response) => answerIpp(response, replyOf(0, jobGroup).subarray(0, -3)),
    ],
    ['no answer at all', 'spooler-unreachable', () => {}],
    ['a closed connection', 'spooler-unreachable', (response) => response.destroy()],
    [
      'half an answer and silence',
      'spooler-unreachable',
      (response) => {
        response.writeHead(200, { 'content-type': 'application/ipp' })
        response.write(replyOf(0, jobGroup).subarray(0, -3))
      },
    ],
    [
      'a server error status',
      'spooler-unreachable',
      (response) => answerIpp(response, replyOf(0x0507)),
    ],
    ['a forbidden status', 'spooler-refused', (r) => answerIpp(r, replyOf(STATUS.forbidden))],
  ] satisfies [string, string, (response: http.ServerResponse) => unknown][])(
    'that answers with %s is `%s`',
    async (_what, code, answer) => {
      await listen((request, response) => {
        request.resume()
        answer(response)
      })
      await expect(fetch()).rejects.toMatchObject({ code })
    },
  )

  it('that is not there is `spooler-unreachable`', async () => {
    await expect(fetch()).rejects.toMatchObject({ code: 'spooler-unreachable' })
  })

  it('is asked again when it closed a connection that we kept', async () => {
    let count = 0
    await listen((request, response) => {
      request.resume()
      count += 1
      if (count === 2) return void request.socket.destroy()
      answerIpp(response, replyOf(0, jobGroup))
    })
    await fetch()
    expect(await fetch()).toEqual(jobGroup)
    expect(count).toBe(3)
  })

  it('ends with the reason of the signal', async () => {
    await listen(() => {})
    const abort = new AbortController()
    const asked = fetchJobAttributes(transport, 7, ['all'], abort.signal)
    abort.abort(new Error('stopping'))
    await expect(asked).rejects.toThrow('stopping')
  })

  it('says who we are, unless told not to', async () => {
    const seen: (string | undefined)[] = []
    await listen((request, response) => {
      request.resume()
      seen.push(request.headers.authorization)
      answerIpp(response, replyOf(0, jobGroup))
    })
    await fetch()
    const document = await openSpooledDocument(transport, 7, 1, { signal, anonymous: true })
    document?.resume()
    expect(seen).toEqual(['PeerCred me', undefined])
  })
})

describe('a document of any size', () => {
  it('comes only as fast as it is read', async () => {
    let sent = 0
    await listen((request, response) => {
      request.resume()
      response.writeHead(200, { 'content-type': 'application/ipp' })
      response.write(replyOf(0))
      const chunk = Buffer.alloc(MEGABYTE)
      const endless = new Readable({
        read() {
          sent += MEGABYTE
          this.push(sent <= 256 * MEGABYTE ? chunk : null)
        },
      })
      endless.pipe(response)
    })
    const document = await openSpooledDocument(transport, 7, 1, { signal })
    let received = 0
    for await (const chunk of document as AsyncIterable<Buffer>) {
      received += chunk.length
      // What the server could send ahead lies in the socket, not in our memory.
      expect(sent - received).toBeLessThan(16 * MEGABYTE)
      if (received > 64 * MEGABYTE) break
    }
    await eventually('the rest is not fetched', () => document?.destroyed)
  })

  it('is sent in pieces, never gathered', async () => {
    let received = 0
    await listen((request, response) => {
      request.on('data', (chunk: Buffer) => {
        received += chunk.length
      })
      request.on('end', () => answerIpp(response, replyOf(0)))
    })
    const document = Readable.from(
      (function* () {
        for (let index = 0; index < 64; index += 1) yield Buffer.alloc(MEGABYTE)
      })(),
    )
    await sendDocument(transport, 7, 'alice', document, 'application/pdf', true, { signal })
    expect(received).toBeGreaterThan(64 * MEGABYTE)
  })
})

describe('polling', () => {
  const question = encode(makeGetNotifications(1, 1))
  let poll: PollConnection
  beforeEach(() => {
    poll = makePollConnection(socketPath, 'me', { monotonicMs: () => performance.now() })
  })
  afterEach(() => poll.close())

  it('stays quiet until an answer holds an event', async () => {
    let count = 0
    await listen((request, response) => {
      request.resume()
      count += 1
      answerIpp(response, count < 5 ? replyOf(0) : replyOf(0, eventGroup(1)))
    })
    const news = await poll.awaitNews(question, 1, 10_000)
    expect(news?.groups.at(-1)).toEqual(eventGroup(1))
    expect(count).toBe(5)
  })

  it('gives back nothing when its time is over', async () => {
    await listen((request, response) => {
      request.resume()
      answerIpp(response, replyOf(0))
    })
    expect(await poll.awaitNews(question, 1, 20)).toBeNull()
  })

  it('tells of a lost subscription', async () => {
    await listen((request, response) => {
      request.resume()
      answerIpp(response, replyOf(STATUS.notFound))
    })
    expect((await poll.awaitNews(question, 1, 10_000))?.code).toBe(STATUS.notFound)
  })

  it.each([
    ['HTTP/1.1 401 Unauthorized\r\n\r\n', 'spooler-refused'],
    [
      'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nhi',
      'spooler-answer-unreadable',
    ],
    [
      'HTTP/1.1 200 OK\r\nContent-Type: application/ipp\r\nContent-Length: 9\r\n\r\n123456789',
      'spooler-answer-unreadable',
    ],
    [
      'HTTP/1.1 200 OK\r\nContent-Type: application/ipp\r\nContent-Length: 999999999\r\n\r\n',
      'spooler-answer-unreadable',
    ],
    ['x'.repeat(20_000), 'spooler-answer-unreadable'],
    ['', 'spooler-unreachable'],
  ])('is refused %j with %s, and begins anew afterwards', async (bytes, code) => {
    let count = 0
    const good = replyOf(0, eventGroup(1))
    const head = `HTTP/1.1 200 OK\r\nContent-Type: application/ipp\r\nContent-Length: ${good.length}\r\n\r\n`
    const made = net.createServer((socket) => {
      count += 1
      const answer = count === 1 ? bytes : Buffer.concat([Buffer.from(head), good])
      socket.on('error', () => {})
      socket.once('data', () => {
        if (answer.length === 0) socket.destroy()
        else socket.write(answer)
      })
    })
    server = made
    await new Promise<void>((resolve) => made.listen(socketPath, resolve))
    await expect(poll.awaitNews(question, 1, 10_000)).rejects.toMatchObject({ code })
    expect(await poll.awaitNews(question, 1, 10_000)).not.toBeNull()
    poll.close()
    await eventually('both connections are closed', () => count === 2)
  })

  it('ends when it is closed', async () => {
    await listen(() => {})
    const asked = poll.awaitNews(question, 1, 10_000)
    poll.close()
    await expect(asked).rejects.toMatchObject({ code: 'spooler-unreachable' })
  })
})
