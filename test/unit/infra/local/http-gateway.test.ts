import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Gateway, startGateway } from '#infra/local/http-gateway.ts'
import { makeRoutes } from '#infra/local/routes.ts'
import { problemDetails } from '#shared/contracts/problem-details.ts'

type Event = { headers: object; [name: string]: unknown }

let gateway: Gateway
let events: Event[]
let answer: (event: Event) => unknown

beforeEach(async () => {
  events = []
  answer = () => ({ statusCode: 200, body: 'ok' })
  gateway = await startGateway({
    port: 0,
    invoke: async (_, event) => {
      events.push(event as Event)
      return answer(event as Event)
    },
    log: () => {},
    integrationTimeoutMs: 200,
  })
  gateway.open(
    makeRoutes(
      ['GET /v1/users/{user}', 'POST /v1/jobs'].map((routeKey) => ({ routeKey, target: 'f' })),
    ),
  )
})
afterEach(() => gateway.stop(100))

const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  fetch(`${gateway.url}/v1/jobs`, { method: 'POST', body, headers })

async function problemOf(response: Response) {
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  const problem = problemDetails.parse(await response.json())
  expect(problem).toMatchObject({
    status: response.status,
    requestId: response.headers.get('apigw-requestid'),
  })
  return problem
}

describe('gateway', () => {
  it('hands a request over in payload format 2.0', async () => {
    const response = await fetch(`${gateway.url}/v1/users/user%3Aalice?tag=a&tag=b%20c&x=`, {
      headers: { 'X-Thing': '1', cookie: 'a=1; b=2', 'x-forwarded-proto': 'https', host: 'evil' },
    })
    expect(await response.text()).toBe('ok')
    const { host } = new URL(gateway.url)
    expect(events[0]).toMatchObject({
      version: '2.0',
      routeKey: 'GET /v1/users/{user}',
      rawPath: '/v1/users/user:alice',
      rawQueryString: 'tag=a&tag=b%20c&x=',
      queryStringParameters: { tag: 'a,b c', x: '' },
      pathParameters: { user: 'user:alice' },
      cookies: ['a=1', 'b=2'],
      headers: { 'x-thing': '1', 'x-forwarded-proto': 'http', 'x-forwarded-for': '127.0.0.1' },
      isBase64Encoded: false,
      requestContext: {
        domainName: host,
        http: { method: 'GET', path: '/v1/users/user:alice', sourceIp: '127.0.0.1' },
        requestId: response.headers.get('apigw-requestid'),
      },
    })
    expect(events[0]).not.toHaveProperty('body')
    expect(events[0]!.headers).not.toHaveProperty('cookie')
  })

  it.each([
    ['application/json', '{"a":"é"}', false],
    ['application/vnd.x+json; charset=utf-8', '{}', false],
    ['text/plain', 'hello', false],
    ['application/octet-stream', new Uint8Array([255, 0]), true],
  ])('passes a body of %s', async (type, body, isBase64Encoded) => {
    await post(body, { 'content-type': type })
    expect(events[0]).toMatchObject({
      isBase64Encoded,
      body: typeof body === 'string' ? body : Buffer.from(body).toString('base64'),
    })
  })

  it.each([
    [
      'status, headers and cookies',
      { statusCode: 201, headers: { 'X-A': 1 }, cookies: ['c=1'], body: 'b' },
      201,
      'b',
    ],
    ['a body in base64', { statusCode: 200, body: 'YWJj', isBase64Encoded: true }, 200, 'abc'],
    ['no body', { statusCode: 204 }, 204, ''],
    ['bare JSON', { a: 1 }, 200, '{"a":1}'],
  ])('sends %s back', async (_, result, status, body) => {
    answer = () => result
    const response = await post('{}')
    expect(response.status).toBe(status)
    expect(await response.text()).toBe(body)
    if ('cookies' in result) {
      expect(response.headers.get('x-a')).toBe('1')
      expect(response.headers.getSetCookie()).toEqual(['c=1'])
    }
  })

  it.each([
    ['a path nobody serves', '/v2', 'GET', 404, 'not-found'],
    ['a method the path does not take', '/v1/jobs', 'DELETE', 405, 'method-not-allowed'],
    ['an endless path', `/${'a'.repeat(9_000)}`, 'GET', 404, 'not-found'],
  ])('refuses %s', async (_, path, method, status, code) => {
    const response = await fetch(gateway.url + path, { method })
    expect(response.status).toBe(status)
    expect(await problemOf(response)).toMatchObject({ code })
    expect(response.headers.get('allow')).toBe(status === 405 ? 'POST' : null)
    expect(events).toEqual([])
  })

  it.each([
    ['declared', new Uint8Array(10 * 1024 * 1024 + 1)],
    ['streamed', streamOf(11)],
  ])('refuses a body over 10 MB, %s', async (_, body) => {
    const response = await fetch(`${gateway.url}/v1/jobs`, {
      method: 'POST',
      body,
      duplex: 'half',
    } as RequestInit)
    expect(response.status).toBe(413)
    expect(await problemOf(response)).toMatchObject({ code: 'body-too-large' })
    expect(events).toEqual([])
  })

  it('refuses a declared 2 GB body before it is sent', async () => {
    const said = await sendRaw(
      'POST /v1/jobs HTTP/1.1\r\nhost: x\r\ncontent-length: 2147483648\r\nexpect: 100-continue\r\n\r\n',
    )
    expect(said).toMatch(/^HTTP\/1\.1 413 /)
  })

  it('refuses headers over 10 KB', async () => {
    const said = await sendRaw(
      `GET /v1/users/a HTTP/1.1\r\nhost: x\r\nx-large: ${'a'.repeat(11_000)}\r\n\r\n`,
    )
    expect(said).toMatch(/^HTTP\/1\.1 431 /)
  })

  it('tells nothing of what a function threw', async () => {
    answer = () => {
      throw new Error('secret of the house')
    }
    const response = await post('{}')
    expect(response.status).toBe(500)
    expect(JSON.stringify(await problemOf(response))).not.toContain('secret')
  })

  it.each([['text'], [{ statusCode: 'many' }], [{ statusCode: 200, body: {} }], [null]])(
    'answers 500 when a function returns %j',
    async (result) => {
      answer = () => result
      expect(await problemOf(await post('{}'))).toMatchObject({ code: 'internal-error' })
    },
  )

  it('answers 503 when a function takes too long', async () => {
    answer = () => new Promise(() => {})
    const response = await post('{}')
    expect(response.status).toBe(503)
    expect(await problemOf(response)).toMatchObject({ code: 'too-busy' })
  })

  it('says that a port is taken', async () => {
    const port = Number(new URL(gateway.url).port)
    await expect(
      startGateway({ port, invoke: async () => null, log: () => {} }),
    ).rejects.toMatchObject({ code: 'port-in-use' })
  })

  it('lets a running request end when it stops', async () => {
    let release = () => {}
    answer = () =>
      new Promise((resolve) => {
        release = () => resolve({ statusCode: 200, body: 'late' })
      })
    const response = post('{}')
    await expect.poll(() => events.length).toBe(1)
    const stopped = gateway.stop(5_000)
    release()
    expect(await (await response).text()).toBe('late')
    await stopped
    await expect(post('{}')).rejects.toThrow()
  })
})

/** A request written by hand; resolves to what came until the server hung up. */
function sendRaw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1', () => socket.write(text))
    socket.setEncoding('utf8')
    socket.on('data', (data) => {
      said += data
      if (said.includes('\r\n\r\n')) socket.destroy()
    })
    socket.once('close', () => resolve(said))
    socket.once('error', reject)
  })
}

function streamOf(megabytes: number): ReadableStream {
  let left = megabytes
  return new ReadableStream({
    pull(controller) {
      if (left === 0) controller.close()
      else controller.enqueue(new Uint8Array(1024 * 1024))
      left -= 1
    },
  })
}
