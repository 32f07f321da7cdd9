/** Every decision case again, through the handler: what the case tells is stored, then a connector asks. */
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DecisionCase, readDecisionCases, showDecision } from '#help/decision-cases.ts'
import { makeDecisionInput } from '#help/decision-input.ts'
import type { AccountStanding, DecisionInput, JobAnswer } from '#shared/contracts/decision.ts'
import { makeUlid } from '#shared/contracts/ids.ts'
import { formatAmount } from '#shared/contracts/money.ts'
import type { PrinterPolicy } from '#shared/contracts/printer.ts'
import { type Device, type Stage, startStage } from './stage.ts'

const CASES = readDecisionCases()
/** The handler creates such a user before it decides. */
const NOT_STORED = new Set(['refuse-user-not-created.json'])
/** Zones whose clock differs by so much in January. */
const ZONES: Readonly<Record<number, string>> = {
  0: 'UTC',
  60: 'Europe/Berlin',
  330: 'Asia/Kolkata',
}

let stage: Stage
let device: Device
let tenantId: string
let stores: Awaited<ReturnType<typeof importStores>>

beforeAll(async () => {
  stage = await startStage()
  tenantId = stage.partner.tenants[0].id
  device = await stage.enroll(stage.partner.tenants[0], 'main')
  stores = await importStores()
})
afterAll(() => stage?.stop())

describe('decision cases through the handler', () => {
  it.each(
    CASES.filter(({ name }) => !NOT_STORED.has(name.split(':')[0] ?? '')).map(
      (one, index) => [one.name, one, index] as const,
    ),
  )('%s', async (_name, one, index) => {
    const input = makeInput(one, index)
    await store(input, index + 1)
    stage.clock.ms = Date.parse(input.now)
    const asked = Object.keys(input.answers).length === 0
    const { reasons, ...shown } = asked ? await askConnector(input) : await decideAgain(input)
    expect({ ...shown, reasons }).toMatchObject(one.expected)
  })
})

async function importStores() {
  const [table, keys, rules, fingerprints, jobs, explanations, decideJob, recompute] =
    await Promise.all([
      import('#lambdas/stores/table.ts'),
      import('#lambdas/stores/keys.ts'),
      import('#lambdas/stores/rules.ts'),
      import('#lambdas/stores/fingerprints.ts'),
      import('#lambdas/stores/jobs.ts'),
      import('#lambdas/stores/explanations.ts'),
      import('#lambdas/http/decide-job.ts'),
      import('#lambdas/http/recompute.ts'),
    ])
  return { table, ...keys, rules, fingerprints, jobs, explanations, decideJob, recompute }
}

/** A job and a document of its own, so that no case is another's duplicate; the rest is the case's. */
function makeInput({ name, parts }: DecisionCase, index: number): DecisionInput {
  const hash = createHash('sha256').update(`${index} ${name}`).digest()
  const { facts, ...rest } = makeDecisionInput(parts)
  const document = { ...facts.document, sha256: hash.toString('hex') }
  const jobId = makeUlid(Date.parse(facts.createdAt), hash)
  return { ...rest, facts: { ...facts, jobId, document } }
}

/** As the connector is answered, and as it is explained; what was explained decides to the same bytes again. */
async function askConnector(input: DecisionInput) {
  const reply = await stage.ask(device, input.facts)
  expect(reply.status, reply.text).toBe(200)
  const answer = reply.json as JobAnswer
  const job = await stores.jobs.loadJob(tenantId, input.facts.jobId)
  const explanation = await stores.explanations.loadExplanation(
    tenantId,
    input.facts.jobId,
    stage.clock.ms,
  )
  if (job?.decided === null || job === null || explanation === null) throw new Error('not stored')
  const { same, trace } = await stores.recompute.recompute(tenantId, explanation)
  expect(same).toBe(true)
  const matched = trace.steps.filter(({ looked }) => looked.matched === true)
  return {
    ...answer,
    redirectTo: answer.redirectTo ?? null,
    reasons: answer.reasons.map(({ code }) => code),
    quoted: job.decided.quoted,
    charges: job.charges.map(({ accountId, amountMinor }) => ({
      accountId,
      amount: formatAmount(amountMinor),
    })),
    matched: matched.map(({ rule }) => rule.replace('rule:', '')),
    comments: trace.comments ?? [],
    notifications: trace.notifications ?? [],
  }
}

