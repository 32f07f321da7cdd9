/** What a connector is answered where the printer, the rules or the user's accounts say more than yes or no. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { JobFacts } from '#shared/contracts/job-facts.ts'
import { DUPLICATE_SECONDS_DEFAULT } from '#shared/contracts/printer.ts'
import type { CustomRule } from '#shared/contracts/rules.ts'
import { type Device, makeFacts, START_MS, type Stage, startStage } from './stage.ts'

let stage: Stage
let device: Device
let tenant: Stage['partner']['tenants'][0]
let path: string
let stores: {
  rules: typeof import('#lambdas/stores/rules.ts')
  tenants: typeof import('#lambdas/stores/tenants.ts')
}

const PRICES = {
  model: 'simple',
  gray: { simplex: '0.10', duplex: '0.08' },
  color: { simplex: '0.50', duplex: '0.40' },
}
const RESTRICTIONS = { maxPages: null, colorAllowed: 'everyone' }

beforeAll(async () => {
  stage = await startStage()
  tenant = stage.partner.tenants[0]
  path = `/v1/tenants/${tenant.id}`
  device = await stage.enroll(tenant, 'main')
  await admin('PUT', 'users/alice', {})
  await admin('POST', 'accounts/user:alice/entries', { amount: '1000.00' })
  stores = {
    rules: await import('#lambdas/stores/rules.ts'),
    tenants: await import('#lambdas/stores/tenants.ts'),
  }
})
afterAll(() => stage?.stop())
beforeEach(async () => {
  stage.clock.ms = START_MS
  const hold = { mode: 'none', seconds: null }
  await patchPrinter({ prices: PRICES, restrictions: RESTRICTIONS, hold })
})

async function admin(method: string, url: string, body?: unknown) {
  const reply = await stage.call(tenant.admin, method, `${path}/${url}`, body)
  expect(reply.status, reply.text).toBeLessThan(300)
  return reply.json
}
const patchPrinter = (patch: object) => admin('PATCH', 'printers/office@main', patch)
const ask = async (facts: JobFacts) => (await stage.ask(device, facts)).json

/** The same document again: another job, made so many seconds later. */
function again(name: string, seconds: number, change: Partial<JobFacts> = {}): JobFacts {
  const { document } = makeFacts('the same')
  const createdAt = new Date(START_MS + seconds * 1_000).toISOString()
  return { ...makeFacts(name), document, createdAt, ...change }
}

describe('duplicates', () => {
  const watched = {
    restrictions: { ...RESTRICTIONS, duplicateSeconds: DUPLICATE_SECONDS_DEFAULT },
  }

  it('are refused within the time, by when the jobs were made', async () => {
    await patchPrinter(watched)
    expect(await ask(again('first', 0))).toMatchObject({ verdict: 'release' })
    const second = await ask(again('second', 59))
    expect(second).toMatchObject({ verdict: 'refuse', reasons: [{ code: 'duplicate-job' }] })
    // The refused one printed nothing, so the time still counts from the first.
    expect(await ask(again('third', 61))).toMatchObject({ verdict: 'release' })
    expect(await ask(again('fourth', 90))).toMatchObject({ verdict: 'refuse' })
  })

  it('are no duplicates with another name, owner, or number of copies', async () => {
    await patchPrinter(watched)
    const later = (name: string, change: Partial<JobFacts>) => ask(again(name, 1_000, change))
    expect(await later('a', {})).toMatchObject({ verdict: 'release' })
    expect(await later('b', { documentName: 'other.pdf' })).toMatchObject({ verdict: 'release' })
    const { ticket } = makeFacts('c')
    expect(await later('c', { ticket: { ...ticket, copies: 2 } })).toMatchObject({
      verdict: 'release',
    })
    const owner = { name: 'bob', identity: 'authenticated' as const, forged: false }
    expect(await later('d', { owner })).toMatchObject({ reasons: [{ code: 'funds-insufficient' }] })
  })

  it('asked for at once print once', async () => {
    await patchPrinter(watched)
    const jobs = Array.from({ length: 5 }, (_, index) => again(`at once ${index}`, 5_000))
    const answers = await Promise.all(jobs.map(ask))
    expect(answers.filter(({ verdict }) => verdict === 'release')).toHaveLength(1)
    expect(answers.filter(({ verdict }) => verdict === 'refuse')).toHaveLength(4)
  })

  it('asked for again is the same job, and the same answer', async () => {
    await patchPrinter(watched)
    const facts = again('repeated', 9_000)
    const [one, two] = [await stage.ask(device, facts), await stage.ask(device, facts)]
    expect(one.json.verdict).toBe('release')
    expect(two.text).toBe(one.text)
  })
})

describe('printers', () => {
  it('that hold keep the job, and say who may let it go', async () => {
    await patchPrinter({ hold: { mode: 'user', seconds: 600 } })
    const answer = await ask(makeFacts('held'))
    expect(answer).toMatchObject({ verdict: 'hold', releaseBy: 'user', holdSeconds: 600 })
    expect(await admin('GET', `jobs/${makeFacts('held').jobId}`)).toMatchObject({ state: 'held' })
  })

  it('keep what a change does not name', async () => {
    await patchPrinter({ hold: { mode: 'user', seconds: 600 } })
    const changed = await patchPrinter({ name: 'Front office' })
    expect(changed).toMatchObject({ name: 'Front office', hold: { mode: 'user', seconds: 600 } })
  })

  it('are told which field of a price or a restriction cannot be', async () => {
    const body = {
      prices: { ...PRICES, gray: { simplex: '-0.10', duplex: '0.08' } },
      restrictions: { ...RESTRICTIONS, maxCopies: 0 },
    }
    const url = `${path}/printers/office@main`
    const reply = await stage.call(tenant.admin, 'PATCH', url, body)
    expect(reply.status).toBe(400)
    const fields = reply.json.errors ?? reply.json.fields
    expect(
      fields.map((one: { path?: string; pointer?: string }) => one.path ?? one.pointer),
    ).toEqual(expect.arrayContaining(['/prices/gray/simplex', '/restrictions/maxCopies']))
  })
})

