/** What people may do over the API, and what they get for what does not fit. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROUTES, type Route } from '#shared/contracts/api.ts'
import { type PersonRole, ROLES } from '#shared/contracts/credentials.ts'
import { expectSoundLedger } from './invariants.ts'
import { type Device, makeFacts, type Person, type Reply, type Stage, startStage } from './stage.ts'

let stage: Stage
let device: Device
let mine: Stage['partner']['tenants'][0]
let others: Stage['partner']['tenants'][1]
let path: string

beforeAll(async () => {
  stage = await startStage()
  ;[mine, others] = stage.partner.tenants
  path = `/v1/tenants/${mine.id}`
  device = await stage.enroll(mine, 'main')
  await stage.enroll(others, 'main')
  await put('alice', { fullName: 'Alice', groups: ['staff'] })
})
afterAll(() => stage?.stop())

const get = (url: string) => stage.call(mine.admin, 'GET', url)
const post = (url: string, body: unknown, key?: string) =>
  stage.call(mine.admin, 'POST', url, body, key === undefined ? {} : { 'idempotency-key': key })
const put = (name: string, body: unknown) =>
  stage.call(mine.admin, 'PUT', `${path}/users/${encodeURIComponent(name)}`, body)
const entriesOf = (name: string) => `${path}/accounts/user:${name}/entries`

const routes = Object.entries(ROUTES) as [string, Route][]

describe('every route', () => {
  const cases = routes.flatMap(([name, route]) =>
    [...ROLES, 'nobody', 'stranger'].map((who) => [name, who, route] as const),
  )
  it.each(cases)('%s lets %s in or not, as its row says', async (_, who, route) => {
    const url = route.path
      .replace('{tenant}', mine.id)
      .replace('{partner}', stage.partner.id)
      .replaceAll(/\{\w+\}/g, 'absent')
    const reply = await stage.call(personOf(who), route.method, url, route.body && {})
    expect([reply.status, reply.json?.code]).toEqual(expectedFor(route, who, reply))
  })

  function personOf(who: string): Person | null {
    if (who === 'nobody') return null
    if (who === 'stranger') return { token: mine.admin.token.replace(/.{5}$/, 'aaaaa') }
    if (who === 'partner') return stage.partner.person
    return mine.staff[who as PersonRole]
  }

  /** Past the gate anything but 401 and 403 is fine: what follows is another test's. */
  function expectedFor(route: Route, who: string, reply: Reply): readonly unknown[] {
    const passed = [reply.status, reply.json?.code]
    if (route.auth === 'none') {
      expect([401, 403]).not.toContain(reply.status)
      return passed
    }
    if (route.auth === 'enroll') return [400, 'request-malformed']
    if (route.auth === 'connector') return [401, 'credential-missing']
    if (who === 'nobody') return [401, 'credential-missing']
    if (who === 'stranger') return [401, 'credential-invalid']
    if (!(route.roles as readonly string[]).includes(who)) return [403, 'role-insufficient']
    expect([401, 403]).not.toContain(reply.status)
    return passed
  }
})

describe('another tenant', () => {
  const own = ['absent-job', 'users/nobody', 'accounts/user:nobody', 'printers/none@main'] as const
  it.each(routes.filter(([, route]) => route.path.startsWith('/v1/tenants/')))(
    'answers %s exactly as if it were not there',
    async (_, route) => {
      const fill = (tenant: string, thing: string) =>
        route.path.replace('{tenant}', tenant).replaceAll(/\{\w+\}/g, thing)
      const absent = await get(`${path}/jobs/${mine.id}`)
      const foreign = await stage.call(
        mine.admin,
        route.method,
        fill(others.id, 'alice'),
        route.body && {},
      )
      expect(foreign.status).toBe(404)
      expect(withoutId(foreign)).toBe(withoutId(absent))
    },
  )

  it('has the same 404 for a foreign job and an absent one', async () => {
    const facts = makeFacts('mine alone')
    await stage.ask(device, facts)
    const theirs = (url: string) => stage.call(others.admin, 'GET', url)
    const foreign = await theirs(`/v1/tenants/${others.id}/jobs/${facts.jobId}`)
    const stolen = await theirs(`${path}/jobs/${facts.jobId}`)
    const absent = await theirs(`/v1/tenants/${others.id}/jobs/${others.id}`)
    for (const reply of [foreign, stolen]) expect(withoutId(reply)).toBe(withoutId(absent))
    for (const thing of own)
      expect(withoutId(await get(`${path}/${thing}`))).toBe(withoutId(absent))
  })

  const withoutId = ({ status, text, headers }: Reply) =>
    JSON.stringify([status, { ...headers, 'x-request-id': '' }, text.replace(/"request-\d+"/, '')])
})

describe('a partner', () => {
  it('sees its tenants, and nobody else’s', async () => {
    const list = (id: string) =>
      stage.call(stage.partner.person, 'GET', `/v1/partners/${id}/tenants?limit=1`)
    const first = await list(stage.partner.id)
    expect(first.json.items).toHaveLength(1)
    expect(first.json.next).toEqual(expect.any(String))
    expect((await list(mine.id)).status).toBe(404)
    expect((await stage.call(stage.partner.person, 'GET', `${path}/jobs`)).status).toBe(403)
  })
})