/** As when an answer to a prompt came: the same reading and deciding, with the answers so far. */
async function decideAgain({ facts, now, answers }: DecisionInput) {
  const { siteId } = device
  const question = { tenantId, siteId, facts, now, nowMs: Date.parse(now), answers }
  const { decision } = await stores.decideJob.decideJob(
    await stores.decideJob.loadReading(question),
  )
  return showDecision(decision)
}

/** Everything of the case that the handler reads, in one transaction. */
async function store(input: DecisionInput, version: number): Promise<void> {
  const { keys, table, rules } = stores
  if (input.rules !== null) {
    const { document } = input.rules
    const saved = { version, document, yaml: null, rules: document.rules.length, cases: 0 }
    const operation = String(version)
    const about = { savedAt: input.now, savedBy: 'test', comment: '', operation }
    await rules.createRules(tenantId, operation, { ...saved, ...about })
  }
  const accounts = [...input.accounts, ...input.ruleAccounts]
  const put = (key: { pk: string; sk: string }, item: object) =>
    ({ kind: 'put', key, item: { ...item }, when: [] }) as const
  const gone = [keys.user(tenantId, 'alice'), keys.account(tenantId, 'user:alice')]
  const rows = [
    put(keys.tenant(tenantId), {
      partnerId: stage.partner.id,
      slug: 'tenant-0',
      name: 'Tenant 0',
      currency: input.currency,
      settings: { ...input.settings, timeZone: ZONES[input.utcOffsetMinutes] },
      rulesVersion: input.rules === null ? null : version,
    }),
    ...printersOf(input).map(([id, row]) => put(keys.printer(tenantId, id), row)),
    ...accounts.map((one, index) => put(keys.account(tenantId, one.id), accountRow(one, index))),
    ...(input.user === null ? [] : [put(keys.user(tenantId, 'alice'), userRow(input))]),
  ]
  const written = new Set(rows.map(({ key }) => `${key.pk} ${key.sk}`))
  await table.saveTogether([
    ...rows,
    ...gone
      .filter(({ pk, sk }) => !written.has(`${pk} ${sk}`))
      .map((key) => ({ kind: 'delete', key, when: [] }) as const),
  ])
  await storeDuplicate(input)
}

/** A printer of another site is to the connector as if it were not there. */
function printersOf(input: DecisionInput): readonly (readonly [string, object])[] {
  const row = (policy: PrinterPolicy, siteId: string, jobsWaiting: number) => ({
    ...policy,
    name: 'printer',
    queue: 'office',
    siteId,
    connectorId: device.connectorId,
    createdAt: input.now,
    jobsWaiting,
  })
  const { printer, targets } = input
  const own: readonly [string, object][] =
    printer === null
      ? [['office@main', row(makeDecisionInput().printer as PrinterPolicy, tenantId, 0)]]
      : [['office@main', row(printer, device.siteId, 0)]]
  const others = targets.filter(({ printerId }) => printerId !== 'office@main')
  const gone = ['lab@main', 'art@main', 'cheap@main', 'gone@main', 'dear@main']
    .filter((id) => !others.some(({ printerId }) => printerId === id))
    .map((id) => [id, row(makeDecisionInput().printer as PrinterPolicy, tenantId, 0)] as const)
  return [
    ...own,
    ...gone,
    ...others.map(
      ({ printerId, policy, jobsWaiting }) =>
        [printerId, row(policy, device.siteId, jobsWaiting)] as const,
    ),
  ]
}

function accountRow(account: AccountStanding, priority: number): object {
  const { name, restricted, disabled, pin } = account
  const { postedMinor: posted, heldMinor: held, overdraftMinor: overdraft } = account
  const available = posted - held + overdraft
  return { name, restricted, disabled, pin, priority, posted, held, overdraft, available }
}

function userRow({ user, accounts, split }: DecisionInput): object {
  const further = accounts.map(({ id }) => id).filter((id) => id !== 'user:alice')
  const { username: _, ...standing } = user ?? { username: '' }
  return {
    fullName: '',
    email: '',
    role: 'user',
    ...standing,
    split,
    version: 1,
    ...(further.length === 0 ? {} : { accounts: new Set(further) }),
  }
}

async function storeDuplicate({ facts, duplicateOf, now }: DecisionInput): Promise<void> {
  if (duplicateOf === null) return
  const { loadFingerprint, makeFingerprintRow } = stores.fingerprints
  const { hash } = await loadFingerprint(tenantId, facts)
  const before = { ...facts, jobId: duplicateOf }
  const row = makeFingerprintRow(tenantId, { hash, last: null }, before, Date.parse(now))
  await stores.table.saveItem({ ...row, when: [] })
}
