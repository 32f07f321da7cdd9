// A doorbell as a connector uses it: a signed address that waits for a ring, hears each once, and opens nothing else.
import { createHash, createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDoorway } from '#connector/cloud/doorbell.ts'
import { systemClock } from '#infra/local/doors.ts'
import { Mailbox } from '#infra/local/mailbox/mailbox.ts'
import { type MailboxServer, startMailboxServer } from '#infra/local/mailbox/server.ts'
import type { Doorbell } from '#shared/contracts/order.ts'
import { ENV } from '#shared/contracts/wiring.ts'

const SECRET = 'a secret of this test'
const CONNECTOR = '01J00000000000000000000002'
const signal = new AbortController().signal

let mailbox: Mailbox
let server: MailboxServer
let bells: typeof import('#lambdas/stores/doorbells.ts')
const doorway = openDoorway({})

beforeAll(async () => {
  mailbox = new Mailbox(null, systemClock)
  server = await startMailboxServer(mailbox, { port: 0, log: () => {} })
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SQS: server.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'AKID',
    AWS_SECRET_ACCESS_KEY: SECRET,
    [ENV.doorbellPrefix]: 'spoolgate-test-bell-',
    [ENV.outcomeQueueUrl]: 'http://127.0.0.1:1/outcomes',
  })
  bells = await import('#lambdas/stores/doorbells.ts')
})

afterAll(async () => {
  doorway.close()
  await server.stop()
  mailbox.close()
})

/** Without its wait, so that silence takes no time. */
function impatient({ url, expiresAt }: Doorbell): Doorbell {
  return { url: url.replace(/WaitTimeSeconds=\d+/, 'WaitTimeSeconds=0'), expiresAt }
}

const now = () => new Date(systemClock.now())

describe('a doorbell', () => {
  it('wakes whoever waits, once a ring', async () => {
    const bell = await bells.openDoorbell(CONNECTOR, now())
    const heard = doorway.awaitRing(bell, signal)
    await bells.ringDoorbell(CONNECTOR)
    expect(await heard).toBe(true)
    expect(await doorway.awaitRing(impatient(bell), signal)).toBe(false)
  })

  it('keeps a ring for who comes later', async () => {
    const bell = await bells.openDoorbell(CONNECTOR, now())
    await bells.ringDoorbell(CONNECTOR)
    expect(await doorway.awaitRing(bell, signal)).toBe(true)
  })

  it('is another queue for another connector', async () => {
    const other = await bells.openDoorbell('01J00000000000000000000003', now())
    await bells.ringDoorbell(CONNECTOR)
    expect(await doorway.awaitRing(impatient(other), signal)).toBe(false)
  })

  it('is of no use once its hour is over', async () => {
    const bell = await bells.openDoorbell(CONNECTOR, new Date(systemClock.now() - 3_601_000))
    await expect(doorway.awaitRing(bell, signal)).rejects.toThrow('the doorbell answered 403')
  })

  it('opens nothing but waiting at this one queue', async () => {
    const { url } = await bells.openDoorbell(CONNECTOR, now())
    const query = new URL(url).searchParams
    expect(query.get('Action')).toBe('ReceiveMessage')
    expect(query.get('X-Amz-Expires')).toBe('3600')
    expect(query.get('X-Amz-Signature')).toBe(signatureOf(url))
    const elsewhere = url.replace(CONNECTOR, '01J00000000000000000000003')
    expect(signatureOf(elsewhere)).not.toBe(query.get('X-Amz-Signature'))
  })

  it('is gone with its connector', async () => {
    await bells.openDoorbell(CONNECTOR, now())
    await bells.removeDoorbell(CONNECTOR)
    expect(mailbox.queues().map(({ name }) => name)).not.toContain(
      `spoolgate-test-bell-${CONNECTOR}`,
    )
  })
})

/** Signature Version 4 of a query, computed from its description ("Authenticating Requests: Using Query Parameters"). */
function signatureOf(text: string): string {
  const url = new URL(text)
  const query = [...url.searchParams].filter(([name]) => name !== 'X-Amz-Signature')
  const date = url.searchParams.get('X-Amz-Date') ?? ''
  const encode = (one: string) =>
    encodeURIComponent(one).replaceAll(
      /[!'()*]/g,
      (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
    )
  const canonical = [
    'GET',
    url.pathname,
    query
      .map(([name, value]) => `${encode(name)}=${encode(value)}`)
      .toSorted()
      .join('&'),
    `host:${url.host}`,
    '',
    'host',
    createHash('sha256').update('').digest('hex'),
  ].join('\n')
  const scope = `${date.slice(0, 8)}/us-east-1/sqs/aws4_request`
  const hashed = createHash('sha256').update(canonical).digest('hex')
  const toSign = ['AWS4-HMAC-SHA256', date, scope, hashed].join('\n')
  const key = scope
    .split('/')
    .reduce<string | Buffer>(
      (secret, part) => createHmac('sha256', secret).update(part).digest(),
      `AWS4${SECRET}`,
    )
  return createHmac('sha256', key).update(toSign).digest('hex')
}
