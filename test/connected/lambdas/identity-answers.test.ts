/** What a provider may answer, and what of it is believed: a false provider that signs whatever a case asks for. */
import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeAuthorizationUrl, redeemCode } from '#lambdas/http/auth/identity-provider.ts'
import { ENV } from '#shared/contracts/wiring.ts'

const SECRETS = { state: 's'.repeat(43), nonce: 'n'.repeat(43), verifier: 'v'.repeat(43) }
const own = generateKeyPairSync('rsa', { modulusLength: 2048 })
const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 })

let server: Server
let issuer: string
let answer: { status: number; type: string; body: string }

beforeAll(async () => {
  server = createServer((request, response) => {
    const send = (type: string, body: string, status = 200) =>
      response.writeHead(status, { 'content-type': type }).end(body)
    if (request.url === '/.well-known/openid-configuration') {
      const endpoints = Object.fromEntries(
        ['authorization_endpoint', 'token_endpoint', 'jwks_uri'].map((name) => [
          name,
          `${issuer}/${name}`,
        ]),
      )
      send('application/json', JSON.stringify({ issuer, ...endpoints }))
    } else if (request.url === '/jwks_uri') {
      const key = { ...own.publicKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig', kid: '1' }
      send('application/json', JSON.stringify({ keys: [key] }))
    } else {
      send(answer.type, answer.body, answer.status)
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  Object.assign(process.env, {
    [ENV.publicUrl]: 'https://api.test',
    [ENV.issuer]: issuer,
    [ENV.clientId]: 'portal',
  })
})
afterAll(() => server?.close())

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
// The library has the machine's clock.
const seconds = () => Math.floor(Date.now() / 1000)

function makeClaims(change: object) {
  const at = seconds()
  const claims = { iss: issuer, aud: 'portal', sub: 'x', iat: at, exp: at + 60 }
  return { ...claims, nonce: SECRETS.nonce, ...change }
}

function makeJwt(change: object, header: object, signature: (text: string) => Buffer): string {
  const text = `${encode({ alg: 'RS256', kid: '1', ...header })}.${encode(makeClaims(change))}`
  return `${text}.${signature(text).toString('base64url')}`
}
const signedBy = (key: KeyObject) => (text: string) => sign('sha256', Buffer.from(text), key)
const signed = (change: object = {}) => makeJwt(change, {}, signedBy(own.privateKey))

function giveToken(idToken: string | undefined): void {
  const tokens = { access_token: 'a', token_type: 'Bearer', id_token: idToken }
  answer = { status: 200, type: 'application/json', body: JSON.stringify(tokens) }
}
const redeem = () => redeemCode(`code=c&state=${SECRETS.state}`, SECRETS, 0)

describe('an answer of the provider', () => {
  it('that fits in every way tells who it is', async () => {
    const email = { email: 'Ann@x.example', email_verified: true }
    giveToken(signed({ ...email, 'custom:tenant': 'T', 'custom:username': 'ann' }))
    expect(await redeem()).toEqual({
      issuer,
      subject: 'x',
      email: 'ann@x.example',
      tenantId: 'T',
      username: 'ann',
    })
  })

  it.each<[string, object, string | null]>([
    [
      'verified as Cognito writes it',
      { email: 'a@x.example', email_verified: 'true' },
      'a@x.example',
    ],
    ['not verified', { email: 'a@x.example', email_verified: false }, null],
    ['not said to be verified', { email: 'a@x.example' }, null],
    ['no text', { email: ['a@x.example'], email_verified: true }, null],
  ])('believes an address that is %s or does not', async (_, claims, email) => {
    giveToken(signed(claims))
    expect(await redeem()).toMatchObject({ email })
  })

  it.each<[string, () => string | undefined]>([
    ['signed by another key', () => makeJwt({}, {}, signedBy(foreign.privateKey))],
    ['signed by nobody', () => makeJwt({}, { alg: 'none' }, () => Buffer.alloc(0))],
    [
      'signed with our public key as a secret',
      () => {
        const pem = own.publicKey.export({ format: 'pem', type: 'spki' })
        return makeJwt({}, { alg: 'HS256' }, (text) =>
          createHmac('sha256', pem).update(text).digest(),
        )
      },
    ],
    [
      'changed after it was signed',
      () => {
        const [header, , signature] = signed().split('.')
        return `${header}.${encode(makeClaims({ sub: 'y' }))}.${signature}`
      },
    ],
    ['of another issuer', () => signed({ iss: 'https://evil.example' })],
    ['for another client', () => signed({ aud: 'other' })],
    ['for several, by another', () => signed({ aud: ['portal', 'other'], azp: 'other' })],
    ['with another nonce', () => signed({ nonce: 'other' })],
    ['without a nonce', () => signed({ nonce: undefined })],
    ['that is over', () => signed({ exp: seconds() - 3600 })],
    ['that has no end', () => signed({ exp: undefined })],
    ['about nobody', () => signed({ sub: undefined })],
    ['that is none', () => 'x.y.z'],
    ['that is missing', () => undefined],
  ])('does not let in with a token %s', async (_, makeToken) => {
    giveToken(makeToken())
    await expect(redeem()).rejects.toMatchObject({ code: 'sign-in-failed' })
  })

  it.each([
    ['an OAuth error', 400, 'application/json', '{"error":"invalid_grant"}', 'sign-in-failed'],
    ['a failure', 500, 'text/plain', 'oops', 'identity-provider-unreachable'],
    ['a proxy’s page', 200, 'text/html', '<html>', 'identity-provider-unreachable'],
    ['a broken reply', 200, 'application/json', '{', 'sign-in-failed'],
  ])('that is %s is told as what it is', async (_, status, type, body, code) => {
    answer = { status, type, body }
    await expect(redeem()).rejects.toMatchObject({ code })
  })
})

describe('a provider', () => {
  it.each([
    ['that is not there', 'http://127.0.0.1:1'],
    ['that is reached in plain text beyond this machine', 'http://id.example'],
  ])('%s is no provider', async (_, other) => {
    process.env[ENV.issuer] = other
    const left = makeAuthorizationUrl(SECRETS, false, 0)
    await expect(left).rejects.toMatchObject({ code: 'identity-provider-unreachable' })
    process.env[ENV.issuer] = issuer
  })
})
