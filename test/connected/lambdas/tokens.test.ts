/** API tokens: shown once, limited, revocable, never more than their maker may. */
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatToken, type Role } from '#shared/contracts/credentials.ts'
import { type Person, type Reply, type Stage, startStage } from './stage.ts'

const DAY_MS = 24 * 3_600_000
let stage: Stage
let mine: Stage['partner']['tenants'][0]
let others: Stage['partner']['tenants'][1]
let path: string

beforeAll(async () => {
  stage = await startStage()
  ;[mine, others] = stage.partner.tenants
  path = `/v1/tenants/${mine.id}`
  await put('alice', {})
})
afterAll(() => stage?.stop())

const put = (name: string, body: unknown) =>
  stage.call(mine.admin, 'PUT', `${path}/users/${name}`, body)
const create = (body: unknown, headers: Record<string, string> = {}) =>
  stage.call(mine.admin, 'POST', `${path}/tokens`, body, headers)
const holder = (reply: Reply): Person => ({ token: reply.json.token })
const get = (person: Person, url: string) => stage.call(person, 'GET', url)

describe('a token of the tenant', () => {
  it('is shown once, opens what its role may, and is listed without its text', async () => {
    const reply = await create({ name: 'reports', role: 'billing', days: 30 })
    expect(reply.json).toMatchObject({
      role: 'billing',
      name: 'reports',
      createdBy: 'test admin',
      state: 'active',
      lastUsedOn: null,
      token: expect.stringMatching(/^sgt_/),
    })
    expect((await get(holder(reply), `${path}/accounts`)).status).toBe(200)
    expect((await get(holder(reply), `${path}/audit`)).json.code).toBe('role-insufficient')
    const list = await get(mine.admin, `${path}/tokens`)
    expect(list.json.items[0]).toMatchObject({ id: reply.json.id, lastUsedOn: '2027-03-01' })
    expect(list.text).not.toContain(reply.json.token)
    expect((await get(holder(reply), '/v1/me')).json).toMatchObject({
      kind: 'token',
      roles: ['billing'],
      username: null,
      tokenName: 'reports',
      csrf: null,
      expires: { idleAt: null, endsAt: '2027-03-31T08:00:00.000Z' },
    })
  })

  it('that is read-only changes nothing', async () => {
    const reader = holder(await create({ name: 'reader', role: 'admin', readOnly: true }))
    expect((await get(reader, `${path}/settings`)).status).toBe(200)
    const settings = (await get(reader, `${path}/settings`)).json
    const change = await stage.call(reader, 'PUT', `${path}/settings`, settings)
    expect([change.status, change.json.code]).toEqual([403, 'role-insufficient'])
  })

  it('ends on its day', async () => {
    const token = holder(await create({ name: 'short', role: 'admin', days: 1 }))
    stage.clock.ms += DAY_MS - 1
    expect((await get(token, '/v1/me')).status).toBe(200)
    stage.clock.ms += 1
    expect((await get(token, '/v1/me')).json.code).toBe('credential-invalid')
    const { items } = (await get(mine.admin, `${path}/tokens`)).json
    expect(items.find((one: { name: string }) => one.name === 'short').state).toBe('expired')
  })

  it('is revoked at once and for good, also one of the operator', async () => {
    const created = await create({ name: 'gone', role: 'admin' })
    const { items } = (await get(mine.admin, `${path}/tokens?limit=200`)).json
    const provisioned = items.find((one: { name: string }) => one.name === 'test admin')
    expect(provisioned).toMatchObject({ createdBy: 'operator', createdAt: null, endsAt: null })
    const revoke = () => stage.call(mine.admin, 'DELETE', `${path}/tokens/${created.json.id}`)
    expect((await revoke()).json.state).toBe('revoked')
    expect((await revoke()).json.state).toBe('revoked')
    expect((await get(holder(created), '/v1/me')).json.code).toBe('credential-invalid')
  })

  it('cannot be listed or revoked from another tenant', async () => {
    const { json } = await create({ name: 'mine', role: 'user' })
    const theirs = `/v1/tenants/${others.id}/tokens/${json.id}`
    for (const url of [theirs, `${path}/tokens/${json.id}`]) {
      expect((await stage.call(others.admin, 'DELETE', url)).json.code).toBe('not-found')
    }
  })

  it('repeated under one key is one token with the same text', async () => {
    const key = { 'idempotency-key': 'token-once' }
    const [one, other] = [
      await create({ name: 'once', role: 'user' }, key),
      await create({ name: 'once', role: 'user' }, key),
    ]
    expect(other.json).toEqual(one.json)
    const { items } = (await get(mine.admin, `${path}/tokens?limit=200`)).json
    expect(items.filter(({ name }: { name: string }) => name === 'once')).toHaveLength(1)
  })

  it.each([
    ['a partner’s role', { name: 'x', role: 'partner' }],
    ['no role', { name: 'x' }],
    ['no name', { name: ' ', role: 'user' }],
    ['a name with a line end', { name: 'a\nb', role: 'user' }],
    ['no end', { name: 'x', role: 'user', days: 0 }],
    ['an end years away', { name: 'x', role: 'user', days: 367 }],
  ])('is not made with %s', async (_, body) => {
    expect((await create(body)).json.code).toBe('request-malformed')
  })
})

