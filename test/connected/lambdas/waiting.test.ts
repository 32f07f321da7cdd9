// Jobs that wait: released, canceled, answered or not, each once, with the money of what prints in the end.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { JobAnswer } from '#shared/contracts/decision.ts'
import { makeUlid } from '#shared/contracts/ids.ts'
import type { Order } from '#shared/contracts/order.ts'
import { expectSoundLedger } from './invariants.ts'
import { type Device, makeFacts, makeOutcome, START_MS, type Stage, startStage } from './stage.ts'

const PRICES = {
  model: 'simple',
  gray: { simplex: '0.10', duplex: '0.08' },
  color: { simplex: '0.50', duplex: '0.40' },
}
/** Three pages, one in color. */
const COST = '0.70'

let stage: Stage
let device: Device
let tenant: Stage['partner']['tenants'][0]
let path: string
let number = 0

beforeAll(async () => {
  stage = await startStage()
  tenant = stage.partner.tenants[0]
  path = `/v1/tenants/${tenant.id}`
  device = await stage.enroll(tenant, 'main')
  await patchPrinter({ prices: PRICES })
  await admin('PUT', 'users/alice', {})
  await admin('POST', 'accounts/user:alice/entries', { amount: '100.00' })
}, 60_000)
afterAll(() => stage?.stop())
beforeEach(async () => {
  stage.clock.ms = START_MS
  stage.rings.length = 0
  await patchPrinter({ hold: { mode: 'user', seconds: 3600 } })
  await takeOrders()
})

const admin = (method: string, rest: string, body?: unknown) =>
  stage.call(tenant.admin, method, `${path}/${rest}`, body)
const alice = (method: string, rest: string, body?: unknown) =>
  stage.call(tenant.user, method, `/v1/me/${rest}`, body)

async function patchPrinter(change: object): Promise<void> {
  const reply = await admin('PATCH', 'printers/office@main', change)
  expect(reply.status, reply.text).toBe(200)
}

/** Asks for a new job of alice. */
async function ask(): Promise<{ id: string; answer: JobAnswer }> {
  const facts = makeFacts(`waiting ${number++}`)
  const reply = await stage.ask(device, facts)
  expect(reply.status, reply.text).toBe(200)
  return { id: facts.jobId, answer: reply.json }
}

/** Takes every order, as a connector does. */
async function takeOrders(): Promise<Order[]> {
  const all: Order[] = []
  let taken: string[] = []
  for (let page = 0; page < 20; page++) {
    const reply = await stage.send(stage.signed(device, '/v1/connector/orders', { taken }))
    expect(reply.status, reply.text).toBe(200)
    taken = reply.json.orders.map((order: Order) => order.id)
    all.push(...reply.json.orders)
    if (taken.length === 0) return all
  }
  throw new Error('orders without end')
}

const job = async (id: string) => (await admin('GET', `jobs/${id}`)).json
const money = async () => {
  const { balance, held } = (await admin('GET', 'accounts/user:alice')).json
  return { balance: Number(balance), held: Number(held) }
}

