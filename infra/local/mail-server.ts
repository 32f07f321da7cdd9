/** SES's `SendEmail` on the loopback: e-mail goes to a folder, one file each, and to nobody. */
import { once } from 'node:events'
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type Log, makeId, systemClock } from './doors.ts'

/** SES takes 40 MB; what we send is far smaller. */
const BODY_LIMIT_BYTES = 16 * 1024 * 1024
/** "SendEmail" of the SESv2 API. */
const SEND_PATH = '/v2/email/outbound-emails'

export interface MailServer {
  /** Without a slash at the end. */
  readonly url: string
  stop(): Promise<void>
}

/** `port` 0 takes a free one. The folder gets `<time>-<message id>.eml`; null takes mail and forgets it. */
export async function startMailServer(
  folder: string | null,
  log: Log,
  port = 0,
): Promise<MailServer> {
  if (folder !== null) mkdirSync(folder, { recursive: true })
  const server = createServer((request, response) => {
    answer(request, response, folder).catch((error: unknown) => {
      log(`mail: ${String(error)}`)
      reply(response, 500, { message: 'the mail could not be kept' })
    })
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
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
  folder: string | null,
): Promise<void> {
  if (request.method !== 'POST' || request.url !== SEND_PATH) {
    return reply(response, 404, { message: 'only `SendEmail` is here' })
  }
  const message = readRaw(await readBody(request))
  if (message === null) return reply(response, 400, { message: 'only raw messages are taken' })
  const id = makeId()
  if (folder !== null) keep(folder, id, message)
  reply(response, 200, { MessageId: id })
}

/** Whoever watches the folder never sees half a message. */
function keep(folder: string, id: string, message: Buffer): void {
  const name = `${new Date(systemClock.now()).toISOString().replaceAll(':', '-')}-${id}.eml`
  writeFileSync(join(folder, `.${name}`), message)
  renameSync(join(folder, `.${name}`), join(folder, name))
}

/** "Content.Raw.Data"; null when it is not there. */
function readRaw(body: string): Buffer | null {
  try {
    const { Content } = JSON.parse(body) as { Content?: { Raw?: { Data?: unknown } } }
    const data = Content?.Raw?.Data
    return typeof data === 'string' ? Buffer.from(data, 'base64') : null
  } catch {
    return null
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > BODY_LIMIT_BYTES) throw new Error(`a mail has more than ${BODY_LIMIT_BYTES} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function reply(response: ServerResponse, status: number, body: object): void {
  if (response.headersSent) return
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}
