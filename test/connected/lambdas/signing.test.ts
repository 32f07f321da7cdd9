/** What a signed request must withstand: tampering, replay, old clocks, other keys, revocation, tokens used twice. */
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { createSignatureSync } from 'http-message-sig'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { HttpEvent } from '#lambdas/middleware/call.ts'
import { connectorKeyId, enrollKeyId, SIGNING } from '#shared/contracts/credentials.ts'
import {
  type Device,
  enrollBody,
  makeDevice,
  makeFacts,
  makeSignedEvent,
  type Reply,
  START_MS,
  type Stage,
  startStage,
} from './stage.ts'

const PATH = '/v1/connector/hello'
const HELLO = { version: '1', platform: 'test', spooler: 'test', jobsOpen: 0 }
const MINUTE_MS = 60_000

let stage: Stage
let device: Device
let tenant: Stage['partner']['tenants'][0]

beforeAll(async () => {
  stage = await startStage()
  tenant = stage.partner.tenants[0]
  device = await stage.enroll(tenant, 'main')
})
afterAll(() => stage?.stop())
beforeEach(() => {
  stage.clock.ms = START_MS
})

const hello = () => stage.signed(device, PATH, HELLO)
const withHeaders = (event: HttpEvent, headers: Record<string, string>): HttpEvent => ({
  ...event,
  headers: { ...event.headers, ...headers },
})

/** Signed right, but not in the profile: other components, parameters, label or algorithm name. */
function signOddly(odd: {
  components?: readonly string[]
  parameters?: Record<string, string | number>
  label?: string
  key?: KeyObject
  keyId?: string
}): HttpEvent {
  const event = hello()
  const digest = event.headers['content-digest'] ?? ''
  const key = odd.key ?? device.privateKey
  const { signature, signatureInput } = createSignatureSync(
    {
      kind: 'request',
      method: 'POST',
      targetUri: `https://${event.requestContext.domainName}${PATH}`,
      fields: [
        { name: 'content-digest', value: digest },
        { name: 'content-type', value: 'application/json' },
      ],
    },
    {
      label: odd.label ?? SIGNING.label,
      components: odd.components ?? SIGNING.components,
      parameters: {
        created: Math.floor(stage.clock.ms / 1000),
        keyid: odd.keyId ?? connectorKeyId(device.tenantId, device.connectorId),
        alg: SIGNING.algorithm,
        tag: SIGNING.tag,
        ...odd.parameters,
      },
      signer: {
        algorithm: `${odd.parameters?.alg ?? SIGNING.algorithm}`,
        sign: (bytes) => sign(null, bytes, key),
      },
    },
  )
  return withHeaders(event, { signature, 'signature-input': signatureInput })
}

function expectRefused(reply: Reply, code: string): void {
  expect(reply.status, reply.text).toBe(401)
  expect(reply.json).toMatchObject({ code, serverTime: new Date(stage.clock.ms).toISOString() })
}

