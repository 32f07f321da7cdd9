/** Signing in through the real provider of this machine, and everything that must not get anybody a session. */
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Jar, makeJar, passProvider } from '#help/sign-in.ts'
import {
  type IdentityProvider,
  startIdentityProvider,
} from '#infra/local/identity/identity-provider.ts'
import { SESSION_COOKIE, SIGN_IN_COOKIE, SIGNED_OUT_COOKIE } from '#shared/contracts/session.ts'
import { ENV } from '#shared/contracts/wiring.ts'
import { type Reply, type Stage, startStage } from './stage.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const CHANGE = { 'spoolgate-portal': '1', 'sec-fetch-site': 'same-origin' }

let stage: Stage
let provider: IdentityProvider
let mine: Stage['partner']['tenants'][0]
let others: Stage['partner']['tenants'][1]

beforeAll(async () => {
  stage = await startStage()
  ;[mine, others] = stage.partner.tenants
  provider = await startIdentityProvider({ port: 0, log: () => {} })
  process.env[ENV.issuer] = provider.url
  provider.setClients([{ clientId: 'portal', callbackUrls: ['https://api.test/auth/callback'] }])
  provider.setPeople([
    person('dora', mine.id, 'tenant-0'),
    person('hugo', mine.id, 'tenant-0'),
    person('nina', others.id, 'tenant-1'),
    person('stranger', mine.id, 'tenant-0'),
  ])
  await put(mine, 'dora', { fullName: 'Dora Head', role: 'admin' })
  await put(mine, 'hugo', { fullName: 'Hugo Desk', role: 'helpdesk' })
  await put(others, 'nina', { role: 'admin' })
})
afterAll(async () => {
  await provider?.stop()
  await stage?.stop()
})
beforeEach(() => {
  stage.clock.ms += HOUR_MS
})

const person = (username: string, tenantId: string, tenantSlug: string) => ({
  username,
  password: `${username}'s own`,
  fullName: username,
  tenantId,
  tenantSlug,
})
const put = (tenant: typeof mine, name: string, body: unknown) =>
  stage.call(tenant.admin, 'PUT', `/v1/tenants/${tenant.id}/users/${name}`, body)
const open = (jar: Jar, url: string, headers: Record<string, string> = {}) =>
  request(jar, 'GET', url, undefined, headers)

async function request(
  jar: Jar,
  method: string,
  url: string,
  body?: unknown,
  headers: Record<string, string> = CHANGE,
): Promise<Reply> {
  const cookie = jar.text() === '' ? {} : { cookie: jar.text() }
  const reply = await stage.call(null, method, url, body, { ...cookie, ...headers })
  jar.take(reply.cookies)
  return reply
}

/** To the provider and back, up to the address that the browser would open next. */
async function goToProvider(jar: Jar, username: string, path = '/auth/sign-in?return=/jobs') {
  const left = await open(jar, path)
  expect(left.status).toBe(302)
  const back = new URL(
    await passProvider(left.headers.location ?? '', username, `${username}'s own`),
  )
  expect(back.origin + back.pathname).toBe('https://api.test/auth/callback')
  return back
}

async function signIn(username: string, jar = makeJar()): Promise<Jar> {
  const slug = username === 'nina' ? 'tenant-1' : 'tenant-0'
  const back = await goToProvider(jar, username, `/auth/sign-in?return=/jobs&tenant=${slug}`)
  const reply = await open(jar, back.pathname + back.search)
  expect(reply.status).toBe(302)
  return jar
}

