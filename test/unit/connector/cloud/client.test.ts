// The client against a real server that misbehaves in every way seen in the field.
import { generateKeyPairSync } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Cloud, openCloud } from '#connector/cloud/client.ts'
import { planRetry } from '#connector/cloud/retry.ts'
import { FakeClock } from '#help/fake-clock.ts'
import { FakeCloudServer, html, json, problem, type Script } from '#help/fake-cloud-server.ts'

const HOUR_MS = 3_600_000
const limits = { connectMs: 1_000, headersMs: 150, totalMs: 400, replyBytes: 64 * 1024 }
const { privateKey } = generateKeyPairSync('ed25519')
const signal = new AbortController().signal
const body = { version: '1', platform: 'test', spooler: 'cups', jobsOpen: 0 }

let server: FakeCloudServer
let cloud: Cloud
let clock: FakeClock
const serverTime = () => new Date(clock.nowMs()).toISOString()
const hello = () => cloud.call('hello', { body, signal })
const helloFails = () =>
  hello().then(
    () => null,
    (error: unknown) => error,
  )

beforeEach(async () => {
  server = await new FakeCloudServer().start()
  clock = new FakeClock()
  server.usual = json(200, { serverTime: serverTime() })
  cloud = openCloud({
    apiUrl: `${server.url}/stage/`,
    identity: { keyId: 'tenant.connector', privateKey },
    clock,
    clockOffsetMs: 0,
    userAgent: 'test',
    limits,
  })
})
afterEach(async () => {
  cloud.close()
  await server.stop()
})

describe('a call', () => {
  it('is signed, and answered by what the table says', async () => {
    expect(await hello()).toEqual({ serverTime: serverTime(), doorbell: null })
    expect(server.requests).toHaveLength(1)
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      path: '/stage/v1/connector/hello',
      body,
      headers: {
        'content-type': 'application/json',
        signature: expect.stringMatching(/^sig1=:/),
        'signature-input': expect.stringContaining('keyid="tenant.connector"'),
      },
    })
  })

  it('keeps its connection for the next one', async () => {
    await hello()
    await hello()
    expect(server.requests[1]?.socket).toBe(server.requests[0]?.socket)
  })

  it('is asked again when a kept connection closes under it', async () => {
    await hello()
    server.script.push((request) => request.socket.resetAndDestroy())
    expect(await hello()).toEqual({ serverTime: serverTime(), doorbell: null })
    expect(server.requests).toHaveLength(3)
  })

  it('ends at once when it is aborted', async () => {
    server.usual = () => {}
    const abort = new AbortController()
    const call = cloud.call('hello', { body, signal: abort.signal })
    abort.abort(new Error('enough'))
    await expect(call).rejects.toThrow('enough')
  })
})

/** Never ends by itself: the client must. */
const endless: Script = (_, reply) => {
  reply.writeHead(200, { 'content-type': 'application/json', 'content-length': '2147483648' })
  const more = () => {
    while (!reply.destroyed && reply.write(Buffer.alloc(64 * 1024, 0x20)));
  }
  reply.on('drain', more)
  more()
}
const brokenOff: Script = (_, reply) => {
  reply.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
  reply.write('{"serverTime":"2026-')
  setImmediate(() => reply.destroy())
}
const dripping: Script = (_, reply) => {
  reply.writeHead(200, { 'content-type': 'application/json' })
  const drip = setInterval(() => reply.write(' '), 20)
  reply.on('close', () => clearInterval(drip))
}