describe('a signed request', () => {
  it('is taken as the connector signs it', async () => {
    expect((await stage.send(hello())).status).toBe(200)
    expect((await stage.send(signOddly({}))).status).toBe(200)
  })

  const other = generateKeyPairSync('ed25519').privateKey
  const body = JSON.stringify({ ...HELLO, jobsOpen: 7 })
  const digest = `sha-256=:${createHash('sha256').update(body).digest('base64')}:`
  it.each<[string, () => HttpEvent]>([
    ['by another key', () => signOddly({ key: other })],
    ['with another body', () => ({ ...hello(), body })],
    [
      'with another body and its digest',
      () => withHeaders({ ...hello(), body }, { 'content-digest': digest }),
    ],
    [
      'with a second digest',
      () => withHeaders(hello(), { 'content-digest': `${digest}, sha-512=:AAAA:` }),
    ],
    ['without a digest', () => withHeaders(hello(), { 'content-digest': '' })],
    ['with another content type', () => withHeaders(hello(), { 'content-type': 'text/plain' })],
    ['with a query', () => ({ ...hello(), rawQueryString: 'x=1' })],
    ['for another path', () => ({ ...hello(), rawPath: '/v1/connector/outcomes' })],
    [
      'for another host',
      () => ({
        ...hello(),
        requestContext: { ...hello().requestContext, domainName: 'evil.test' },
      }),
    ],
    [
      'by another method',
      () => ({
        ...hello(),
        requestContext: { ...hello().requestContext, http: { method: 'PUT' } },
      }),
    ],
    ['for another scheme', () => withHeaders(hello(), { 'x-forwarded-proto': 'http' })],
    ['without the method', () => signOddly({ components: SIGNING.components.slice(1) })],
    [
      'without the digest',
      () => signOddly({ components: ['@method', '@target-uri', 'content-type'] }),
    ],
    [
      'over one component more',
      () => signOddly({ components: [...SIGNING.components, '@authority'] }),
    ],
    ['in another order', () => signOddly({ components: [...SIGNING.components].reverse() })],
    ['with another tag', () => signOddly({ parameters: { tag: 'other' } })],
    ['under another label', () => signOddly({ label: 'sig2' })],
    ['with an end of its own', () => signOddly({ parameters: { expires: 4e9 } })],
    ['by another algorithm', () => signOddly({ parameters: { alg: 'rsa-pss-sha512' } })],
    ['that is not one', () => withHeaders(hello(), { signature: 'sig1=:AAAA:' })],
    ['that cannot be read', () => withHeaders(hello(), { 'signature-input': '((((' })],
    ['twice under one label', () => twice('sig1')],
    ['twice under two labels', () => twice('sig2')],
  ])('is refused %s', async (_, make) => {
    expectRefused(await stage.send(make()), 'signature-invalid')
  })

  it.each([
    ['unknown', () => `${tenant.id}.${tenant.id}`],
    ['of another tenant', () => `${stage.partner.tenants[1].id}.${device.connectorId}`],
    ['that is no id', () => 'x'],
    ['with a part more', () => `${connectorKeyId(tenant.id, device.connectorId)}.x`],
  ])('is refused under a key id %s', async (_, makeKeyId) => {
    expectRefused(await stage.send(signOddly({ keyId: makeKeyId() })), 'credential-invalid')
  })

  it('is refused without a signature', async () => {
    expectRefused(await stage.call(null, 'POST', PATH, HELLO), 'credential-missing')
  })

  it('does not become a person by it, nor a person a connector', async () => {
    const { signature = '', 'signature-input': input = '' } = hello().headers
    const headers = { signature, 'signature-input': input }
    expect((await stage.call(null, 'GET', '/v1/me', undefined, headers)).status).toBe(401)
    expect((await stage.call(tenant.admin, 'POST', PATH, HELLO)).status).toBe(401)
  })

  it.each([
    [-10, 401],
    [-5.1, 401],
    [-4.9, 200],
    [4.9, 200],
    [5.1, 401],
    [24 * 60, 401],
  ])('made %d minutes off the clock answers %d and tells the time', async (minutes, status) => {
    const event = hello()
    stage.clock.ms -= minutes * MINUTE_MS
    const reply = await stage.send(event)
    if (status === 401) expectRefused(reply, 'signature-expired')
    else expect(reply.status).toBe(status)
  })

  it('replayed changes nothing and answers the same bytes', async () => {
    const event = stage.signed(device, '/v1/connector/jobs', makeFacts('replayed'))
    const first = await stage.send(event)
    stage.clock.ms += 4 * MINUTE_MS
    expect((await stage.send(event)).text).toBe(first.text)
  })

  it('with a body above the limit is not even read', async () => {
    const event = { ...hello(), body: 'x'.repeat(256 * 1024 + 1) }
    expect((await stage.send(event)).json.code).toBe('body-too-large')
  })

  function twice(label: string): HttpEvent {
    const event = hello()
    const { signature, 'signature-input': input } = event.headers
    return withHeaders(event, {
      signature: `${signature}, ${signature?.replace('sig1', label)}`,
      'signature-input': `${input}, ${input?.replace('sig1', label)}`,
    })
  }
})