describe('signing in', () => {
  it('goes to the provider with PKCE and comes back to the page that was asked for, with a session', async () => {
    const jar = makeJar()
    const left = await open(jar, '/auth/sign-in?return=/jobs?state%3Dheld')
    const asked = new URL(left.headers.location ?? '')
    expect(Object.fromEntries(asked.searchParams)).toMatchObject({
      client_id: 'portal',
      redirect_uri: 'https://api.test/auth/callback',
      response_type: 'code',
      code_challenge_method: 'S256',
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    })
    expect(left.cookies.join()).toMatch(
      /^__Host-spoolgate-sign-in=[\w-]+; Path=\/; Max-Age=600; Secure; HttpOnly; SameSite=Lax$/,
    )

    const back = new URL(await passProvider(asked.href, 'dora', "dora's own"))
    const reply = await open(jar, back.pathname + back.search)

    expect([reply.status, reply.headers.location]).toEqual([302, '/jobs?state=held'])
    expect(reply.cookies[0]).toMatch(
      /^__Host-spoolgate=[0-9A-Z]{26}\.[\w-]{43}; Path=\/; Max-Age=43200; Secure; HttpOnly; SameSite=Lax$/,
    )
    expect([...jar.cookies.keys()]).toEqual([SESSION_COOKIE])
    expect((await open(jar, '/v1/me')).json).toEqual({
      kind: 'session',
      role: 'admin',
      roles: ['admin'],
      tenant: {
        id: mine.id,
        slug: 'tenant-0',
        name: 'Tenant 0',
        currency: 'EUR',
        userTransfers: false,
        brandColor: null,
        language: null,
      },
      tenantId: mine.id,
      partnerId: null,
      username: 'dora',
      fullName: 'Dora Head',
      tokenName: 'dora',
      readOnly: false,
      csrf: { header: 'spoolgate-portal', value: '1' },
      expires: {
        idleAt: new Date(stage.clock.ms + 30 * MINUTE_MS).toISOString(),
        endsAt: new Date(stage.clock.ms + 12 * HOUR_MS).toISOString(),
      },
    })
  })

  it('begins a session of a new id, and ends the one that the browser had', async () => {
    const jar = await signIn('dora')
    const former = jar.text()
    await signIn('dora', jar)
    expect(jar.text()).not.toBe(former)
    const stale = await stage.call(null, 'GET', '/v1/me', undefined, { cookie: former })
    expect([stale.status, stale.json.code]).toEqual([401, 'session-ended'])
    expect((await open(jar, '/v1/me')).status).toBe(200)
  })

  it('asks for the password again in a browser that signed out, though the provider knows it', async () => {
    const jar = await signIn('dora')
    await request(jar, 'POST', '/auth/sign-out', {})
    expect([...jar.cookies.keys()]).toEqual([SIGNED_OUT_COOKIE])
    const left = await open(jar, '/auth/sign-in')
    expect(new URL(left.headers.location ?? '').searchParams.get('prompt')).toBe('login')
  })

  it('leaves a row in the audit log, with neither cookie nor code', async () => {
    const jar = await signIn('dora')
    const reply = await open(jar, `/v1/tenants/${mine.id}/audit?limit=1`)
    expect(reply.json.items[0]).toMatchObject({
      action: 'signIn',
      actor: { username: 'dora', role: 'admin', via: 'session' },
      result: 'done',
    })
    expect(reply.text).not.toContain(jar.cookies.get(SESSION_COOKIE))
  })
})

