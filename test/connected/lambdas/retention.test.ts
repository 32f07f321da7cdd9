// A tenant may have its old jobs forgotten: nobody is shown them once their time is over, but what they came to stays.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeUlid } from '#shared/contracts/ids.ts'
import {
  type Device,
  makeFacts,
  makeOutcome,
  START_MS,
  type Stage,
  startStage,
  type TestTenant,
} from './stage.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

let stage: Stage
let device: Device
let tenant: TestTenant
const get = (url: string, person = tenant.admin) => stage.call(person, 'GET', url)
const jobs = () => `/v1/tenants/${tenant.id}/jobs`

beforeAll(async () => {
  stage = await startStage()
  tenant = stage.partner.tenants[0]
  device = await stage.enroll(tenant, 'main')
  const settings = { holdSeconds: 3600, retentionDays: 30, language: 'fr' }
  const put = await stage.call(tenant.admin, 'PUT', `/v1/tenants/${tenant.id}/settings`, settings)
  expect(put.status, put.text).toBe(200)
  await stage.call(tenant.admin, 'PUT', `/v1/tenants/${tenant.id}/users/alice`, {})
  const side = { simplex: '0.10', duplex: '0.10' }
  const prices = { model: 'simple', gray: side, color: side }
  const printer = `/v1/tenants/${tenant.id}/printers/office@main`
  await stage.call(tenant.admin, 'PATCH', printer, { prices })
  const entries = `/v1/tenants/${tenant.id}/accounts/user:alice/entries`
  await stage.call(tenant.admin, 'POST', entries, { amount: '50.00' })
}, 60_000)
afterAll(() => stage?.stop())

async function ask(atMs: number, number: number): Promise<string> {
  stage.clock.ms = atMs
  const jobId = makeUlid(atMs, new Uint8Array(10).fill(number))
  const owner = { name: 'alice', identity: 'authenticated', forged: false } as const
  const createdAt = new Date(atMs).toISOString()
  const reply = await stage.ask(device, makeFacts(number, { jobId, owner, createdAt }))
  expect(reply.json.verdict, reply.text).toBe('release')
  return jobId
}

async function print(atMs: number, number: number): Promise<string> {
  const jobId = await ask(atMs, number)
  const endedAt = new Date(atMs).toISOString()
  await stage.report(device, [makeOutcome(jobId, { endedAt })])
  return jobId
}

it('tells the language of the tenant to everybody', async () => {
  expect((await get('/v1/me', tenant.user)).json.tenant.language).toBe('fr')
})

describe('a job whose time is over', () => {
  let old: string
  let open: string
  let young: string
  const listed = async (url: string, person = tenant.admin) =>
    (await get(url, person)).json.items.map(({ id }: { id: string }) => id)

  beforeAll(async () => {
    old = await print(START_MS, 1)
    open = await ask(START_MS, 2)
    young = await print(START_MS + DAY_MS, 3)
    expect((await get(`${jobs()}/${old}`)).status).toBe(200)
    stage.clock.ms = START_MS + 30 * DAY_MS
  })

  it('is on no list; a younger one is, and one that has not ended', async () => {
    expect(await listed(jobs())).toEqual([young, open])
    expect(await listed('/v1/me/jobs', tenant.user)).toEqual([young])
  })

  it('is not found, nor why it was decided', async () => {
    for (const url of [`${jobs()}/${old}`, `${jobs()}/${old}/trace`]) {
      expect((await get(url)).status, url).toBe(404)
    }
    expect((await get(`${jobs()}/${young}/trace`)).status).toBe(200)
  })

  it('is not booked again by a report that comes twice', async () => {
    const { json: before } = await get(`/v1/tenants/${tenant.id}/accounts/user:alice`)
    await stage.report(device, [makeOutcome(old)])
    expect((await get(`/v1/tenants/${tenant.id}/accounts/user:alice`)).json).toEqual(before)
  })

  it('leaves its entry on the statement', async () => {
    const { json } = await get(`/v1/tenants/${tenant.id}/accounts/user:alice/entries`)
    const charged = json.items.filter(
      ({ cause }: { cause: { kind: string } }) => cause.kind === 'job',
    )
    expect(charged).toHaveLength(2)
  })
})

it('daily figures stay when a job was forgotten and another of its quarter of an hour changes', async () => {
  const first = await print(START_MS + 40 * DAY_MS, 4)
  const second = await print(START_MS + 40 * DAY_MS + 1_000, 5)
  stage.clock.ms += 2 * HOUR_MS
  await stage.rollUp()
  const figures = async () => {
    const { json } = await get(
      `/v1/tenants/${tenant.id}/reports/summary?from=2027-04-10&to=2027-04-10`,
    )
    return json.total
  }
  const before = await figures()
  expect(before).toMatchObject({ jobs: 2 })
  const { keys } = await import('#lambdas/stores/keys.ts')
  const key = keys.job(tenant.id, first)
  await stage.lambdas.table.saveItem({ kind: 'delete', key, when: [] })
  const refund = await stage.call(tenant.admin, 'POST', `${jobs()}/${second}:refund`, {
    amount: '0.10',
  })
  expect(refund.status, refund.text).toBeLessThan(300)
  await stage.rollUp()
  expect(await figures()).toEqual(before)
})
