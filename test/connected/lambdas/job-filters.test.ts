// Filters of the list of jobs: every job that fits is found once, a page reads a bounded number of rows, nothing hidden leaks.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeUlid } from '#shared/contracts/ids.ts'
import { makeFacts, START_MS, type Stage, startStage } from './stage.ts'

const JOBS = 30
let stage: Stage
let path: string
let tenant: Stage['partner']['tenants'][0]

beforeAll(async () => {
  stage = await startStage()
  tenant = stage.partner.tenants[0]
  path = `/v1/tenants/${tenant.id}/jobs`
  const device = await stage.enroll(tenant, 'main')
  for (let index = 0; index < JOBS; index++) {
    const facts = makeFacts(`filter ${index}`)
    const tail = new Uint8Array(10).fill(index)
    await stage.ask(device, {
      ...facts,
      jobId: makeUlid(START_MS + index, tail),
      documentName: index % 10 === 0 ? `Invoice ${index}` : `Essay ${index}`,
      owner: { ...facts.owner, name: index % 3 === 0 ? 'bob' : 'alice' },
    })
  }
}, 60_000)
afterAll(() => stage?.stop())

async function walk(query: string): Promise<{ ids: string[]; pages: number }> {
  const ids: string[] = []
  let pages = 0
  for (let cursor: string | null = ''; cursor !== null; pages++) {
    const after: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const reply = await stage.call(tenant.admin, 'GET', `${path}?${query}${after}`)
    expect(reply.status, reply.text).toBe(200)
    ids.push(...reply.json.items.map(({ id }: { id: string }) => id))
    cursor = reply.json.next
  }
  return { ids, pages }
}

it.each([
  ['user=bob', 10],
  ['user=BOB', 10],
  ['document=invoice', 3],
  ['document=invoice&user=bob', 1],
  ['printer=office', JOBS],
  ['printer=elsewhere', 0],
])('finds each job of %s once', async (query, count) => {
  const { ids } = await walk(`${query}&limit=4`)
  expect(ids).toHaveLength(count)
  expect(new Set(ids).size).toBe(count)
  expect(ids).toEqual(ids.toSorted().toReversed())
})

it('refuses a state that there is not', async () => {
  expect((await stage.call(tenant.admin, 'GET', `${path}?state=melted`)).status).toBe(400)
})

it('does not let a role look for what it may not see', async () => {
  const reply = await stage.call(tenant.staff.helpdesk, 'GET', `${path}?document=invoice`)
  expect(reply.json.items).toEqual([])
})
