// A session's text tells whose it is, and a way back leads nowhere but here.
import { expect, it } from 'vitest'
import { formatSessionToken, parseSessionToken, returnPath } from '#shared/contracts/session.ts'

const tenant = '01K0000000ABCDEFGHJKMNPQRS'
const secret = new Uint8Array(32).fill(255)

it('names its tenant', () => {
  const text = formatSessionToken(tenant, secret)
  expect(text).toBe(`${tenant}.${Buffer.from(secret).toString('base64url')}`)
  expect(parseSessionToken(text)).toEqual({ tenantId: tenant })
})

it.each(['', tenant, `${tenant}.short`, `${tenant}.${'x'.repeat(44)}`, `x.${'x'.repeat(43)}`])(
  '%j is no session',
  (text) => {
    expect(parseSessionToken(text)).toBeNull()
  },
)

it.each(['/', '/jobs', '/jobs?state=held&from=%2F%2F#top', '/.//evil.example', '/@evil.example'])(
  '%j stays on this host',
  (path) => {
    expect(returnPath.safeParse(path).success).toBe(true)
    expect(new URL(path, 'https://print.example').host).toBe('print.example')
  },
)

it.each(['//evil.example', '/\\evil.example', 'https://evil.example', '/a\\b', '/ä', '/a b', ''])(
  '%j is no way back',
  (path) => {
    expect(returnPath.safeParse(path).success).toBe(false)
  },
)
