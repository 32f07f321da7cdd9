/** The identity provider of this machine: what its page takes, and to whom it gives a code. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeJar, passProvider } from '#help/sign-in.ts'
import {
  type IdentityProvider,
  startIdentityProvider,
} from '#infra/local/identity/identity-provider.ts'

const CALLBACK = 'http://127.0.0.1:1/auth/callback'
let provider: IdentityProvider

const person = (username: string, tenantSlug: string) => ({
  username,
  password: `${username} of ${tenantSlug}`,
  fullName: username,
  tenantId: tenantSlug.toUpperCase(),
  tenantSlug,
})

beforeAll(async () => {
  provider = await startIdentityProvider({ port: 0, log: () => {} })
  provider.setClients([{ clientId: 'portal', callbackUrls: [CALLBACK] }])
  provider.setPeople([person('dora', 'school'), person('max', 'school'), person('max', 'company')])
})
afterAll(() => provider?.stop())

const asking = (change: Record<string, string | null> = {}) => {
  const asked = {
    client_id: 'portal',
    redirect_uri: CALLBACK,
    response_type: 'code',
    scope: 'openid',
    state: 'state',
    code_challenge: 'x'.repeat(43),
    code_challenge_method: 'S256',
    ...change,
  }
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(asked)) if (value !== null) query.set(name, value)
  return `${provider.url}/auth?${query}`
}

async function openForm() {
  const jar = makeJar()
  const first = await fetch(asking(), { redirect: 'manual' })
  jar.take(first.headers.getSetCookie())
  const url = new URL(first.headers.get('location') ?? '', provider.url).href
  const send = (body?: URLSearchParams) =>
    fetch(url, {
      headers: { cookie: jar.text() },
      redirect: 'manual',
      ...(body === undefined ? {} : { method: 'POST', body }),
    })
  return { jar, send }
}

describe('the identity provider', () => {
  it.each([
    ['dora', 'dora of school'],
    ['DORA ', 'dora of school'],
    ['max@company', 'max of company'],
  ])('gives %j with the right password a code', async (name, password) => {
    const back = new URL(await passProvider(asking(), name, password))
    expect(`${back.origin}${back.pathname}`).toBe(CALLBACK)
    expect(Object.fromEntries(back.searchParams)).toMatchObject({
      code: expect.any(String),
      state: 'state',
      iss: provider.url,
    })
  })

  it.each([
    ['another’s password', 'dora', 'max of school'],
    ['no password', 'dora', ''],
    ['no name', '', 'dora of school'],
    ['a name that nobody has', 'nobody', 'x'],
    ['a name that two have', 'max', 'max of school'],
    ['more than a form may hold', 'dora', 'x'.repeat(5_000)],
  ])('says the same for %s, and stays', async (_, username, password) => {
    const { send } = await openForm()
    const reply = await send(new URLSearchParams({ username, password }))
    expect(reply.status).toBe(401)
    expect(await reply.text()).toContain('Name or password is not right.')
  })

  it('writes a name back as text', async () => {
    const { send } = await openForm()
    const username = '"><script>alert(1)</script>'
    const text = await (await send(new URLSearchParams({ username, password: 'x' }))).text()
    expect(text).not.toContain('<script>')
  })

  it('shows a page that holds no script, lies in no frame, and sends its form home or back only', async () => {
    const { send } = await openForm()
    const policy = (await send()).headers.get('content-security-policy')
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).toContain("form-action 'self' http://127.0.0.1:1")
  })

  it('does not know a page of another browser', async () => {
    const { jar, send } = await openForm()
    jar.cookies.clear()
    expect((await send()).status).toBe(400)
  })

  it.each([
    ['without PKCE', { code_challenge: null, code_challenge_method: null }],
    ['with plain PKCE', { code_challenge_method: 'plain' }],
    ['for tokens in the address', { response_type: 'id_token' }],
  ])('sends nobody on who asks %s', async (_, change) => {
    const reply = await fetch(asking(change), { redirect: 'manual' })
    const to = new URL(reply.headers.get('location') ?? '', provider.url)
    expect(to.href).toContain('error=')
    expect(to.href).not.toContain('code=')
  })

  it.each([
    ['another address', { redirect_uri: 'https://evil.example/auth/callback' }],
    ['a longer address', { redirect_uri: `${CALLBACK}/more` }],
    ['another client', { client_id: 'other' }],
  ])('goes nowhere for %s', async (_, change) => {
    const reply = await fetch(asking(change), { redirect: 'manual' })
    expect([reply.status, reply.headers.get('location')]).toEqual([400, null])
  })

  it('takes another port when its own is taken', async () => {
    const port = Number(new URL(provider.url).port)
    const second = await startIdentityProvider({ port, log: () => {} })
    expect(second.url).not.toBe(provider.url)
    await second.stop()
  })
})