describe('a person of the provider', () => {
  const link = async (claims: object, slug: string | null) => {
    const { linkMemberships } = await import('#lambdas/http/auth/memberships.ts')
    const nobody = { issuer: 'https://id.example', email: null, tenantId: null, username: null }
    return linkMemberships(
      { ...nobody, subject: JSON.stringify(claims), ...claims },
      slug,
      '2027-03-01T08:00:00.000Z',
    )
  }
  const [A, B] = ['tenant-0', 'tenant-1']

  it('is the user with the verified address, in the tenant that was named', async () => {
    await put(mine, 'ella', { email: 'Ella@School.example' })
    const email = 'ella@school.example'
    expect(await link({ email }, A)).toEqual([{ tenantId: mine.id, username: 'ella' }])
    expect(await link({ email }, B)).toEqual([])
    expect(await link({ subject: 'unknown tenant', email }, null)).toEqual([])
    expect(await link({ subject: 'unverified', email: null }, A)).toEqual([])
  })

  it('stays who they are when the address moves on, and its next owner is somebody else', async () => {
    await put(mine, 'fred', { email: 'desk@school.example' })
    const old = { subject: 'fred', email: 'desk@school.example' }
    expect(await link(old, A)).toEqual([{ tenantId: mine.id, username: 'fred' }])
    await put(mine, 'fred', { email: '' })
    const late = { subject: 'late', email: 'desk@school.example' }
    expect(await link(late, A)).toEqual([])
    await put(mine, 'greta', { email: 'desk@school.example' })
    expect(await link(late, A)).toEqual([{ tenantId: mine.id, username: 'greta' }])
    expect(await link(old, A)).toEqual([{ tenantId: mine.id, username: 'fred' }])
  })

  it('cannot be told by the address what only the operator may write, nor by a malformed id', async () => {
    expect(await link({ tenantId: others.id, username: 'dora' }, null)).toEqual([])
    expect(await link({ tenantId: 'T', username: 'dora' }, null)).toEqual([])
    expect(await link({ tenantId: mine.id, username: 'a#b' }, null)).toEqual([])
    expect(await link({ tenantId: mine.id, username: 'dora' }, B)).toEqual([])
  })

  it('is linked to nobody by an assignment that names nobody, so that it can be corrected', async () => {
    const wrong = { subject: 'typo', tenantId: mine.id, username: 'irma' }
    expect(await link(wrong, null)).toEqual([])
    await put(mine, 'irma', {})
    await put(mine, 'irmgard', {})
    const right = { ...wrong, username: 'irmgard' }
    expect(await link(right, null)).toEqual([{ tenantId: mine.id, username: 'irmgard' }])
    expect(await link(wrong, null)).toEqual([{ tenantId: mine.id, username: 'irmgard' }])
  })

  it('of several tenants is asked which one, and comes in where they say', async () => {
    const { saveMembership } = await import('#lambdas/stores/identities.ts')
    await signIn('dora')
    const text = JSON.stringify([provider.url, `${mine.id}.dora`])
    const hash = createHash('sha256').update(text).digest('hex')
    await saveMembership(hash, { tenantId: others.id, username: 'nina' }, '2027-03-01')

    const jar = makeJar()
    const back = await goToProvider(jar, 'dora')
    const page = await open(jar, back.pathname + back.search)
    expect([page.status, jar.cookies.has(SESSION_COOKIE)]).toEqual([200, false])
    const paths = [...page.text.matchAll(/href="([^"]+)"/g)].map(([, path]) => path)
    expect(paths).toEqual([A, B].map((slug) => `/auth/sign-in?return=%2Fjobs&amp;tenant=${slug}`))
    const there = await goToProvider(jar, 'dora', `/auth/sign-in?tenant=${B}`)
    await open(jar, there.pathname + there.search)
    expect((await open(jar, '/v1/me')).json).toMatchObject({
      username: 'nina',
      tenantId: others.id,
    })
  })
})