describe('a person’s own token', () => {
  const create = (body: unknown, person = mine.user) =>
    stage.call(person, 'POST', '/v1/me/tokens', body)

  async function provisionFor(username: string, role: Role): Promise<Person> {
    const token = formatToken('tenant', mine.id, 'a'.repeat(32))
    const hash = createHash('sha256').update(token).digest('hex')
    const tokens = [{ ownerId: mine.id, hash, role, name: username, username }]
    await stage.lambdas.provision({ event: { ...stage.partner.event, tokens } })
    return { token }
  }

  it('may what its person may now, not what was granted when it was made', async () => {
    await put('rita', { role: 'auditor' })
    const token = await provisionFor('rita', 'admin')
    const own = { token: (await create({ name: 'mine' }, token)).json.token }
    for (const each of [token, own]) {
      expect((await get(each, '/v1/me')).json).toMatchObject({ role: 'auditor', username: 'rita' })
    }
    await put('rita', { role: 'helpdesk' })
    expect((await get(own, `${path}/audit`)).json.code).toBe('role-insufficient')
    expect((await get(own, '/v1/me/tokens')).json.items[0].name).toBe('mine')
  })

  it('dies with a disabled user, and is none of a program', async () => {
    const token = holder(await create({ name: 'mine' }))
    await put('alice', { disabled: true })
    for (const each of [token, mine.user]) {
      expect((await get(each, '/v1/me')).json.code).toBe('credential-invalid')
    }
    await put('alice', { disabled: false })
    expect((await get(token, '/v1/me')).status).toBe(200)
    expect((await create({ name: 'mine' }, mine.admin)).json.code).toBe('not-found')
  })

  it('stays a user’s when the user is raised, because it was made for less', async () => {
    const token = holder(await create({ name: 'small' }))
    await put('alice', { role: 'admin' })
    expect((await get(token, '/v1/me')).json.role).toBe('user')
    await put('alice', { role: 'user' })
  })

  it('is revoked by its person, and by nobody else under that path', async () => {
    const { json } = await create({ name: 'lost' })
    const url = `/v1/me/tokens/${json.id}`
    const other = mine.staff.operator
    expect((await stage.call(other, 'DELETE', url)).json.code).toBe('not-found')
    expect((await stage.call(mine.user, 'DELETE', url)).json.state).toBe('revoked')
    expect((await get({ token: json.token }, '/v1/me')).json.code).toBe('credential-invalid')
  })
})

describe('roles', () => {
  it('are kept when a profile is replaced without one, and are `user` for somebody new', async () => {
    expect((await put('olga', {})).json.role).toBe('user')
    expect((await put('olga', { role: 'operator' })).json.role).toBe('operator')
    expect((await put('olga', { fullName: 'Olga' })).json.role).toBe('operator')
    const patched = await stage.call(mine.admin, 'PATCH', `${path}/users/olga`, { role: 'billing' })
    expect(patched.json.role).toBe('billing')
  })

  it.each(['partner', 'owner', ''])('cannot be %j', async (role) => {
    expect((await put('olga', { role })).json.code).toBe('request-malformed')
  })
})

describe('an ETag', () => {
  it('saves the body of what has not changed, for each caller their own', async () => {
    const url = `${path}/printers`
    const first = await get(mine.admin, url)
    const etag = first.headers.etag ?? ''
    expect(etag).toMatch(/^"[\w-]{27}"$/)
    const again = await stage.call(mine.admin, 'GET', url, undefined, { 'if-none-match': etag })
    expect([again.status, again.text, again.headers.etag]).toEqual([304, '', etag])
    for (const sent of [`W/${etag}`, `"other", ${etag}`, '*']) {
      const reply = await stage.call(mine.admin, 'GET', url, undefined, { 'if-none-match': sent })
      expect(reply.status).toBe(304)
    }
    await put('newcomer', {})
    const users = await get(mine.admin, `${path}/users`)
    const changed = { 'if-none-match': etag }
    expect((await stage.call(mine.admin, 'GET', `${path}/users`, undefined, changed)).status).toBe(
      200,
    )
    expect(users.headers.etag).not.toBe(etag)
  })
})
