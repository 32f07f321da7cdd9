// Signatures of the connector, read by two libraries that know nothing of each other.
import { createHash, generateKeyPairSync, verify } from 'node:crypto'
import { verifySignature } from 'http-message-sig'
import { httpbis } from 'http-message-signatures'
import { describe, expect, it } from 'vitest'
import { signRequest } from '#connector/cloud/sign.ts'
import { SIGNING } from '#shared/contracts/credentials.ts'

const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const keyId = '01J00000000000000000000001.01J00000000000000000000002'
const createdMs = Date.UTC(2026, 0, 1, 12, 0, 0, 999)
const request = {
  method: 'POST',
  url: 'https://api.example/prod/v1/connector/jobs?a=1&b=%20',
  contentType: 'application/json',
  body: Buffer.from('{"name":"Ünïcode"}'),
}
const headers = signRequest(request, { keyId, privateKey }, createdMs)

function verifyElsewhere(changed: Partial<typeof request>, more: Record<string, string> = {}) {
  const { method, url } = { ...request, ...changed }
  return httpbis.verifyMessage(
    {
      keyLookup: async () => ({
        id: keyId,
        algs: ['ed25519'],
        verify: async (data, signature) => verify(null, data, publicKey, signature),
      }),
      requiredFields: [...SIGNING.components],
      requiredParams: ['created', 'keyid', 'alg', 'tag'],
      notAfter: new Date(createdMs + 1_000),
    },
    { method, url, headers: { ...headers, ...more } },
  )
}

describe('signRequest', () => {
  it('writes exactly the profile', () => {
    expect(headers['signature-input']).toBe(
      `sig1=("@method" "@target-uri" "content-digest" "content-type");created=${Date.UTC(2026, 0, 1, 12) / 1000};keyid="${keyId}";alg="ed25519";tag="spoolgate-connector"`,
    )
    const digest = createHash('sha256').update(request.body).digest('base64')
    expect(headers['content-digest']).toBe(`sha-256=:${digest}:`)
    expect(headers.signature).toMatch(/^sig1=:[A-Za-z0-9+/]{86}==:$/)
  })

  it('signs the base of RFC 9421 section 2.5, byte for byte', () => {
    const base = [
      '"@method": POST',
      `"@target-uri": ${request.url}`,
      `"content-digest": ${headers['content-digest']}`,
      '"content-type": application/json',
      `"@signature-params": ${headers['signature-input'].slice('sig1='.length)}`,
    ].join('\n')
    const signature = Buffer.from(headers.signature.slice('sig1=:'.length, -1), 'base64')
    expect(verify(null, Buffer.from(base), publicKey, signature)).toBe(true)
  })

  it('verifies with an independent library', async () => {
    expect(await verifyElsewhere({})).toBe(true)
  })

  it.each([
    ['method', { method: 'PUT' }, {}],
    ['path', { url: request.url.replace('jobs', 'hello') }, {}],
    ['query', { url: request.url.replace('a=1', 'a=2') }, {}],
    ['digest', {}, { 'content-digest': 'sha-256=:AAAA:' }],
    ['content type', {}, { 'content-type': 'text/plain' }],
  ])('does not verify with another %s', async (_, changed, more) => {
    expect(await verifyElsewhere(changed, more)).toBe(false)
  })

  it('verifies under the policy that the cloud uses', async () => {
    const verified = await verifySignature(
      {
        kind: 'request',
        method: request.method,
        targetUri: request.url,
        fields: Object.entries(headers).map(([name, value]) => ({ name, value })),
      },
      {
        label: SIGNING.label,
        policy: {
          algorithms: [SIGNING.algorithm],
          requiredComponents: [...SIGNING.components],
          requiredParameters: ['created', 'keyid', 'tag'],
          maxAge: SIGNING.skewSeconds,
          clockSkew: SIGNING.skewSeconds,
          now: Math.floor(createdMs / 1000),
        },
        resolveVerifier: () => ({
          algorithm: SIGNING.algorithm,
          verify: (data, signature) => verify(null, data, publicKey, signature),
        }),
      },
    )
    expect(verified.parameters.keyid).toBe(keyId)
  })
})