describe('a revoked connector', () => {
  it('is refused within a minute and cannot enroll again', async () => {
    const gone = await stage.enroll(tenant, 'gone')
    const path = `/v1/tenants/${tenant.id}`
    const shown = await stage.call(tenant.admin, 'DELETE', `${path}/connectors/${gone.connectorId}`)
    expect(shown.json).toMatchObject({ id: gone.connectorId, state: 'revoked' })
    expect(shown.text).not.toContain(gone.publicKey)
    stage.clock.ms += MINUTE_MS / 2 + 1
    const reply = await stage.send(stage.signed(gone, PATH, HELLO))
    expect(reply).toMatchObject({ status: 403, json: { code: 'connector-revoked' } })
    const token = await makeToken(gone.siteId)
    expect(await enroll(token, gone)).toMatchObject({
      status: 403,
      json: { code: 'connector-revoked' },
    })
  })
})

describe('an enrollment token', () => {
  it('serves one key, that one as often as it asks', async () => {
    const token = await makeToken(device.siteId)
    const newcomer = makeDevice(tenant.id, device.siteId)
    const first = await enroll(token, newcomer)
    expect(first.status, first.text).toBe(200)
    stage.clock.ms += 1000
    const again = await enroll(token, newcomer)
    expect(again.json).toEqual({
      ...first.json,
      serverTime: new Date(stage.clock.ms).toISOString(),
    })
    const other = await enroll(token, makeDevice(tenant.id, device.siteId))
    expectRefused(other, 'enrollment-token-invalid')
    expect(stage.logs.join('')).toContain('enrollment-token-reused')
  })

  it('serves one key of ten that come at once', async () => {
    const token = await makeToken(device.siteId)
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => enroll(token, makeDevice(tenant.id, device.siteId))),
    )
    expect(replies.map((one) => one.status).sort()).toEqual([200, ...Array(9).fill(401)])
  })

  it('serves nobody after an hour, and is shown in lists without its text', async () => {
    const token = await makeToken(device.siteId)
    stage.clock.ms += 60 * MINUTE_MS
    expectRefused(
      await enroll(token, makeDevice(tenant.id, device.siteId)),
      'enrollment-token-invalid',
    )
    const list = await stage.call(tenant.admin, 'GET', `/v1/tenants/${tenant.id}/enrollment-tokens`)
    expect(list.json.items.map((one: { state: string }) => one.state)).toContain('expired')
    expect(list.text).not.toContain(token)
  })

  it.each([
    ['is made up', () => `sge_${tenant.id}_${'a'.repeat(32)}`],
    ['is no token', () => 'token'],
    ['is a person’s', () => tenant.admin.token],
  ])('that %s serves nobody', async (_, makeText) => {
    const reply = await enroll(makeText(), makeDevice(tenant.id, device.siteId))
    expectRefused(reply, 'enrollment-token-invalid')
  })

  it('needs the signature of the key that the body brings', async () => {
    const token = await makeToken(device.siteId)
    const newcomer = makeDevice(tenant.id, device.siteId)
    const stranger = { ...newcomer, privateKey: makeDevice(tenant.id, device.siteId).privateKey }
    expectRefused(await enroll(token, stranger), 'signature-invalid')
    expect((await enroll(token, newcomer)).status).toBe(200)
  })

  it('asked for twice with one Idempotency-Key has one text', async () => {
    const path = `/v1/tenants/${tenant.id}/enrollment-tokens`
    const make = () =>
      stage.call(
        tenant.admin,
        'POST',
        path,
        { siteId: device.siteId },
        { 'idempotency-key': 'token' },
      )
    const replies = await Promise.all([make(), make(), make()])
    stage.clock.ms += 1000
    expect(new Set([...replies, await make()].map((one) => one.text)).size).toBe(1)
  })
})

async function makeToken(siteId: string): Promise<string> {
  const path = `/v1/tenants/${tenant.id}/enrollment-tokens`
  return (await stage.call(tenant.admin, 'POST', path, { siteId })).json.token
}

function enroll(token: string, newcomer: Device): Promise<Reply> {
  const body = JSON.stringify(enrollBody(token, newcomer))
  const keyId = enrollKeyId(newcomer.publicKey)
  const { privateKey } = newcomer
  return stage.send(
    makeSignedEvent('/v1/connector/enroll', body, keyId, privateKey, stage.clock.ms),
  )
}