describe('a held job', () => {
  it('is listed, released once by its owner, ordered to its connector, and charged when it printed', async () => {
    const before = await money()
    const { id, answer } = await ask()
    expect(answer).toMatchObject({ verdict: 'hold', releaseBy: 'user', cost: COST })
    expect((await alice('GET', 'held')).json.items).toMatchObject([{ id, state: 'held' }])
    expect((await admin('GET', 'held')).json.items).toMatchObject([{ id }])

    const released = await alice('POST', `held/${id}:release`, {})
    const history = [{ at: new Date(START_MS).toISOString(), by: 'test user', did: 'released' }]
    expect(released.json).toMatchObject({ id, state: 'released', cost: COST, history })
    expect(stage.rings).toEqual([`http://127.0.0.1:1/bell-${device.connectorId}`])
    const [order, ...others] = await takeOrders()
    expect(others).toEqual([])
    expect(order).toMatchObject({ jobId: id, answer: { verdict: 'release', revision: 2 } })

    expect((await alice('POST', `held/${id}:release`, {})).json.code).toBe('job-not-waiting')
    expect(await takeOrders()).toEqual([])
    expect((await alice('GET', 'held')).json.items).toEqual([])
    await stage.report(device, [makeOutcome(id)])
    expect(await job(id)).toMatchObject({ state: 'completed', cost: COST, history })
    expect(await money()).toEqual({ balance: before.balance - 0.7, held: before.held })
    expect((await alice('GET', 'jobs')).json.items[0]).toMatchObject({ id, state: 'completed' })
  })

  it('gives its money back at once when it is canceled, and the connector deletes it', async () => {
    const before = await money()
    const { id } = await ask()
    expect((await money()).held).toBeCloseTo(before.held + 0.7)
    const canceled = await admin('POST', `jobs/${id}:cancel`, { message: 'not in the exam' })
    expect(canceled.json).toMatchObject({
      state: 'canceled',
      cost: '0.00',
      history: [{ by: 'test admin', did: 'canceled' }],
    })
    expect(await money()).toEqual(before)
    const [order] = await takeOrders()
    expect(order?.answer).toMatchObject({ verdict: 'refuse', message: 'not in the exam' })
    await stage.report(device, [makeOutcome(id, { state: 'refused', started: false })])
    expect(await job(id)).toMatchObject({ state: 'canceled', cost: '0.00' })
  })

  it('whose time was over on site gives its money back, and cannot be released any more', async () => {
    const before = await money()
    const { id } = await ask()
    expect((await money()).held).toBeCloseTo(before.held + 0.7)
    await stage.report(device, [makeOutcome(id, { state: 'expired', started: false })])
    expect(await job(id)).toMatchObject({ state: 'expired', cost: '0.00' })
    expect(await money()).toEqual(before)
    expect((await alice('GET', 'held')).json.items).toEqual([])
    expect((await alice('POST', `held/${id}:release`, {})).json.code).toBe('job-not-waiting')
  })

  it('moves its money once when ten people decide at the same time', async () => {
    const before = await money()
    const { id } = await ask()
    const replies = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        index % 2 === 0
          ? alice('POST', `held/${id}:release`, {})
          : admin('POST', `jobs/${id}:cancel`, {}),
      ),
    )
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(await takeOrders()).toHaveLength(1)
    const { state } = await job(id)
    expect(['released', 'canceled']).toContain(state)
    expect((await money()).held).toBeCloseTo(before.held + (state === 'released' ? 0.7 : 0))
    if (state === 'released') await stage.report(device, [makeOutcome(id)])
    expect((await money()).held).toBeCloseTo(before.held)
  })

  it('prints in gray, twice and on both sides when its owner wants it so, at that price', async () => {
    const before = await money()
    const { id } = await ask()
    const wish = { grayscale: true, duplex: true, copies: 2 }
    const released = await alice('POST', `held/${id}:release`, wish)
    expect(released.json, released.text).toMatchObject({
      state: 'released',
      cost: '0.48',
      copies: 2,
    })
    const [order] = await takeOrders()
    expect(order?.answer.changes).toMatchObject(wish)
    expect((await money()).held).toBeCloseTo(before.held + 0.48)
    const again = await stage.call(tenant.admin, 'GET', `${path}/jobs/${id}/trace?recompute=true`)
    expect(again.json, again.text).toMatchObject({ recomputed: { same: true } })
    await stage.report(device, [makeOutcome(id, { sidesDone: 6 })])
    expect((await money()).balance).toBeCloseTo(before.balance - 0.48)
  })

  it('stays held when what its owner wants cannot be paid', async () => {
    const before = await money()
    const { id } = await ask()
    const refused = await alice('POST', `held/${id}:release`, { copies: 500 })
    expect(refused).toMatchObject({ status: 409, json: { code: 'release-refused' } })
    expect(await job(id)).toMatchObject({ state: 'held', cost: COST })
    expect((await money()).held).toBeCloseTo(before.held + 0.7)
    await alice('POST', `held/${id}:cancel`, {})
    expect(await money()).toEqual(before)
  })

  it('is for a manager to let go where the printer says so', async () => {
    await patchPrinter({ hold: { mode: 'manager', seconds: 3600 } })
    const { id } = await ask()
    expect((await alice('POST', `held/${id}:release`, {})).json.code).toBe('job-needs-manager')
    const reply = await admin('POST', `jobs/${id}:release`, {})
    expect(reply.json).toMatchObject({ state: 'released' })
  })

  it('of somebody else is not there', async () => {
    const facts = makeFacts(`waiting ${number++}`, {
      owner: { name: 'bob', identity: 'authenticated', forged: false },
    })
    await admin('PUT', 'users/bob', {})
    await admin('POST', 'accounts/user:bob/entries', { amount: '5.00' })
    await stage.ask(device, facts)
    const foreign = await alice('POST', `held/${facts.jobId}:release`, {})
    const absent = await alice('POST', `held/${makeUlid(1, new Uint8Array(10))}:release`, {})
    expect([foreign.status, absent.status]).toEqual([404, 404])
    expect((await alice('GET', 'held')).text).not.toContain(facts.jobId)
  })
})

