// The one fetch: paths and bodies by the contract, 304 from memory, the network's silence as a problem.
import { describe, expect, it, vi } from 'vitest'

vi.mock('virtual:paths', async () => {
  const { ROUTES } = await import('#shared/contracts/api.ts')
  const rows = Object.entries(ROUTES).map(([name, { method, path, roles }]) => [
    name,
    [method, path, roles],
  ])
  return { PATHS: Object.fromEntries(rows) }
})
const { ApiProblem, makeApi, mayCall } = await import('#portal/api.ts')

function makeCloud(answers: readonly (Response | Error)[]) {
  const asked: { url: string; init: RequestInit }[] = []
  const left = [...answers]
  const statuses: number[] = []
  const api = makeApi({
    origin: 'https://portal.test',
    tenantId: 'T1',
    token: 'secret',
    onStatus: (status) => statuses.push(status),
    fetch: async (url, init) => {
      asked.push({ url: String(url), init: init ?? {} })
      const answer = left.shift()
      if (answer instanceof Response) return answer
      throw answer ?? new Error('nobody expected a request')
    },
  })
  const headersOf = (index: number) => new Headers(asked[index]!.init.headers)
  return { api, asked, statuses, headersOf }
}

const reply = (body: unknown, init: ResponseInit = {}) => new Response(JSON.stringify(body), init)

describe('a call', () => {
  it('fills the path, leaves out what was not asked, and encodes what others chose', async () => {
    const { api, asked } = makeCloud([reply({}), reply({})])
    await api.call('showUser', { params: { username: 'a/b?c#d' } })
    await api.call('listJobs', { query: { user: 'x&y', state: undefined } as { user: string } })

    expect(asked.map(({ url }) => url)).toEqual([
      'https://portal.test/v1/tenants/T1/users/a%2Fb%3Fc%23d',
      'https://portal.test/v1/tenants/T1/jobs?user=x%26y',
    ])
  })

  it('carries the header that no foreign page can set, and a key with every write', async () => {
    const { api, headersOf } = makeCloud([reply({}), reply({}), reply({})])
    await api.call(
      'adjustAccount',
      { params: { account: 'user:a' }, body: { amount: '1' } },
      { idempotencyKey: 'k1' },
    )
    await api.call('listJobs', {}, { background: true })

    expect(headersOf(0).get('spoolgate-portal')).toBe('1')
    expect(headersOf(0).get('idempotency-key')).toBe('k1')
    expect(headersOf(1).get('spoolgate-portal')).toBe('background')
    expect(headersOf(1).has('idempotency-key')).toBe(false)
  })

  it('asks with the ETag that it has and gives the same reply again for 304', async () => {
    const { api, headersOf } = makeCloud([
      reply({ items: [1] }, { headers: { etag: '"e1"' } }),
      new Response(null, { status: 304 }),
    ])
    const first = await api.call('listJobs', {})
    const second = await api.call('listJobs', {})

    expect(headersOf(1).get('if-none-match')).toBe('"e1"')
    expect(second).toBe(first)
  })

  it.each([
    [
      'problem details',
      reply({ code: 'not-found', title: 't', status: 404 }, { status: 404 }),
      'not-found',
      false,
    ],
    ['a page of a proxy', new Response('<html>', { status: 502 }), 'internal-error', true],
    ['silence', new TypeError('fetch failed'), 'cloud-unreachable', true],
  ])('makes a problem of %s', async (_, answer, code, passing) => {
    const { api } = makeCloud([answer])
    const problem = await api.call('listJobs', {}).catch((error: unknown) => error)

    expect(problem).toBeInstanceOf(ApiProblem)
    expect(problem).toMatchObject({ details: { code }, isPassing: passing })
  })
})

describe('the curl line', () => {
  it('does the same and holds no credential', () => {
    const { api } = makeCloud([])
    const line = api.curl('adjustAccount', {
      params: { account: "user:o'neil" },
      body: { amount: '1', comment: "it's" },
    })

    expect(line).toContain(
      `-X POST 'https://portal.test/v1/tenants/T1/accounts/user%3Ao'\\''neil/entries'`,
    )
    expect(line).toContain(`'{"amount":"1","comment":"it'\\''s"}'`)
    expect(line).not.toContain('secret')
  })
})

it('hides what the contract does not give to a role', () => {
  expect(mayCall('admin', 'putSettings')).toBe(true)
  expect(mayCall('user', 'listJobs')).toBe(false)
  expect(mayCall('helpdesk', 'adjustAccount')).toBe(false)
})