describe('a sign of life', () => {
  const hello = (printers: object[]) => {
    const body = { version: '1', platform: 'test', spooler: 'test', jobsOpen: 0, printers }
    return stage.send(stage.signed(device, '/v1/connector/hello', body))
  }

  it('tells how the printers of the site are, and of no other', async () => {
    const other = await stage.enroll(tenant, 'annex')
    expect(other.siteId).not.toBe(device.siteId)
    const sight = (printerId: string, jobsWaiting: number) => ({
      ...{ printerId, jobsWaiting, state: 'stopped', pageCounter: 4_711 },
      stateReasons: ['media-jam-error'],
    })
    const told = [sight('office@main', 3), sight('office@annex', 9), sight('gone@main', 1)]
    expect((await hello(told)).status).toBe(200)
    const { loadTargets } = await import('#lambdas/stores/printers.ts')
    const ids = told.map(({ printerId }) => printerId)
    const found = await loadTargets(tenant.id, ids)
    expect(found.map(({ printer, jobsWaiting }) => [printer.id, jobsWaiting])).toEqual([
      ['office@main', 3],
      ['office@annex', 0],
    ])
    const shown = await stage.call(tenant.admin, 'GET', `${path}/printers/office@main`)
    expect(shown.json).toMatchObject({
      state: 'stopped',
      stateReasons: ['media-jam-error'],
      jobsWaiting: 3,
      pageCounter: 4_711,
      seenAt: new Date(stage.clock.ms).toISOString(),
    })
    const never = await stage.call(tenant.admin, 'GET', `${path}/printers/office@annex`)
    expect(never.json).toMatchObject({ state: null, stateReasons: [], seenAt: null })
  })
})

describe('rules', () => {
  let version = 100
  async function activate(...rules: CustomRule[]): Promise<void> {
    const saved = { version: ++version, document: { rules, cases: [] }, yaml: null }
    const operation = `operation ${version}`
    const about = { savedAt: '2027-03-01T08:00:00Z', savedBy: 'test', comment: '', operation }
    await stores.rules.createRules(tenant.id, operation, {
      ...saved,
      ...about,
      rules: rules.length,
      cases: 0,
    })
    const before = (await stores.tenants.loadTenant(tenant.id)).rulesVersion
    expect(await stores.rules.activateRules(tenant.id, before, version)).toBe(true)
  }
  const makeRule = (when: string, ...actions: CustomRule['then']): CustomRule =>
    // biome-ignore lint/suspicious/noThenProperty: the field's own word; a rule is data and never awaited
    ({ id: 'only', when, then: actions })

  it('that ask reserve nothing, and put the question into the answer', async () => {
    await activate(
      makeRule('true', { do: 'ask', message: 'sure?', timeoutSeconds: 60, onTimeout: 'refuse' }),
    )
    const facts = makeFacts('asked')
    const before = await admin('GET', 'accounts/user:alice')
    const answer = await ask(facts)
    expect(answer).toMatchObject({ verdict: 'ask', cost: '0.00', prompt: { id: 'rule:only' } })
    expect(await admin('GET', `jobs/${facts.jobId}`)).toMatchObject({ state: 'asking' })
    expect(await admin('GET', 'accounts/user:alice')).toMatchObject({ held: before.held })
  })

  it('know whether the user looks for questions', async () => {
    await activate(makeRule('client.running', { do: 'refuse', message: 'you are there' }))
    expect(await ask(makeFacts('away'))).toMatchObject({ verdict: 'release' })
    await stage.call(tenant.user, 'GET', '/v1/me/prompts')
    expect(await ask(makeFacts('there'))).toMatchObject({ message: 'you are there' })
    stage.clock.ms += 10 * 60_000
    expect(await ask(makeFacts('gone again'))).toMatchObject({ verdict: 'release' })
  })

  it('read the clock of the tenant', async () => {
    const settings = await admin('GET', 'settings')
    await admin('PUT', 'settings', { ...settings, timeZone: 'Asia/Tokyo' })
    await activate(makeRule('time.clock == "17:00"', { do: 'refuse', message: 'tea' }))
    expect(await ask(makeFacts('tea'))).toMatchObject({ message: 'tea' })
    await admin('PUT', 'settings', settings)
  })

  it('are remembered by version: a past job is decided again as it was, byte for byte', async () => {
    await activate(makeRule('job.color', { do: 'convert', grayscale: true }))
    const facts = makeFacts('recomputed')
    expect(await ask(facts)).toMatchObject({ changes: { grayscale: true } })
    await activate(makeRule('true', { do: 'refuse', message: 'closed' }))
    await patchPrinter({ prices: { ...PRICES, minimum: '9.00' } })
    const trace = await admin('GET', `jobs/${facts.jobId}/trace?recompute=true`)
    expect(trace.recomputed).toEqual({ same: true, trace: trace.trace })
    expect((await admin('GET', `jobs/${facts.jobId}/trace`)).recomputed).toBeNull()
  })
})
