/** One job's money on a real engine: asked, reserved, settled, voided, late, twice, in any order. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { EngineName } from '#infra/local/engine-commands.ts'
import { makeUlid } from '#shared/contracts/ids.ts'
import type { JobFacts } from '#shared/contracts/job-facts.ts'
import { expectSoundLedger } from './invariants.ts'
import { type Device, makeFacts, makeOutcome, START_MS, type Stage, startStage } from './stage.ts'

const HOUR_MS = 3_600_000
const ASK_TRIES_LIMIT = 20
const PRICES = {
  model: 'simple',
  gray: { simplex: '0.10', duplex: '0.08' },
  color: { simplex: '0.50', duplex: '0.40' },
}

/** Registers the tests; a file a engine, because the store's client keeps its endpoint for the process's life. */
export function describeJobs(engine: EngineName): void {
  let stage: Stage
  let device: Device
  let tenant: Stage['partner']['tenants'][0]
  let path: string

  beforeAll(async () => {
    stage = await startStage(engine)
    tenant = stage.partner.tenants[0]
    path = `/v1/tenants/${tenant.id}`
    device = await stage.enroll(tenant, 'main')
    const patched = await stage.call(tenant.admin, 'PATCH', `${path}/printers/office@main`, {
      prices: PRICES,
    })
    expect(patched.status, patched.text).toBe(200)
  })
  afterAll(() => stage?.stop())
  beforeEach(() => {
    stage.clock.ms = START_MS
    stage.logs.length = 0
  })

  let users = 0
  /** A user of their own for each test, with that much money. */
  async function makeUser(amount: string, profile = {}): Promise<string> {
    const name = `user-${users++}`
    await stage.call(tenant.admin, 'PUT', `${path}/users/${name}`, profile)
    if (amount !== '0.00') {
      const url = `${path}/accounts/user:${name}/entries`
      const reply = await stage.call(tenant.admin, 'POST', url, { amount })
      expect(reply.status, reply.text).toBe(201)
    }
    return name
  }

  /** As a connector does: what was too busy is asked again, with the same facts. */
  async function askPatiently(facts: JobFacts) {
    for (let tries = 1; ; tries++) {
      const answer = await stage.ask(device, facts)
      if (answer.status !== 503 || tries === ASK_TRIES_LIMIT) return answer
    }
  }

  const by = (name: string) => ({
    owner: { name, identity: 'authenticated' as const, forged: false },
  })
  const account = async (name: string) =>
    (await stage.call(tenant.admin, 'GET', `${path}/accounts/user:${name}`)).json
  const job = async (id: string) =>
    (await stage.call(tenant.admin, 'GET', `${path}/jobs/${id}`)).json
  const alarms = () => stage.logs.map((line) => JSON.parse(line).alarm).filter(Boolean)

  describe('a job that is let through', () => {
    it('reserves its cost, and is charged exactly that when it completed', async () => {
      const name = await makeUser('10.00')
      const facts = makeFacts('charged', by(name))
      const answer = await stage.ask(device, facts)
      expect(answer.status, answer.text).toBe(200)
      expect(answer.json).toMatchObject({
        verdict: 'release',
        cost: '0.70',
        account: `user:${name}`,
      })
      expect(await account(name)).toMatchObject({
        balance: '10.00',
        held: '0.70',
        available: '9.30',
      })
      expect(await job(facts.jobId)).toMatchObject({ state: 'released', cost: '0.70', pages: 3 })

      const reply = await stage.report(device, [makeOutcome(facts.jobId)])
      expect(reply).toMatchObject({ status: 202, json: { accepted: [facts.jobId] } })
      expect(await account(name)).toMatchObject({
        balance: '9.30',
        held: '0.00',
        available: '9.30',
      })
      expect(await job(facts.jobId)).toMatchObject({ state: 'completed', cost: '0.70' })
      const entries = await stage.call(tenant.admin, 'GET', `${path}/accounts/user:${name}/entries`)
      expect(entries.json.items.map((one: { amount: string }) => one.amount)).toEqual([
        '-0.70',
        '10.00',
      ])
      await expectSoundLedger(tenant.id)
    })

    it('keeps its facts and its trace', async () => {
      const facts = makeFacts('traced', {
        ...by(await makeUser('10.00')),
        documentName: 'שלום 🖨️.pdf',
      })
      await stage.ask(device, facts)
      const trace = await stage.call(tenant.admin, 'GET', `${path}/jobs/${facts.jobId}/trace`)
      expect(trace.json).toMatchObject({ jobId: facts.jobId, verdict: 'release', facts })
      expect(trace.json.trace.steps.length).toBeGreaterThan(5)
      expect((await job(facts.jobId)).documentName).toBe('שלום 🖨️.pdf')
      expect(stage.logs.join('')).not.toContain('שלום')
    })

    it.each([
      ['canceled before it started', { state: 'canceled', started: false }, '10.00', 'canceled'],
      ['failed after one of three sides', { state: 'failed', sidesDone: 1 }, '9.7667', 'failed'],
      ['failed while nobody counted', { state: 'failed', sidesDone: null }, '9.30', 'failed'],
      ['expired on site', { state: 'expired', started: false }, '10.00', 'expired'],
    ] as const)('is settled by what came out: %s', async (title, change, balance, state) => {
      const name = await makeUser('10.00')
      const facts = makeFacts(title, by(name))
      await stage.ask(device, facts)
      await stage.report(device, [makeOutcome(facts.jobId, change)])
      expect(await account(name)).toMatchObject({ balance, held: '0.00' })
      expect(await job(facts.jobId)).toMatchObject({ state })
      await expectSoundLedger(tenant.id)
    })

    it('is charged once, however often and in whatever order its ends are told', async () => {
      const name = await makeUser('10.00')
      const facts = makeFacts('told often', by(name))
      await stage.ask(device, facts)
      const outcomes = [
        makeOutcome(facts.jobId),
        makeOutcome(facts.jobId, { state: 'canceled', started: false }),
      ]
      for (const one of [...outcomes, ...outcomes]) await stage.report(device, [one])
      expect(await account(name)).toMatchObject({ balance: '9.30', held: '0.00' })
      expect(await job(facts.jobId)).toMatchObject({ state: 'completed' })
      await expectSoundLedger(tenant.id)
    })

    it('is charged once when its end is booked twenty times at once', async () => {
      const name = await makeUser('10.00')
      const facts = makeFacts('booked at once', by(name))
      await stage.ask(device, facts)
      await stage.send(
        stage.signed(device, '/v1/connector/outcomes', { outcomes: [makeOutcome(facts.jobId)] }),
      )
      const [body = ''] = stage.queued.splice(0)
      await Promise.all(Array.from({ length: 20 }, () => stage.book(body)))
      expect(await account(name)).toMatchObject({ balance: '9.30', held: '0.00' })
      await expectSoundLedger(tenant.id)
    })
  })

  describe('the same question', () => {
    it('gets the same bytes and one reservation when it is asked twenty times at once', async () => {
      const name = await makeUser('10.00')
      const facts = makeFacts('asked often', by(name))
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) => {
          stage.clock.ms = START_MS + index
          return stage.ask(device, facts)
        }),
      )
      expect(new Set(answers.map((one) => `${one.status} ${one.text}`)).size).toBe(1)
      expect(await account(name)).toMatchObject({ held: '0.70' })
      await expectSoundLedger(tenant.id)
    })

    it('gets the same bytes after its job ended and prices changed', async () => {
      const facts = makeFacts('asked again', by(await makeUser('10.00')))
      const first = await stage.ask(device, facts)
      await stage.report(device, [makeOutcome(facts.jobId)])
      stage.clock.ms += HOUR_MS
      expect((await stage.ask(device, facts)).text).toBe(first.text)
    })

    it('is refused and alarmed with other facts', async () => {
      const facts = makeFacts('changed', by(await makeUser('10.00')))
      await stage.ask(device, facts)
      const reply = await stage.ask(device, { ...facts, ticket: { ...facts.ticket, copies: 2 } })
      expect(reply).toMatchObject({ status: 422, json: { code: 'job-facts-changed' } })
      expect(alarms()).toEqual(['job-facts-changed'])
      await expectSoundLedger(tenant.id)
    })
  })

  describe('money', () => {
    it('never runs over when two hundred jobs ask for one balance at once', async () => {
      const name = await makeUser('42.00')
      const answers = await Promise.all(
        Array.from({ length: 200 }, (_, index) =>
          askPatiently(makeFacts(`rush ${index}`, by(name))),
        ),
      )
      const verdicts = answers.map((one) => one.json.verdict)
      expect(verdicts.filter((one) => one === 'release')).toHaveLength(60)
      expect(verdicts.filter((one) => one === 'refuse')).toHaveLength(140)
      expect(await account(name)).toMatchObject({
        balance: '42.00',
        held: '42.00',
        available: '0.00',
      })
      await expectSoundLedger(tenant.id)
    }, 60_000)

    it('refuses a restricted user what is too dear, reserves nothing and names balance and cost', async () => {
      const name = await makeUser('0.50')
      const facts = makeFacts('too dear', by(name))
      const answer = await stage.ask(device, facts)
      expect(answer.json).toMatchObject({ verdict: 'refuse', cost: '0.00' })
      expect(answer.json.message).toContain('0.50')
      expect(answer.json.message).toContain('0.70')
      expect(await account(name)).toMatchObject({ balance: '0.50', held: '0.00' })
      expect(await job(facts.jobId)).toMatchObject({
        state: 'refused',
        cost: '0.00',
        quoted: '0.70',
      })
      await expectSoundLedger(tenant.id)
    })

    it('lets an overdraft be used to its end, and follows it when it changes', async () => {
      const name = await makeUser('0.00', { overdraft: '0.70' })
      expect((await stage.ask(device, makeFacts('overdraft 1', by(name)))).json.verdict).toBe(
        'release',
      )
      expect((await stage.ask(device, makeFacts('overdraft 2', by(name)))).json.verdict).toBe(
        'refuse',
      )
      await stage.call(tenant.admin, 'PATCH', `${path}/users/${name}`, { overdraft: '1.40' })
      expect((await stage.ask(device, makeFacts('overdraft 3', by(name)))).json.verdict).toBe(
        'release',
      )
      expect(await account(name)).toMatchObject({
        held: '1.40',
        overdraft: '1.40',
        available: '0.00',
      })
      await expectSoundLedger(tenant.id)
    })

    it('lets an unrestricted user owe', async () => {
      const name = await makeUser('0.00', { restricted: false })
      const facts = makeFacts('owed', by(name))
      expect((await stage.ask(device, facts)).json.verdict).toBe('release')
      await stage.report(device, [makeOutcome(facts.jobId)])
      expect(await account(name)).toMatchObject({ balance: '-0.70', restricted: false })
      await expectSoundLedger(tenant.id)
    })

    it('cannot be taken by an adjustment from a restricted account that does not have it', async () => {
      const name = await makeUser('1.00')
      await stage.ask(device, makeFacts('reserved first', by(name)))
      const url = `${path}/accounts/user:${name}/entries`
      const tooMuch = await stage.call(tenant.admin, 'POST', url, { amount: '-0.31' })
      expect(tooMuch).toMatchObject({ status: 409, json: { code: 'adjustment-exceeds-balance' } })
      expect((await stage.call(tenant.admin, 'POST', url, { amount: '-0.30' })).status).toBe(201)
      await expectSoundLedger(tenant.id)
    })

    it('survives transactions that conflict', async () => {
      const name = await makeUser('10.00')
      const injected = injectConflicts(stage, 3)
      const facts = makeFacts('conflict', by(name))
      expect((await stage.ask(device, facts)).json.verdict).toBe('release')
      injected.again()
      await stage.report(device, [makeOutcome(facts.jobId)])
      expect(injected.count()).toBe(6)
      injected.remove()
      expect(await account(name)).toMatchObject({ balance: '9.30', held: '0.00' })
      await expectSoundLedger(tenant.id)
    })
  })

  describe('an end before the question', () => {
    it('leaves a tombstone: the late question is refused with the same bytes each time and reserves nothing', async () => {
      const name = await makeUser('10.00')
      const facts = makeFacts('tombstone', by(name))
      await stage.report(device, [makeOutcome(facts.jobId, { state: 'canceled', started: false })])
      expect(await job(facts.jobId)).toMatchObject({
        state: 'canceled',
        verdict: null,
        cost: '0.00',
      })
      const first = await stage.ask(device, facts)
      expect(first.json).toMatchObject({ verdict: 'refuse', reasons: [{ code: 'job-ended' }] })
      stage.clock.ms += 1000
      expect((await stage.ask(device, facts)).text).toBe(first.text)
      expect(await account(name)).toMatchObject({ balance: '10.00', held: '0.00' })
      expect(
        (await stage.call(tenant.admin, 'GET', `${path}/jobs/${facts.jobId}/trace`)).status,
      ).toBe(404)
      await expectSoundLedger(tenant.id)
    })
  })

  describe('a reservation that nobody settles', () => {
    it('is given back by the schedule, and its job cannot print any more', async () => {
      const name = await makeUser('10.00')
      const facts = makeFacts('stale', by(name))
      await stage.ask(device, facts)
      stage.clock.ms = START_MS + 167 * HOUR_MS
      await stage.sweep()
      expect(await account(name)).toMatchObject({ held: '0.70' })
      stage.clock.ms = START_MS + 169 * HOUR_MS
      await stage.sweep()
      expect(await account(name)).toMatchObject({ balance: '10.00', held: '0.00' })
      expect(await job(facts.jobId)).toMatchObject({ state: 'expired', cost: '0.00' })
      expect((await stage.ask(device, facts)).json).toMatchObject({ verdict: 'refuse' })
      await expectSoundLedger(tenant.id)
    })

    it('is charged by a direct entry, once, when paper came out after all', async () => {
      const name = await makeUser('0.70')
      // Time only goes on: what an earlier test swept is not looked at again.
      stage.clock.ms = START_MS + 200 * HOUR_MS
      const jobId = makeUlid(stage.clock.ms, Buffer.alloc(10, 5))
      const facts = makeFacts('late paper', { ...by(name), jobId })
      await stage.ask(device, facts)
      stage.clock.ms += 169 * HOUR_MS
      await stage.sweep()
      await stage.call(tenant.admin, 'POST', `${path}/accounts/user:${name}/entries`, {
        amount: '-0.70',
      })
      for (let times = 0; times < 3; times++) await stage.report(device, [makeOutcome(facts.jobId)])
      expect(await account(name)).toMatchObject({ balance: '-0.70', held: '0.00' })
      expect(await job(facts.jobId)).toMatchObject({ state: 'expired', cost: '0.70' })
      expect(alarms()).toContain('charged-late')
      await expectSoundLedger(tenant.id, { lateCharges: true })
      await stage.call(tenant.admin, 'POST', `${path}/accounts/user:${name}/entries`, {
        amount: '0.70',
      })
    })

    it('is found although its job is older than what the schedule looked through already', async () => {
      const name = await makeUser('10.00')
      stage.clock.ms = START_MS + 400 * HOUR_MS
      await stage.sweep()
      const facts = makeFacts('old job', by(name))
      const old = { ...facts, jobId: makeUlid(START_MS + 100 * HOUR_MS, Buffer.alloc(10, 7)) }
      expect((await stage.ask(device, old)).json.verdict).toBe('release')
      stage.clock.ms += 169 * HOUR_MS
      await stage.sweep()
      expect(await account(name)).toMatchObject({ held: '0.00' })
      await expectSoundLedger(tenant.id)
    })
  })

  describe('another site', () => {
    it('can neither ask for a job of this site nor end it', async () => {
      const name = await makeUser('10.00')
      const other = await stage.enroll(tenant, 'annex')
      const facts = makeFacts('of main', by(name))
      await stage.ask(device, facts)
      await stage.report(other, [makeOutcome(facts.jobId)])
      expect(alarms()).toEqual(['outcome-of-another-site'])
      expect(await job(facts.jobId)).toMatchObject({ state: 'released' })
      expect(await stage.ask(other, facts)).toMatchObject({ status: 422 })
      const foreign = makeFacts('printer of main', by(name))
      expect((await stage.ask(other, foreign)).json.verdict).toBe('refuse')
      await expectSoundLedger(tenant.id)
    })
  })

  describe('a name that nobody created', () => {
    it('is created on demand, once, by twenty jobs at once', async () => {
      const facts = (index: number) => makeFacts(`newcomer ${index}`, by('Ünïcode Пользователь'))
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) => stage.ask(device, facts(index))),
      )
      expect(answers.map((one) => one.json.verdict)).toEqual(Array(20).fill('refuse'))
      const name = encodeURIComponent('ünïcode пользователь')
      const user = await stage.call(tenant.admin, 'GET', `${path}/users/${name}`)
      expect(user.json).toMatchObject({
        username: 'ünïcode пользователь',
        balance: '0.00',
        restricted: true,
      })
      await expectSoundLedger(tenant.id)
    })

    it('is refused, or paid by the guests, as the tenant says', async () => {
      const settings = { unknownPages: 'hold', flatPrice: '0.00', holdSeconds: 3600 }
      const put = (unknownUser: string) =>
        stage.call(tenant.admin, 'PUT', `${path}/settings`, { ...settings, unknownUser })
      await put('refuse')
      expect(
        (await stage.ask(device, makeFacts('refused stranger', by('stranger')))).json.verdict,
      ).toBe('refuse')
      await put('guest')
      await stage.call(tenant.admin, 'POST', `${path}/accounts/shared:guests/entries`, {
        amount: '1.00',
      })
      expect((await stage.ask(device, makeFacts('guest 1', by('stranger')))).json).toMatchObject({
        verdict: 'release',
        account: 'shared:guests',
      })
      expect((await stage.ask(device, makeFacts('guest 2', by('stranger')))).json.verdict).toBe(
        'refuse',
      )
      await put('create')
      await expectSoundLedger(tenant.id)
    })

    it('is not created by a forged job, nor from a name that no user can have', async () => {
      const forged = { owner: { name: 'mallory', identity: 'claimed' as const, forged: true } }
      expect((await stage.ask(device, makeFacts('forged', forged))).json.verdict).toBe('refuse')
      expect((await stage.call(tenant.admin, 'GET', `${path}/users/mallory`)).status).toBe(404)
      expect((await stage.ask(device, makeFacts('odd', by('a\u0000b')))).json.verdict).toBe(
        'refuse',
      )
      await expectSoundLedger(tenant.id)
    })
  })

  /** The SDK fails transactions as AWS does when two of them meet, which no local engine ever shows. */
  function injectConflicts(on: Stage, times: number) {
    let left = times
    let seen = 0
    const name = 'injected-conflict'
    const { client } = on.lambdas.table
    const conflict =
      (next: (args: unknown) => Promise<unknown>, context: { commandName?: string }) =>
      async (args: unknown) => {
        if (context.commandName !== 'TransactWriteItemsCommand' || left === 0) return next(args)
        left--
        seen++
        throw Object.assign(new Error('conflict'), {
          name: 'TransactionCanceledException',
          CancellationReasons: [{ Code: 'None' }, { Code: 'TransactionConflict' }],
        })
      }
    client.middlewareStack.add(conflict as never, { step: 'initialize', name })
    return {
      count: () => seen,
      again: () => {
        left = times
      },
      remove: () => client.middlewareStack.remove(name),
    }
  }
}