describe('no session comes of', () => {
  type Tampering = (back: URL, jar: Jar) => unknown
  const edit = (jar: Jar, change: object) => {
    const text = Buffer.from(jar.cookies.get(SIGN_IN_COOKIE) ?? '', 'base64url').toString()
    const changed = JSON.stringify({ ...JSON.parse(text), ...change })
    jar.cookies.set(SIGN_IN_COOKIE, Buffer.from(changed).toString('base64url'))
  }
  it.each<[string, Tampering]>([
    ['another state', (back) => back.searchParams.set('state', 'x'.repeat(43))],
    ['no state', (back) => back.searchParams.delete('state')],
    ['a second state', (back) => back.searchParams.append('state', 'x'.repeat(43))],
    ['another issuer', (back) => back.searchParams.set('iss', 'https://evil.example')],
    ['no issuer', (back) => back.searchParams.delete('iss')],
    ['another code', (back) => back.searchParams.set('code', 'x'.repeat(43))],
    ['no code', (back) => back.searchParams.delete('code')],
    ['another nonce', (_, jar) => edit(jar, { nonce: 'x'.repeat(43) })],
    ['another PKCE verifier', (_, jar) => edit(jar, { verifier: 'x'.repeat(43) })],
    ['another browser', (_, jar) => jar.cookies.clear()],
    ['a cookie that is not ours', (_, jar) => jar.cookies.set(SIGN_IN_COOKIE, 'bnVsbA')],
    [
      'a cookie that was planted beside ours',
      (_, jar) => jar.cookies.set('x', `1; ${SIGN_IN_COOKIE}=bnVsbA`),
    ],
    ['a way back that is not ours', (_, jar) => edit(jar, { returnPath: '//evil.example' })],
    [
      'ten minutes of waiting',
      () => {
        stage.clock.ms += 10 * MINUTE_MS
      },
    ],
    [
      'a refusal by the provider',
      (back) => {
        back.searchParams.delete('code')
        back.searchParams.set('error', 'access_denied')
      },
    ],
  ])('%s', async (_, tamper) => {
    const jar = makeJar()
    const back = await goToProvider(jar, 'dora')
    tamper(back, jar)
    await expectNobody(jar, back, 400)
  })

  it('a code that was used before', async () => {
    const jar = makeJar()
    const back = await goToProvider(jar, 'hugo')
    const again = makeJar()
    again.cookies.set(SIGN_IN_COOKIE, jar.cookies.get(SIGN_IN_COOKIE) ?? '')
    expect((await open(jar, back.pathname + back.search)).status).toBe(302)
    await expectNobody(again, back, 400)
  })

  it('a person whom nobody here knows', async () => {
    const jar = makeJar()
    await expectNobody(jar, await goToProvider(jar, 'stranger'), 403)
  })

  it('a tenant that the person does not belong to, and one that does not exist', async () => {
    for (const slug of ['tenant-1', 'tenant-9']) {
      const jar = makeJar()
      const back = await goToProvider(jar, 'hugo', `/auth/sign-in?tenant=${slug}`)
      await expectNobody(jar, back, 403)
    }
  })

  it('a user who is disabled', async () => {
    await put(others, 'nina', { disabled: true })
    const jar = makeJar()
    await expectNobody(jar, await goToProvider(jar, 'nina'), 403)
    await put(others, 'nina', { disabled: false })
    await signIn('nina')
  })

  it('a provider that is away: a page says so', async () => {
    const issuer = process.env[ENV.issuer]
    process.env[ENV.issuer] = 'http://127.0.0.1:1'
    const reply = await open(makeJar(), '/auth/sign-in')
    process.env[ENV.issuer] = issuer
    expect([reply.status, reply.cookies.filter((one) => !one.includes('Max-Age=0'))]).toEqual([
      503,
      [],
    ])
    expect(reply.text).toContain('cannot be reached')
  })

  it.each([
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '/a\r\nset-cookie: x=1',
    '/\u0000',
    'jobs',
    '',
    '/auth/sign-in',
    `/${'a'.repeat(1_000)}`,
  ])('the way back %j, which is refused before anybody leaves', async (path) => {
    const reply = await open(makeJar(), `/auth/sign-in?return=${encodeURIComponent(path)}`)
    expect([reply.status, reply.json.code, reply.cookies]).toEqual([400, 'request-malformed', []])
  })

  async function expectNobody(jar: Jar, back: URL, status: number): Promise<void> {
    const reply = await open(jar, back.pathname + back.search)
    expect([reply.status, reply.headers['content-type']]).toEqual([
      status,
      'text/html; charset=utf-8',
    ])
    expect(reply.text).toContain('Not signed in')
    expect(reply.headers.location).toBeUndefined()
    expect(jar.cookies.has(SESSION_COOKIE)).toBe(false)
  }
})

