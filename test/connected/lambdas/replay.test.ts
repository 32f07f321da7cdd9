// biome-ignore-all lint/suspicious/noThenProperty: a rule's own word; a rule is data and never awaited
// Past jobs decided again: history comes out as it was, and a draft says whom it would hit.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ENV } from '#shared/contracts/wiring.ts'
import { type Device, makeFacts, START_MS, type Stage, startStage } from './stage.ts'

const JOBS = 120
const HOUR_MS = 3_600_000
const STEPS_LIMIT = 200

const DRAFT = {
  rules: [
    { id: 'no-color', when: 'job.colorSides > 0', then: [{ do: 'refuse', message: 'no color' }] },
    { id: 'both-sides', when: 'job.sides > 1', then: [{ do: 'convert', duplex: true }] },
  ],
}

let stage: Stage
let device: Device
let tenant: Stage['partner']['tenants'][0]
let path: string
let steps: typeof import('#lambdas/queue/run-replays.ts')
const colored: string[] = []

beforeAll(async () => {
  stage = await startStage()
  steps = await import('#lambdas/queue/run-replays.ts')
  tenant = stage.partner.tenants[0]
  path = `/v1/tenants/${tenant.id}`
  device = await stage.enroll(tenant, 'main')
  await admin('PATCH', 'printers/office@main', {
    prices: {
      model: 'simple',
      gray: { simplex: '0.10', duplex: '0.08' },
      color: { simplex: '0.50', duplex: '0.40' },
    },
  })
  await admin('PUT', 'users/alice', {})
  await admin('POST', 'accounts/user:alice/entries', { amount: '1000.00' })
  for (let number = 0; number < JOBS; number++) {
    const isColored = number % 3 === 0
    const base = makeFacts(`replay ${number}`)
    const colorPages = isColored
      ? base.document.colorPages
      : { value: 0, known: 'exact' as const, ranges: '' }
    const facts = { ...base, document: { ...base.document, colorPages } }
    if (isColored) colored.push(facts.jobId)
    const reply = await stage.ask(device, facts)
    expect(reply.json, reply.text).toMatchObject({ verdict: 'release' })
  }
}, 120_000)
afterAll(() => stage?.stop())

const admin = (method: string, rest: string, body?: unknown) =>
  stage.call(tenant.admin, method, `${path}/${rest}`, body)

const period = {
  from: new Date(START_MS - 2 * HOUR_MS).toISOString(),
  to: new Date(START_MS + 4 * HOUR_MS).toISOString(),
}

/** As the queue does: every message until none is left, each one twice. */
async function runSteps(): Promise<void> {
  const log = stage.lambdas.makeLog(stage.doors, {})
  for (let step = 0; step < STEPS_LIMIT; step++) {
    const body = stage.queued.shift()
    if (body === undefined) return
    const call = { body, nowMs: stage.clock.ms, log }
    await Promise.all([steps.runReplay(call), steps.runReplay(call)])
  }
  throw new Error('steps without end')
}

async function replay(request: object) {
  const started = await admin('POST', 'rules:replay', { ...period, ...request })
  expect(started.status, started.text).toBe(202)
  expect(started.json).toMatchObject({ state: 'running', progress: { jobs: 0 } })
  await runSteps()
  return (await admin('GET', `replays/${started.json.id}`)).json
}

describe('a replay', () => {
  it('of the rules in force reproduces history to the last byte', async () => {
    const result = await replay({})
    expect(result).toMatchObject({
      state: 'done',
      progress: { jobs: JOBS },
      history: { same: JOBS, different: 0, samples: [] },
      unchanged: JOBS,
      differences: [],
    })
    expect(result.before).toEqual(result.after)
    expect(result.before.sides).toBe(3 * JOBS)
  })

  it('of a draft tells who would be refused and converted, and what that saves', async () => {
    const result = await replay({ rules: DRAFT })
    const kinds = Object.fromEntries(
      result.differences.map((one: { kind: string; jobs: number }) => [one.kind, one.jobs]),
    )
    expect(kinds).toEqual({ 'now-refused': colored.length, converted: JOBS - colored.length })
    expect(result.after).toMatchObject({ refused: 40, released: 80, sheets: 160 })
    expect(result.before).toMatchObject({ refused: 0, released: 120, sheets: 360 })
    expect(result.before.co2Grams - result.after.co2Grams).toBeCloseTo(200 * 4.6)
    const [refused] = result.differences
    expect(refused.samples).toHaveLength(20)
    expect(colored).toContain(refused.samples[0].jobId)
    expect(refused.samples[0]).toMatchObject({
      user: 'alice',
      before: { verdict: 'release', cost: '0.70' },
      after: { verdict: 'refuse', cost: '0.00' },
    })
    expect(refused.costMore).toBe('-28.00')
  })

  it('of one draft against another', async () => {
    const result = await replay({ rules: DRAFT, against: { document: DRAFT } })
    expect(result).toMatchObject({ unchanged: JOBS, differences: [] })
  })

  it('charges nobody and changes no job', async () => {
    const before = [await admin('GET', 'accounts/user:alice'), await admin('GET', 'jobs')]
    await replay({ rules: DRAFT })
    const after = [await admin('GET', 'accounts/user:alice'), await admin('GET', 'jobs')]
    expect(after.map(({ text }) => text)).toEqual(before.map(({ text }) => text))
  })

  it('says so when a job was not decided as its record tells', async () => {
    const [key] = colored
    await damage(key ?? '')
    const result = await replay({})
    expect(result.history).toMatchObject({ same: JOBS - 1, different: 1, samples: [key] })
  })

  it('stops when it is canceled', async () => {
    const started = await admin('POST', 'rules:replay', { ...period, rules: DRAFT })
    const canceled = await admin('POST', `replays/${started.json.id}:cancel`, {})
    expect(canceled.json.state).toBe('canceled')
    await runSteps()
    const result = (await admin('GET', `replays/${started.json.id}`)).json
    expect(result).toMatchObject({ state: 'canceled', progress: { jobs: 0 } })
  })

  it.each([
    [{ from: period.to, to: period.from }, 'request-malformed', '/to'],
    [{ ...period, rules: DRAFT, version: 1 }, 'request-malformed', '/version'],
    [{ ...period, from: '2020-01-01T00:00:00Z' }, 'request-malformed', '/to'],
    [{ ...period, rules: { rules: [{ id: 'a', when: 'job.', then: [] }] } }, null, null],
    [{ ...period, version: 77 }, 'not-found', null],
  ])('refuses %j', async (body, code, at) => {
    const reply = await admin('POST', 'rules:replay', body)
    expect(reply.status).toBeGreaterThanOrEqual(400)
    if (code !== null) expect(reply.json.code).toBe(code)
    if (at !== null) expect(reply.json.fields[0].path).toBe(at)
  })
})

/** The stored trace is another one's. */
async function damage(jobId: string): Promise<void> {
  const explanations = await import('#lambdas/stores/explanations.ts')
  const stored = await explanations.loadExplanation(tenant.id, jobId, stage.clock.ms)
  if (stored === null) throw new Error('no explanation')
  expect(process.env[ENV.tableName]).toBeDefined()
  const decisionHash = '0000000000000000'
  const row = explanations.makeExplanationRow(tenant.id, jobId, { ...stored, decisionHash })
  await stage.lambdas.table.saveItem(row)
}
