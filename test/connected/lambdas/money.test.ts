/** Accounts, groups, vouchers, refunds, transfers and PINs over HTTP, on a real engine. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectSoundLedger } from './invariants.ts'
import { type Device, makeFacts, makeOutcome, type Stage, startStage } from './stage.ts'

let stage: Stage
let device: Device
let path: string

const admin = () => stage.partner.tenants[0].admin
const alice = () => stage.partner.tenants[0].user
const tenantId = () => stage.partner.tenants[0].id

async function ask(method: string, url: string, body?: unknown, headers?: Record<string, string>) {
  const place = url.startsWith('/v1/me') ? url : `${path}${url}`
  const person = url.startsWith('/v1/me') ? alice() : admin()
  return stage.call(person, method, place, body, headers)
}

async function must(method: string, url: string, body?: unknown, headers?: Record<string, string>) {
  const reply = await ask(method, url, body, headers)
  expect([reply.status, reply.text]).toEqual([expect.any(Number), expect.any(String)])
  if (reply.status >= 300) throw new Error(`${method} ${url}: ${reply.text}`)
  return reply.json
}

const balance = async (id: string) =>
  (await must('GET', `/accounts/${encodeURIComponent(id)}`)).balance
const give = (id: string, amount: string) =>
  must('POST', `/accounts/${encodeURIComponent(id)}/entries`, { amount })

beforeAll(async () => {
  stage = await startStage()
  path = `/v1/tenants/${tenantId()}`
  device = await stage.enroll(stage.partner.tenants[0], 'main')
  const side = { simplex: '0.10', duplex: '0.08' }
  const prices = { model: 'simple', gray: side, color: { simplex: '0.50', duplex: '0.40' } }
  await must('PATCH', '/printers/office@main', { prices })
  await must('PUT', '/users/alice', { groups: ['staff'] })
  await must('PUT', '/users/bob', {})
  await give('user:alice', '10.00')
})
afterAll(() => stage?.stop())

describe('accounts', () => {
  it('are opened as shared, sub-account and purse, and what they belong to must be there', async () => {
    expect(await must('PUT', '/accounts/shared:physics', {})).toMatchObject({
      id: 'shared:physics',
      name: 'physics',
      parent: null,
      balance: '0.00',
      overdraft: '0.00',
      restricted: true,
      pin: false,
    })
    const child = await must('PUT', '/accounts/shared:physics%2Flab', { name: 'Laboratory' })
    expect(child).toMatchObject({ parent: 'shared:physics', name: 'Laboratory' })
    expect(await must('PUT', '/accounts/user:alice%23paper', { priority: 50 })).toMatchObject({
      id: 'user:alice#paper',
      priority: 50,
    })
    const children = await must('GET', '/accounts?parent=shared:physics')
    expect(children.items.map((one: { id: string }) => one.id)).toEqual(['shared:physics/lab'])
    expect((await ask('PUT', '/accounts/shared:art%2Flab', {})).status).toBe(404)
    expect((await ask('PUT', '/accounts/user:nobody%23paper', {})).status).toBe(404)
    expect((await ask('PUT', '/accounts/user:alice', {})).status).toBe(400)
    expect((await ask('PUT', '/accounts/shared:a%2Fb%2Fc', {})).status).toBe(400)
  })

  it('of one user come by priority, then the shared ones that name or groups let in', async () => {
    await must('PUT', '/accounts/shared:named', {})
    await must('PUT', '/accounts/shared:staffroom', {})
    await must('PUT', '/accounts/shared:open', {})
    await must('PUT', '/accounts/shared:named/access', { users: ['alice'] })
    await must('PUT', '/accounts/shared:staffroom/access', { groups: ['staff'] })
    await must('PUT', '/accounts/shared:open/access', { everyone: true })
    const ids = async () =>
      (await must('GET', '/v1/me/accounts')).items.map((one: { id: string }) => one.id)
    expect(await ids()).toEqual([
      'user:alice#paper',
      'user:alice',
      'shared:named',
      'shared:open',
      'shared:staffroom',
    ])
    await must('PUT', '/accounts/shared:named/access', {})
    await must('PUT', '/accounts/shared:staffroom/access', { groups: ['teachers'] })
    await must('PUT', '/accounts/shared:open/access', { everyone: false })
    expect(await ids()).toEqual(['user:alice#paper', 'user:alice'])
  })

  it('let in users who exist only, and say which do not', async () => {
    const reply = await ask('PUT', '/accounts/shared:named/access', { users: ['alice', 'ghost'] })
    expect(reply.status).toBe(400)
    expect(reply.json.fields).toEqual([{ path: '/users/1', message: 'there is no such user' }])
  })

  it.each([
    [
      'an amount that is not a number',
      'POST',
      '/accounts/user:alice/entries',
      { amount: 'NaN' },
      '/amount',
    ],
    ['an overdraft below zero', 'PUT', '/accounts/shared:x', { overdraft: '-1.00' }, '/overdraft'],
    [
      'a transfer of nothing',
      'POST',
      '/transfers',
      { from: 'user:alice', to: 'user:bob', amount: '0.00' },
      '/amount',
    ],
    [
      'a transfer of less than nothing',
      'POST',
      '/transfers',
      { from: 'user:alice', to: 'user:bob', amount: '-1.00' },
      '/amount',
    ],
    [
      'a transfer to itself',
      'POST',
      '/transfers',
      { from: 'user:bob', to: 'user:bob', amount: '1.00' },
      '/to',
    ],
    [
      'a negative price',
      'PATCH',
      '/printers/office@main',
      {
        prices: {
          model: 'simple',
          gray: { simplex: '-0.05', duplex: '0.04' },
          color: { simplex: '0.20', duplex: '0.15' },
        },
      },
      '/prices/gray/simplex',
    ],
    [
      'a price that is no number',
      'PATCH',
      '/printers/office@main',
      {
        prices: {
          model: 'simple',
          gray: { simplex: '0.05', duplex: 'NaN' },
          color: { simplex: '0.20', duplex: '0.15' },
        },
      },
      '/prices/gray/duplex',
    ],
    [
      'a split that does not add up',
      'PUT',
      '/users/bob',
      {
        split: [
          { accountId: 'shared:a', percent: 60 },
          { accountId: 'shared:b', percent: 30 },
        ],
      },
      '/split',
    ],
    [
      'a split that names an account twice',
      'PUT',
      '/users/bob',
      {
        split: [
          { accountId: 'shared:a', percent: 50 },
          { accountId: 'shared:a', percent: 50 },
        ],
      },
      '/split',
    ],
    [
      'a quota below zero',
      'PUT',
      '/groups/x',
      { quota: { amount: '-1.00', period: 'day' } },
      '/quota/amount',
    ],
    [
      'a custom quota without dates',
      'PUT',
      '/groups/x',
      { quota: { amount: '1.00', period: 'custom' } },
      '/quota/dates',
    ],
    [
      'too many vouchers',
      'POST',
      '/voucher-batches',
      { name: 'a', count: 1001, amount: '1.00' },
      '/count',
    ],
    [
      'a refund below zero',
      'POST',
      '/jobs/01JZZZZZZZZZZZZZZZZZZZZZZZ:refund',
      { amount: '-1.00' },
      '/amount',
    ],
  ])('refuse %s and name the field', async (_, method, url, body, field) => {
    const reply = await ask(method, url, body)
    expect([reply.status, reply.json.fields?.map((one: { path: string }) => one.path)]).toEqual([
      400,
      [field],
    ])
  })
})

describe('overdraft', () => {
  it('of the tenant counts at once for every account without one of its own', async () => {
    const settings = await must('GET', '/settings')
    await must('PUT', '/settings', { ...settings, overdraft: '5.00' })
    expect(await must('GET', '/users/bob')).toMatchObject({ overdraft: '5.00', ownOverdraft: null })
    const debit = await ask('POST', '/accounts/user:bob/entries', { amount: '-5.00' })
    expect(debit.status).toBe(201)
    expect((await ask('POST', '/accounts/user:bob/entries', { amount: '-0.01' })).status).toBe(409)
    await give('user:bob', '5.00')
    expect(await must('PATCH', '/users/bob', { overdraft: '1.00' })).toMatchObject({
      overdraft: '1.00',
      ownOverdraft: '1.00',
    })
    expect(await must('PATCH', '/users/bob', { overdraft: null })).toMatchObject({
      ownOverdraft: null,
    })
    await must('PUT', '/settings', settings)
  })
})

describe('a PIN', () => {
  it('is never shown, and guessing a thousand times gets nowhere and is told', async () => {
    await must('PUT', '/accounts/shared:safe', {})
    expect((await must('PUT', '/accounts/shared:safe/pin', { pin: '4711' })).pin).toBe(true)
    const check = (pin: string) => ask('POST', '/v1/me/accounts/shared:safe:check-pin', { pin })
    expect((await check('4711')).status).toBe(200)
    const statuses = new Map<number, number>()
    for (let round = 0; round < 20; round++) {
      const replies = await Promise.all(
        Array.from({ length: 50 }, (_, index) => check(String(5000 + round * 50 + index))),
      )
      for (const { status } of replies) statuses.set(status, (statuses.get(status) ?? 0) + 1)
    }
    expect([...statuses.keys()].sort()).toEqual([403, 429])
    expect(statuses.get(403)).toBe(5)
    const locked = await check('4711')
    expect(locked.status).toBe(429)
    expect(Number(locked.headers['retry-after'])).toBeGreaterThan(60)
    expect(stage.logs.filter((line) => line.includes('pin-guessed'))).toHaveLength(1)
    expect(stage.logs.join('\n')).not.toContain('4711')
    stage.clock.ms += 16 * 60_000
    expect((await check('4711')).status).toBe(200)
    expect((await must('DELETE', '/accounts/shared:safe/pin')).pin).toBe(false)
    expect((await check('4711')).status).toBe(403)
  })
})

describe('groups', () => {
  it('come into being by profiles, list their members, and go when nobody is in them', async () => {
    await must('PUT', '/users/carol', { groups: ['choir', 'staff'] })
    const members = async (group: string) =>
      (await must('GET', `/groups/${group}/members`)).items.map(
        (one: { username: string }) => one.username,
      )
    expect(await members('staff')).toEqual(['alice', 'carol'])
    expect(await must('GET', '/groups/choir')).toMatchObject({ initialCredit: '0.00', quota: null })
    expect((await ask('DELETE', '/groups/choir')).json.code).toBe('group-in-use')
    await must('PATCH', '/users/carol', { groups: ['staff'] })
    expect(await members('choir')).toEqual([])
    expect((await ask('DELETE', '/groups/choir')).status).toBe(200)
    expect((await ask('GET', '/groups/choir')).status).toBe(404)
  })

  it('keep a hundred memberships in step, in more than one transaction', async () => {
    const groups = Array.from({ length: 100 }, (_, index) => `many-${index}`)
    await must('PUT', '/users/joiner', { groups })
    await must('PUT', '/users/joiner', { groups: groups.map((name) => `${name}-b`) })
    expect((await must('GET', '/groups/many-99/members')).items).toEqual([])
    expect((await must('GET', '/groups/many-99-b/members')).items).toHaveLength(1)
    expect((await must('GET', '/users/joiner')).groups).toHaveLength(100)
  })

  it('give new users credit once and say whether they are restricted', async () => {
    await must('PUT', '/groups/freshers', { initialCredit: '2.50', restricted: false })
    await must('PUT', '/groups/everyone', { initialCredit: '1.00' })
    const made = await must('PUT', '/users/dave', { groups: ['freshers'] })
    expect(made).toMatchObject({ balance: '3.50', restricted: false })
    await must('PUT', '/users/dave', { groups: ['freshers'] })
    expect(await must('PUT', '/users/eve', {})).toMatchObject({ balance: '1.00', restricted: true })
    expect(await balance('user:dave')).toBe('3.50')
    const entries = (await must('GET', '/accounts/user:dave/entries')).items
    expect(entries).toMatchObject([{ amount: '3.50', cause: { kind: 'credit' } }])
    await must('PUT', '/groups/everyone', {})
  })

  it('are adjusted member by member in bounded steps, once however often it is told', async () => {
    for (let index = 0; index < 30; index++) {
      await must('PUT', `/users/pupil-${index}`, { groups: ['pupils'] })
    }
    const key = { 'idempotency-key': 'adjust pupils'.replaceAll(' ', '-') }
    const body = { amount: '2.00', comment: 'trip' }
    const batch = await must('POST', '/groups/pupils:adjust', body, key)
    const message = stage.batched[0]!
    await must('POST', '/groups/pupils:adjust', body, key)
    await stage.runBatches()
    await stage.lambdas.runBatch({
      body: message,
      nowMs: stage.clock.ms,
      log: stage.lambdas.makeLog(stage.doors, {}),
    })
    expect(await must('GET', `/batches/${batch.id}`)).toMatchObject({
      state: 'done',
      done: 30,
      failed: 0,
    })
    for (const index of [0, 29]) expect(await balance(`user:pupil-${index}`)).toBe('2.00')
    const debit = await must('POST', '/groups/pupils:adjust', { amount: '-3.00' })
    await stage.runBatches()
    expect(await must('GET', `/batches/${debit.id}`)).toMatchObject({
      failed: 30,
      failures: expect.arrayContaining([
        { username: 'pupil-0', code: 'adjustment-exceeds-balance' },
      ]),
    })
  })
})

describe('vouchers', () => {
  it('are redeemed once when two redeem at the same time', async () => {
    const batch = await must('POST', '/voucher-batches', { name: 'term', count: 3, amount: '4.00' })
    const { items } = await must('GET', `/voucher-batches/${batch.id}/vouchers`)
    expect(items).toHaveLength(3)
    const { code } = items[0]
    const before = await balance('user:alice')
    const replies = await Promise.all([
      ask('POST', '/v1/me/vouchers:redeem', { code }),
      ask('POST', '/vouchers:redeem', { code, account: 'user:bob' }),
      ask('POST', '/v1/me/vouchers:redeem', {
        code: `${code.toLowerCase().slice(0, 4)}-${code.slice(4)}`,
      }),
    ])
    expect(replies.map((one) => one.status).sort()).toEqual([201, 409, 409])
    const gained =
      Number(await balance('user:alice')) - Number(before) + Number(await balance('user:bob'))
    expect(gained).toBe(4)
    const list = await must('GET', `/voucher-batches/${batch.id}/vouchers`)
    expect(list.items.filter((one: { state: string }) => one.state === 'redeemed')).toHaveLength(1)
  })

  it('made again under the same key have the same codes; a repeat of a redemption gives its entry', async () => {
    const key = { 'idempotency-key': 'same-batch' }
    const body = { name: 'same', count: 60, amount: '1.00' }
    const [one, other] = await Promise.all([
      must('POST', '/voucher-batches', body, key),
      must('POST', '/voucher-batches', body, key),
    ])
    expect(one).toEqual(other)
    const { items } = await must('GET', `/voucher-batches/${one.id}/vouchers?limit=200`)
    expect(items).toHaveLength(60)
    const redeem = () =>
      must(
        'POST',
        '/vouchers:redeem',
        { code: items[0].code, account: 'user:bob' },
        { 'idempotency-key': 'redeem-1' },
      )
    expect(await redeem()).toEqual(await redeem())
  })

  it('expire after their last day, and wrong codes are counted', async () => {
    const batch = await must('POST', '/voucher-batches', {
      name: 'old',
      count: 1,
      amount: '1.00',
      expiresOn: '2027-02-28',
    })
    const { items } = await must('GET', `/voucher-batches/${batch.id}/vouchers`)
    const { code } = items[0]
    const expired = await ask('POST', '/vouchers:redeem', { code, account: 'user:bob' })
    expect(expired.json.code).toBe('voucher-unusable')
    const codes = []
    for (let index = 0; index < 7; index++) {
      codes.push((await ask('POST', '/v1/me/vouchers:redeem', { code: `WRONG${index}` })).status)
    }
    expect(codes.at(-1)).toBe(429)
    stage.clock.ms += 16 * 60_000
  })

  it('of other makers are imported, each code once', async () => {
    const csv = 'Code;Amount;Expires\r\nCARD-0001;5.00;\r\nCARD-0002;abc;\r\ncard0001;5.00;\r\n'
    const dry = await must('POST', '/vouchers:import?dryRun=true', csv)
    expect(dry).toMatchObject({ rows: 3, accepted: 1, refused: 2, dryRun: true })
    expect(dry.errors.map((one: { line: number }) => one.line)).toEqual([3, 4])
    const stopped = await ask('POST', '/vouchers:import', csv)
    expect([stopped.status, stopped.json.fields[0].path]).toEqual([422, '/3/amount'])
    expect(await must('POST', '/vouchers:import?onError=skip', csv)).toMatchObject({ accepted: 1 })
    const again = await must('POST', '/vouchers:import?onError=skip', csv)
    expect(again).toMatchObject({ accepted: 0, refused: 3 })
    const account = 'user:bob'
    expect(await must('POST', '/vouchers:redeem', { code: 'card 0001', account })).toMatchObject({
      amount: '5.00',
      cause: { kind: 'voucher', id: 'CARD0001' },
    })
  })
})

describe('transfers', () => {
  it('move what is there, once under one key, and never more', async () => {
    await must('PUT', '/accounts/shared:kitty', {})
    await give('shared:kitty', '3.00')
    const body = { from: 'shared:kitty', to: 'shared:physics', amount: '2.00' }
    const key = { 'idempotency-key': 'kitty' }
    await must('POST', '/transfers', body, key)
    await must('POST', '/transfers', body, key)
    expect(await balance('shared:kitty')).toBe('1.00')
    const much = await ask('POST', '/transfers', body)
    expect([much.status, much.json.code]).toEqual([409, 'transfer-exceeds-balance'])
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => ask('POST', '/transfers', { ...body, amount: '0.25' })),
    )
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(4)
    expect(await balance('shared:kitty')).toBe('0.00')
    expect(await balance('shared:physics')).toBe('3.00')
  })

  it('between users are the tenant’s choice, and nobody gives away an overdraft', async () => {
    const body = { to: 'bob', amount: '1.00' }
    expect((await ask('POST', '/v1/me/transfers', body)).status).toBe(403)
    const settings = await must('GET', '/settings')
    await must('PUT', '/settings', { ...settings, userTransfers: true, overdraft: '50.00' })
    const before = Number(await balance('user:alice'))
    await must('POST', '/v1/me/transfers', body)
    expect(Number(await balance('user:alice'))).toBe(before - 1)
    expect((await ask('POST', '/v1/me/transfers', { to: 'alice', amount: '1.00' })).status).toBe(
      400,
    )
    expect((await ask('POST', '/v1/me/transfers', { to: 'nobody', amount: '1.00' })).status).toBe(
      404,
    )
    expect((await ask('POST', '/v1/me/transfers', { to: 'bob', amount: '30.00' })).status).toBe(409)
    await must('PUT', '/settings', settings)
    const mine = await must('GET', '/v1/me/entries?limit=1')
    expect(mine.items).toMatchObject([
      { amount: '-1.00', cause: { kind: 'transfer', id: 'user:bob' } },
    ])
    expect((await ask('GET', '/v1/me/entries?account=user:bob')).status).toBe(404)
  })
})

describe('refunds', () => {
  async function print(name: string): Promise<string> {
    const facts = makeFacts(name)
    expect((await stage.ask(device, facts)).json.verdict).toBe('release')
    await stage.report(device, [makeOutcome(facts.jobId)])
    return facts.jobId
  }

  it('never give back more than the job was charged, however many come at once', async () => {
    const job = await print('refund me')
    const before = Number(await balance('user:alice'))
    const part = await must('POST', `/jobs/${job}:refund`, { amount: '0.30', comment: 'jam' })
    expect(part).toMatchObject({ amount: '0.30', refunded: '0.30', charged: '0.70' })
    const replies = await Promise.all(
      Array.from({ length: 6 }, () => ask('POST', `/jobs/${job}:refund`, { amount: '0.15' })),
    )
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(2)
    const rest = await must('POST', `/jobs/${job}:refund`, {}, { 'idempotency-key': 'rest' })
    expect(rest).toMatchObject({ amount: '0.10', refunded: '0.70' })
    await must('POST', `/jobs/${job}:refund`, {}, { 'idempotency-key': 'rest' })
    const more = await ask('POST', `/jobs/${job}:refund`, {})
    expect(await must('GET', `/jobs/${job}`)).toMatchObject({ cost: '0.70', refunded: '0.70' })
    expect(more.json).toMatchObject({ code: 'refund-exceeds-charge', detail: '`0.00` is left' })
    expect(Number(await balance('user:alice'))).toBeCloseTo(before + 0.7, 4)
  })

  it('are asked for by the user and approved or denied once', async () => {
    const [first, second] = [await print('wish'), await print('no')]
    const wish = { amount: '0.20', comment: 'pale' }
    const asked = await must('POST', `/v1/me/jobs/${first}:request-refund`, wish)
    expect(asked).toMatchObject({ jobId: first, state: 'open', amount: '0.20', user: 'alice' })
    await must('POST', `/v1/me/jobs/${second}:request-refund`, {})
    const again = await ask('POST', `/v1/me/jobs/${first}:request-refund`, wish)
    expect(again.json.code).toBe('refund-decided')
    expect((await must('GET', '/refunds')).items).toHaveLength(2)
    const before = Number(await balance('user:alice'))
    await Promise.all([
      ask('POST', `/refunds/${first}:approve`, { comment: 'sorry' }),
      ask('POST', `/refunds/${first}:approve`, {}),
    ])
    expect(Number(await balance('user:alice'))).toBeCloseTo(before + 0.2, 4)
    const denied = await must('POST', `/refunds/${second}:deny`, { comment: 'fine print' })
    expect(denied).toMatchObject({ state: 'denied', answer: 'fine print' })
    expect((await ask('POST', `/refunds/${second}:approve`, {})).json.code).toBe('refund-decided')
    expect((await must('GET', '/refunds')).items).toEqual([])
    const decided = (await must('GET', '/refunds?state=decided')).items
    expect(decided.map((one: { state: string }) => one.state).sort()).toEqual([
      'approved',
      'denied',
    ])
  })

  it('of somebody else’s job cannot be asked for', async () => {
    const facts = makeFacts('of bob', {
      owner: { name: 'bob', identity: 'authenticated', forged: false },
    })
    await stage.ask(device, facts)
    await stage.report(device, [makeOutcome(facts.jobId)])
    const reply = await ask('POST', `/v1/me/jobs/${facts.jobId}:request-refund`, {})
    expect(reply.status).toBe(404)
  })
})

it('leaves a ledger in which every unit is accounted for', async () => {
  const { entries } = await expectSoundLedger(tenantId())
  expect(new Set(entries.map((one) => one.cause.kind))).toEqual(
    new Set(['job', 'refund', 'adjustment', 'credit', 'voucher', 'transfer']),
  )
})
