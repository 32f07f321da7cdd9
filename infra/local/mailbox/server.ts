/** SQS's JSON protocol on the loopback, as `@aws-sdk/client-sqs` speaks it. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Log, makeId } from '../doors.ts'
import { MailboxError } from './errors.ts'
import type { Mailbox } from './mailbox.ts'
import { runOperation } from './operations.ts'
import { QueryRefused, runQuery } from './query-protocol.ts'

const BODY_LIMIT_BYTES = 2 * 1024 * 1024
const TARGET_PREFIX = 'AmazonSQS.'

export interface MailboxServer {
  /** Without a slash at the end. */
  readonly url: string
  stop(): Promise<void>
}

/** `port` 0 takes a free one. Whoever may open a connection of this machine's loopback may use every queue. */
export async function startMailboxServer(
  mailbox: Mailbox,
  options: { port: number; log: Log },
): Promise<MailboxServer> {
  let url = ''
  const server = createServer((request, response) => {
    void answer(request, response, mailbox, url, options.log)
  })
  server.keepAliveTimeout = 60_000
  server.listen(options.port, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    stop: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  mailbox: Mailbox,
  url: string,
  log: Log,
): Promise<void> {
  const hangUp = new AbortController()
  response.once('close', () => hangUp.abort())
  try {
    if (request.method === 'GET') {
      const xml = await runQuery(new URL(request.url ?? '/', url), {
        mailbox,
        url,
        signal: hangUp.signal,
      })
      return reply(response, 200, xml, 'text/xml')
    }
    const target = String(request.headers['x-amz-target'] ?? '')
    if (!target.startsWith(TARGET_PREFIX)) {
      throw new MailboxError('UnsupportedOperation', 'x-amz-target names no SQS operation')
    }
    const input = parseInput(await readBody(request))
    const operation = target.slice(TARGET_PREFIX.length)
    const output = await runOperation(operation, input, { mailbox, url, signal: hangUp.signal })
    reply(response, 200, output)
  } catch (error) {
    if (error instanceof QueryRefused) {
      reply(response, 403, error.message, 'text/plain')
    } else if (error instanceof MailboxError) {
      response.setHeader('x-amzn-query-error', `${error.code};Sender`)
      reply(response, 400, { __type: `com.amazonaws.sqs#${error.type}`, message: error.message })
    } else if (!hangUp.signal.aborted) {
      log(`mailbox: ${error instanceof Error ? error.stack : String(error)}`)
      reply(response, 500, { __type: 'InternalFailure', message: 'the mailbox failed' })
    }
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request) {
    bytes += chunk.length
    if (bytes > BODY_LIMIT_BYTES) {
      throw new MailboxError('InvalidParameterValueException', 'the request is too large')
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parseInput(body: string): Record<string, unknown> {
  try {
    const input: unknown = JSON.parse(body)
    if (typeof input === 'object' && input !== null) return input as Record<string, unknown>
  } catch {
    // Said below.
  }
  throw new MailboxError('InvalidParameterValueException', 'the request is not a JSON object')
}

function reply(
  response: ServerResponse,
  status: number,
  body: unknown,
  contentType = 'application/x-amz-json-1.0',
): void {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': bytes.length,
    'x-amzn-requestid': makeId(),
  })
  response.end(bytes)
}