describe('what comes back', () => {
  it.each<[string, Script, string, string]>([
    ['a page of a proxy with 200', html(200), 'cloud-answer-unreadable', 'later'],
    ['a page of a proxy with 403', html(403), 'cloud-answer-unreadable', 'later'],
    ['a page of a balancer with 502', html(502), 'cloud-unreachable', 'later'],
    ['no answer', () => {}, 'cloud-unreachable', 'later'],
    ['half an answer', brokenOff, 'cloud-unreachable', 'later'],
    ['an answer that drips for ever', dripping, 'cloud-unreachable', 'later'],
    ['2 GB', endless, 'cloud-answer-unreadable', 'later'],
    ['a reset', (request) => request.socket.resetAndDestroy(), 'cloud-unreachable', 'later'],
    [
      'JSON that is none',
      (_, reply) => void reply.writeHead(200, { 'content-type': 'application/json' }).end('{'),
      'cloud-answer-unreadable',
      'later',
    ],
    [
      'JSON of another shape',
      json(200, { serverTime: 'noon' }),
      'cloud-answer-unreadable',
      'later',
    ],
    ['another success', json(202, {}), 'cloud-answer-unreadable', 'later'],
    [
      "a gateway's own 500",
      json(500, { message: 'Internal Server Error' }),
      'cloud-unreachable',
      'later',
    ],
    [
      "a gateway's own 403",
      json(403, { message: 'Forbidden' }),
      'cloud-answer-unreadable',
      'later',
    ],
    ["a gateway's own 429", json(429, { message: 'Too Many Requests' }), 'too-busy', 'later'],
    ['our 503', problem(503, 'too-busy'), 'too-busy', 'later'],
    ['our 500', problem(500, 'internal-error'), 'internal-error', 'later'],
    ['our 400', problem(400, 'request-malformed'), 'request-malformed', 'never'],
    ['our 403', problem(403, 'connector-revoked'), 'connector-revoked', 'never'],
    ['our 422', problem(422, 'job-facts-changed'), 'job-facts-changed', 'never'],
    ['a code from the future', problem(418, 'teapot-empty'), 'cloud-answer-unreadable', 'later'],
  ])('%s becomes a Problem that says whether to come back', async (_, script, code, when) => {
    server.usual = script
    const error = await helloFails()
    expect(error).toMatchObject({ name: 'Problem', code })
    expect(planRetry(error).when).toBe(when)
    expect(server.requests).toHaveLength(1)
  })

  it('is cloud-unreachable when nobody listens', async () => {
    await server.stop()
    expect(await helloFails()).toMatchObject({ code: 'cloud-unreachable' })
    await server.start()
    expect(await hello()).toEqual({ serverTime: serverTime(), doorbell: null })
  })

  it('names the fields that did not fit', async () => {
    const fields = [{ path: '/jobsOpen', message: 'too small' }]
    server.usual = problem(400, 'request-malformed', { fields })
    expect(await helloFails()).toMatchObject({ fields })
  })

  it.each([
    ['7', 7_000],
    ['999999', HOUR_MS],
    ['Fri, 31 Dec 1999 23:59:59 GMT', null],
    ['-1', null],
  ])('carries Retry-After `%s`', async (text, afterMs) => {
    server.usual = problem(503, 'too-busy', {}, { 'retry-after': text })
    expect(planRetry(await helloFails())).toEqual({ when: 'later', afterMs })
  })
})

describe('a clock that is wrong', () => {
  /** Refuses what was signed more than 300 s away from its own time. */
  function strict(ahead: number): Script {
    return (request, reply) => {
      const created = /created=(\d+)/.exec(String(request.headers['signature-input']))?.[1]
      const now = clock.nowMs() + ahead
      const answer =
        Math.abs(Number(created) * 1000 - now) > 300_000
          ? problem(401, 'signature-expired', { serverTime: new Date(now).toISOString() })
          : json(200, { serverTime: new Date(now).toISOString() })
      answer(request, reply)
    }
  }

  it.each([24 * HOUR_MS, -24 * HOUR_MS])('is made up for at once, %i ms off', async (ahead) => {
    server.usual = strict(ahead)
    await hello()
    expect(server.requests).toHaveLength(2)
    expect(cloud.clockOffsetMs).toBe(ahead)
    await hello()
    expect(server.requests).toHaveLength(3)
  })

  it('is not asked a third time when the cloud contradicts itself', async () => {
    server.usual = problem(401, 'signature-expired', { serverTime: serverTime() })
    expect(await helloFails()).toMatchObject({ code: 'signature-expired' })
    expect(server.requests).toHaveLength(2)
  })
})