describe('what does not fit', () => {
  it.each([
    ['1e309', '/amount'],
    ['NaN', '/amount'],
    ['-0.00', '/amount'],
    ['0.00001', '/amount'],
    ['99999999999', '/amount'],
    [Number.POSITIVE_INFINITY, '/amount'],
    [{}, '/amount'],
  ])('an amount of %s is refused by name', async (amount, pointer) => {
    const reply = await post(entriesOf('alice'), { amount })
    expect(reply.status).toBe(400)
    expect(reply.json.code).toBe('request-malformed')
    expect(reply.json.fields.map((one: { path: string }) => one.path)).toEqual([pointer])
  })

  it('a number beyond numbers in the text of the body is refused by name', async () => {
    const reply = await post(entriesOf('alice'), '{"amount":1e309}')
    expect(reply.json).toMatchObject({ status: 400, fields: [{ path: '/amount' }] })
  })

  it('a balance beyond what an amount can say is refused', async () => {
    await put('rich', {})
    expect((await post(entriesOf('rich'), { amount: '9999999999.9999' })).status).toBe(201)
    expect((await post(entriesOf('rich'), { amount: '0.0001' })).json.code).toBe(
      'request-malformed',
    )
    await expectSoundLedger(mine.id)
  })

  it.each([
    ['not JSON', '{', 'body-not-json'],
    ['empty', '', 'body-not-json'],
    ['a list', '[]', 'request-malformed'],
    ['null', 'null', 'request-malformed'],
    ['with a field too many', '{"amount":"1.00","balance":"5.00"}', 'request-malformed'],
    ['very deep', '['.repeat(100_000), 'body-not-json'],
  ])('a body that is %s is refused', async (_, body, code) => {
    expect((await post(entriesOf('alice'), body)).json).toMatchObject({ status: 400, code })
  })

  it('a document name of 5,000 characters is refused by name', async () => {
    const reply = await stage.ask(
      device,
      makeFacts('long name', { documentName: 'x'.repeat(5_000) }),
    )
    expect(reply.json).toMatchObject({ status: 400, fields: [{ path: '/documentName' }] })
  })

  it('an unknown path and an unknown method are told apart', async () => {
    expect((await get('/v1/nowhere')).json.code).toBe('not-found')
    expect((await stage.call(mine.admin, 'DELETE', `${path}/users`)).json.code).toBe(
      'method-not-allowed',
    )
  })

  it('a fault of ours tells nothing but its code, and the log tells the rest', async () => {
    const { composeHttp } = stage.lambdas
    const failing = async () => {
      throw new Error('secret sentence')
    }
    const http = composeHttp({ startPage: failing }, stage.doors)
    const event = { ...stage.signed(device, '/', {}), routeKey: 'GET /' }
    const reply = await http(event, {} as never)
    expect(reply.statusCode).toBe(500)
    expect(Object.keys(JSON.parse(reply.body)).sort()).toEqual([
      'code',
      'requestId',
      'status',
      'title',
      'type',
    ])
    expect(reply.body).not.toContain('secret')
    expect(stage.logs.at(-1)).toContain('secret sentence')
  })
})

describe('users', () => {
  it('are put, patched and listed by name', async () => {
    const profile = {
      fullName: 'Zoë 🖨️',
      email: 'zoe@example.org',
      groups: ['staff'],
      overdraft: '5.00',
    }
    const made = await put('Zoë', profile)
    expect(made.json).toMatchObject({
      username: 'zoë',
      ...profile,
      balance: '0.00',
      restricted: true,
    })
    const url = `${path}/users/${encodeURIComponent('ZOË')}`
    const patched = await stage.call(mine.admin, 'PATCH', url, { disabled: true })
    expect(patched.json).toMatchObject({ ...profile, disabled: true })
    expect((await get(url)).json).toEqual(patched.json)
    expect((await stage.call(mine.admin, 'PATCH', `${path}/users/none`, {})).status).toBe(404)
    const { items } = (await get(`${path}/users`)).json
    const names = items.map((one: { username: string }) => one.username)
    expect(names).toEqual([...names].sort())
    expect(names).toContain('zoë')
  })

  it('keep every change of ten that come at once', async () => {
    await put('busy', {})
    const replies = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        stage.call(mine.admin, 'PATCH', `${path}/users/busy`, { overdraft: `${index}.00` }),
      ),
    )
    expect(replies.map((one) => one.status)).toEqual(Array(10).fill(200))
    await expectSoundLedger(mine.id)
  })
})