describe('a session', () => {
  it('is over after 30 minutes without a request, and each request puts that off', async () => {
    const jar = await signIn('dora')
    stage.clock.ms += 29 * MINUTE_MS
    expect((await open(jar, '/v1/me')).status).toBe(200)
    stage.clock.ms += 29 * MINUTE_MS
    expect((await open(jar, '/v1/me')).status).toBe(200)
    stage.clock.ms += 30 * MINUTE_MS
    expect((await open(jar, '/v1/me')).json.code).toBe('session-ended')
  })

  it('is not kept alive by a page that refreshes itself', async () => {
    const jar = await signIn('dora')
    for (let minutes = 0; minutes < 28; minutes += 4) {
      stage.clock.ms += 4 * MINUTE_MS
      expect((await open(jar, '/v1/me', { 'spoolgate-portal': 'background' })).status).toBe(200)
    }
    stage.clock.ms += 2 * MINUTE_MS
    expect((await open(jar, '/v1/me')).json.code).toBe('session-ended')
  })

  it('is over after 12 hours, however busy', async () => {
    const jar = await signIn('dora')
    for (let minutes = 20; minutes < 12 * 60; minutes += 20) {
      stage.clock.ms += 20 * MINUTE_MS
      expect((await open(jar, '/v1/me')).status).toBe(200)
    }
    stage.clock.ms += 20 * MINUTE_MS
    expect((await open(jar, '/v1/me')).json.code).toBe('session-ended')
  })

  it('is written down at most every five minutes', async () => {
    const jar = await signIn('dora')
    const writes: number[] = []
    for (const minutes of [1, 1, 4, 1]) {
      stage.clock.ms += minutes * MINUTE_MS
      let count = 0
      stage.lambdas.table.setMeter((operation, units) => {
        if (operation === 'write') count += units
      })
      await open(jar, '/v1/me/sessions')
      stage.lambdas.table.setMeter(null)
      writes.push(count)
    }
    expect(writes).toEqual([0, 0, 1, 0])
  })

  it('is over at once when its user is disabled, and follows the role', async () => {
    const jar = await signIn('hugo')
    const audit = `/v1/tenants/${mine.id}/audit`
    expect((await open(jar, audit)).json.code).toBe('role-insufficient')
    await put(mine, 'hugo', { role: 'auditor' })
    expect((await open(jar, audit)).status).toBe(200)
    await put(mine, 'hugo', { role: 'helpdesk', disabled: true })
    expect((await open(jar, audit)).json.code).toBe('session-ended')
    await put(mine, 'hugo', { disabled: false })
  })

  it('opens its own tenant only', async () => {
    const jar = await signIn('dora')
    expect((await open(jar, `/v1/tenants/${mine.id}/users`)).status).toBe(200)
    const foreign = await open(jar, `/v1/tenants/${others.id}/users`)
    const absent = await open(jar, `/v1/tenants/${mine.id}/users/nobody`)
    expect([foreign.status, foreign.json.code]).toEqual([absent.status, absent.json.code])
  })

  it.each([
    ['of another tenant', (text: string) => text.replace(mine.id, others.id)],
    [
      'with another secret',
      (text: string) => text.replace(/.$/, (last) => (last === 'A' ? 'E' : 'A')),
    ],
    ['cut short', (text: string) => text.slice(0, -1)],
    ['that came twice', (text: string) => `${text}; ${text}`],
  ])('is not opened by a cookie %s', async (_, change) => {
    const jar = await signIn('dora')
    const cookie = change(jar.text())
    const reply = await stage.call(null, 'GET', '/v1/me', undefined, { cookie })
    expect(reply.status).toBe(401)
  })

  it('lets others be seen and ended, one or all', async () => {
    const [phone, desk, home] = [await signIn('dora'), await signIn('dora'), await signIn('dora')]
    const list = async () => (await open(desk, '/v1/me/sessions')).json.items
    const before = await list()
    expect(before.filter((one: { current: boolean }) => one.current)).toHaveLength(1)
    const mineNow = (await open(phone, '/v1/me/sessions')).json.items
    const { id } = mineNow.find((one: { current: boolean }) => one.current)
    expect((await request(desk, 'DELETE', `/v1/me/sessions/${id}`)).json).toEqual({ ended: 1 })
    expect((await open(phone, '/v1/me')).status).toBe(401)
    expect(await list()).toHaveLength(before.length - 1)

    const stranger = await signIn('hugo')
    const foreign = await request(stranger, 'DELETE', `/v1/me/sessions/${before[0].id}`)
    expect(foreign.json.code).toBe('not-found')

    await request(desk, 'POST', '/auth/sign-out', { everywhere: true })
    for (const jar of [desk, home]) {
      expect(
        (await stage.call(null, 'GET', '/v1/me', undefined, { cookie: jar.text() })).status,
      ).toBe(401)
    }
    expect((await open(stranger, '/v1/me')).status).toBe(200)
  })

  it('repeats what another session of the person sent, but shows no secret a second time', async () => {
    const [before, after] = [await signIn('dora'), await signIn('dora')]
    const send = (jar: Jar, path: string, body: unknown, key: string) =>
      request(jar, 'POST', path, body, { ...CHANGE, 'idempotency-key': key })
    const entries = `/v1/tenants/${mine.id}/accounts/user:dora/entries`
    const credit = { amount: '1.00', comment: 'once' }
    const booked = await send(before, entries, credit, 'credit')
    expect(booked.status).toBe(201)
    expect((await send(after, entries, credit, 'credit')).text).toBe(booked.text)

    const own = { name: 'mine' }
    const created = await send(before, '/v1/me/tokens', own, 'token')
    expect((await send(before, '/v1/me/tokens', own, 'token')).text).toBe(created.text)
    const again = await send(after, '/v1/me/tokens', own, 'token')
    expect([again.status, again.json.code]).toEqual([422, 'idempotency-key-reused'])
  })

  it('can be ended by an admin of the tenant', async () => {
    const [admin, desk] = [await signIn('dora'), await signIn('hugo')]
    const path = `/v1/tenants/${mine.id}/users/hugo/sessions`
    expect((await open(admin, path)).json.items.length).toBeGreaterThan(0)
    expect((await request(admin, 'DELETE', path)).json.ended).toBeGreaterThan(0)
    expect((await open(desk, '/v1/me')).status).toBe(401)
    expect((await open(admin, path)).json.items).toEqual([])
  })
})