describe('a question', () => {
  beforeAll(async () => {
    await admin('PATCH', 'users/alice', { selection: 'confirm' })
  })
  afterAll(async () => {
    await admin('PATCH', 'users/alice', { selection: 'automatic' })
  })
  beforeEach(() => patchPrinter({ hold: { mode: 'none', seconds: null } }))

  it('reserves nothing until it is answered, then the job prints and is paid', async () => {
    const before = await money()
    const { id, answer } = await ask()
    expect(answer).toMatchObject({ verdict: 'ask', prompt: { id: 'account', kind: 'confirm' } })
    expect(await money()).toEqual(before)
    const prompts = (await alice('GET', 'prompts')).json.items
    expect(prompts).toMatchObject([{ jobId: id, cost: COST, prompt: { kind: 'confirm' } }])

    const body = { prompt: 'account', answer: 'yes' }
    const answered = await alice('POST', `prompts/${id}:answer`, body)
    expect(answered.json, answered.text).toMatchObject({ state: 'released', cost: COST })
    expect((await takeOrders())[0]?.answer).toMatchObject({ verdict: 'release', revision: 2 })
    expect((await alice('GET', 'prompts')).json.items).toEqual([])
    await stage.report(device, [makeOutcome(id)])
    expect((await money()).balance).toBeCloseTo(before.balance - 0.7)
  })

  it.each([
    [{ prompt: 'account', answer: 'perhaps' }, 'answer-not-offered'],
    [{ prompt: 'pin:shared:x', answer: '1234' }, 'job-not-waiting'],
  ])('does not take %j', async (body, code) => {
    const { id } = await ask()
    expect((await alice('POST', `prompts/${id}:answer`, body)).json.code).toBe(code)
    expect(await job(id)).toMatchObject({ state: 'asking' })
    await alice('POST', `held/${id}:cancel`, {})
  })

  it('that is declined refuses the job', async () => {
    const { id } = await ask()
    const body = { prompt: 'account', answer: 'no' }
    const answered = await alice('POST', `prompts/${id}:answer`, body)
    expect(answered.json).toMatchObject({ state: 'refused', cost: '0.00' })
    expect((await takeOrders())[0]?.answer).toMatchObject({ verdict: 'refuse' })
  })

  it('keeps its bytes while it waits, and is decided by the connector asking when its time is over', async () => {
    const facts = makeFacts(`waiting ${number++}`)
    const first = await stage.ask(device, facts)
    expect(first.json).toMatchObject({ verdict: 'ask' })
    stage.clock.ms += first.json.prompt.timeoutSeconds * 1000 - 1_000
    expect((await stage.ask(device, facts)).text).toBe(first.text)
    stage.clock.ms += 2_000
    const late = await stage.ask(device, facts)
    expect(late.json).toMatchObject({ verdict: 'refuse', revision: 2 })
    expect((await stage.ask(device, facts)).text).toBe(late.text)
    // The connector has it already.
    expect(await takeOrders()).toEqual([])
    expect(await job(facts.jobId)).toMatchObject({
      state: 'refused',
      history: [{ by: '', did: 'unanswered' }],
    })
  })
})

it('leaves a ledger that is sound', async () => {
  await expectSoundLedger(tenant.id)
})