describe('an Idempotency-Key', () => {
  it('books an adjustment once, also when it comes ten times at once, and gives the same bytes', async () => {
    await put('once', {})
    const credit = { amount: '5.00', comment: 'credit' }
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => post(entriesOf('once'), credit, 'credit once')),
    )
    expect(replies.map((one) => one.status)).toEqual(Array(10).fill(400))
    const fitting = await Promise.all(
      Array.from({ length: 10 }, () => post(entriesOf('once'), credit, 'credit-once')),
    )
    stage.clock.ms += 3_600_000
    fitting.push(await post(entriesOf('once'), credit, 'credit-once'))
    expect(new Set(fitting.map((one) => `${one.status} ${one.text}`)).size).toBe(1)
    expect(fitting[0]?.status).toBe(201)
    expect((await get(`${path}/users/once`)).json.balance).toBe('5.00')
    await expectSoundLedger(mine.id)
  })

  it('is refused for another request, and does not reach into another tenant', async () => {
    expect((await post(entriesOf('alice'), { amount: '1.00' }, 'shared')).status).toBe(201)
    const other = await post(entriesOf('alice'), { amount: '2.00' }, 'shared')
    expect(other.json).toMatchObject({ status: 422, code: 'idempotency-key-reused' })
    const body = { slug: 'theirs', name: 'Theirs' }
    const theirs = await stage.call(others.admin, 'POST', `/v1/tenants/${others.id}/sites`, body, {
      'idempotency-key': 'shared',
    })
    expect(theirs.status).toBe(201)
  })

  it('makes one site, and another site cannot have its slug', async () => {
    const body = { slug: 'north', name: 'North' }
    const first = await post(`${path}/sites`, body, 'north')
    expect(first.status).toBe(201)
    expect((await post(`${path}/sites`, body, 'north')).text).toBe(first.text)
    expect((await post(`${path}/sites`, body)).json.code).toBe('already-exists')
  })
})

describe('lists', () => {
  it('page through newest first with opaque cursors', async () => {
    await put('paged', {})
    for (let number = 1; number <= 5; number++) {
      stage.clock.ms += 1000
      await post(entriesOf('paged'), { amount: `${number}.00` })
    }
    const amounts: string[] = []
    let next: string | null = null
    do {
      const cursor: string = next === null ? '' : `&cursor=${next}`
      const page: Reply = await get(`${entriesOf('paged')}?limit=2${cursor}`)
      amounts.push(...page.json.items.map((one: { amount: string }) => one.amount))
      next = page.json.next
    } while (next !== null)
    expect(amounts).toEqual(['5.00', '4.00', '3.00', '2.00', '1.00'])
  })

  it('refuse cursors of other lists, other tenants and nobody', async () => {
    const page = await get(`${path}/users?limit=1`)
    const { next } = page.json
    expect((await get(`${path}/accounts?cursor=${next}`)).json.code).toBe('cursor-invalid')
    const theirs = await stage.call(
      others.admin,
      'GET',
      `/v1/tenants/${others.id}/users?cursor=${next}`,
    )
    expect(theirs.json.code).toBe('cursor-invalid')
    expect((await get(`${path}/users?cursor=${next}x`)).json.code).toBe('cursor-invalid')
    expect((await get(`${path}/users?cursor=x`)).json.code).toBe('cursor-invalid')
  })

  it.each(['limit=0', 'limit=201', 'limit=x', 'offset=1'])('refuse %s', async (query) => {
    expect((await get(`${path}/users?${query}`)).json).toMatchObject({
      status: 400,
      code: 'request-malformed',
    })
  })
})

describe('printers', () => {
  it('are registered once, keep their policy, and know whether they print color', async () => {
    const register = (body: unknown) =>
      stage.send(stage.signed(device, '/v1/connector/printers', body))
    const reply = await register({ queue: 'gray', name: 'Gray', color: false })
    expect(reply.json).toEqual({ printerId: 'gray@main' })
    const url = `${path}/printers/gray@main`
    expect((await get(url)).json).toMatchObject({ colorMode: 'grayscale', siteId: device.siteId })
    await stage.call(mine.admin, 'PATCH', url, { disabled: true, name: 'Hall' })
    await register({ queue: 'gray', name: 'Gray', color: false })
    expect((await get(url)).json).toMatchObject({ disabled: true, name: 'Hall' })
  })
})

describe('pages for readers', () => {
  it.each(['/', '/v1/docs'])('%s is a page without scripts, behind strict headers', async (url) => {
    const page = await stage.call(null, 'GET', url)
    expect(page.status).toBe(200)
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    })
    expect(page.text).toContain('/v1/openapi.json')
    expect(page.text).not.toMatch(/<script|onload|javascript:/i)
  })
})

describe('provisioning', () => {
  it('again changes nothing', async () => {
    const settings = {
      unknownUser: 'refuse',
      unknownPages: 'hold',
      flatPrice: '0.00',
      holdSeconds: 60,
    }
    await stage.call(mine.admin, 'PUT', `${path}/settings`, settings)
    await stage.lambdas.provision({ event: stage.partner.event })
    expect((await get(`${path}/settings`)).json).toMatchObject(settings)
    expect((await get(`${path}/accounts/shared:guests`)).json).toMatchObject({ restricted: true })
  })
})