describe('a change by cookie', () => {
  it.each<[string, Record<string, string>, number]>([
    ['our header from our own page', CHANGE, 200],
    [
      'our header and our origin, of an older browser',
      { 'spoolgate-portal': '1', origin: 'https://api.test' },
      200,
    ],
    ['nothing that proves it', {}, 403],
    ['our header alone', { 'spoolgate-portal': '1' }, 403],
    [
      'our own page without our header',
      { 'sec-fetch-site': 'same-origin', origin: 'https://api.test' },
      403,
    ],
    [
      'a foreign page',
      { 'spoolgate-portal': '1', 'sec-fetch-site': 'cross-site', origin: 'https://api.test' },
      403,
    ],
    [
      'a page of another name of our host',
      { 'spoolgate-portal': '1', 'sec-fetch-site': 'same-site' },
      403,
    ],
    ['an address typed in', { 'spoolgate-portal': '1', 'sec-fetch-site': 'none' }, 403],
    ['another origin', { 'spoolgate-portal': '1', origin: 'https://evil.example' }, 403],
    ['no origin', { 'spoolgate-portal': '1', origin: 'null' }, 403],
  ])('%s', async (_, headers, status) => {
    const jar = await signIn('dora')
    const path = `/v1/tenants/${mine.id}/settings`
    const body = (await open(jar, path)).json
    const reply = await request(jar, 'PUT', path, body, headers)
    expect([reply.status, reply.json.code]).toEqual([
      status,
      status === 403 ? 'cross-site-refused' : undefined,
    ])
  })
})
