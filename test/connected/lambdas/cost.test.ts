/** What a decision costs in DynamoDB units, as the engine bills them. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { JobFacts } from '#shared/contracts/job-facts.ts'
import { type Device, makeFacts, makeOutcome, type Stage, startStage } from './stage.ts'

let stage: Stage
let device: Device
const units = { read: 0, write: 0 }

beforeAll(async () => {
  stage = await startStage()
  const tenant = stage.partner.tenants[0]
  const path = `/v1/tenants/${tenant.id}`
  device = await stage.enroll(tenant, 'main')
  // Rows that are forgotten one day are the larger ones.
  const settings = { unknownPages: 'hold', retentionDays: 3650 }
  await stage.call(tenant.admin, 'PUT', `${path}/settings`, settings)
  const side = { simplex: '0.10', duplex: '0.08' }
  const prices = { model: 'simple', gray: side, color: { simplex: '0.50', duplex: '0.40' } }
  await stage.call(tenant.admin, 'PATCH', `${path}/printers/office@main`, { prices })
  for (const name of ['alice', 'poor'])
    await stage.call(tenant.admin, 'PUT', `${path}/users/${name}`, {})
  const credit = { amount: '100.00' }
  await stage.call(tenant.admin, 'POST', `${path}/accounts/user:alice/entries`, credit)
  const lab = `${path}/accounts/shared:lab`
  await stage.call(tenant.admin, 'PUT', lab, {})
  await stage.call(tenant.admin, 'POST', `${lab}/entries`, credit)
  await stage.call(tenant.admin, 'PUT', `${lab}/access`, { groups: ['lab'] })
  const profile = { groups: ['lab'], defaultAccount: 'shared:lab' }
  await stage.call(tenant.admin, 'PUT', `${path}/users/member`, profile)
  // The connector itself is read twice a minute, however many jobs it asks for.
  await stage.ask(device, makeFacts('warm'))
})
afterAll(() => stage?.stop())
beforeEach(() => {
  units.read = 0
  units.write = 0
  stage.lambdas.table.setMeter((operation, count) => {
    units[operation] += count
  })
})
afterEach(() => stage.lambdas.table.setMeter(null))

const member = { name: 'member', identity: 'authenticated' as const, forged: false }
const usual = makeFacts('usual')
const dear: JobFacts = {
  ...makeFacts('dear'),
  documentName:
    'Jahresabschluss 2026 – Entwurf für die Gesellschafterversammlung (final, überarbeitet).pdf',
  ticket: { ...usual.ticket, copies: 12, duplex: true, pageRanges: '1-3' },
}

describe('units of the table', () => {
  it.each([
    ['an ordinary job', usual],
    ['a job with a long name and a full ticket', dear],
  ])(
    '%s: the decision takes at most 8 to write and 3 to read, with its end at most 16',
    async (_, facts) => {
      const answer = await stage.ask(device, facts)
      expect(answer.json.verdict).toBe('release')
      expect(units.write).toBeLessThanOrEqual(8)
      expect(units.read).toBeLessThanOrEqual(3)
      await stage.report(device, [makeOutcome(facts.jobId)])
      expect(units.read + units.write).toBeLessThanOrEqual(16)
    },
  )

  it('a shared account that a group lets in costs one reading more, and the group none the second time', async () => {
    await stage.ask(device, makeFacts('by group, first', { owner: member }))
    expect(units.read).toBeLessThanOrEqual(5)
    units.read = 0
    units.write = 0
    const answer = await stage.ask(device, makeFacts('by group', { owner: member }))
    expect(answer.json).toMatchObject({ verdict: 'release', account: 'shared:lab' })
    expect(units.write).toBeLessThanOrEqual(8)
    expect(units.read).toBeLessThanOrEqual(3)
  })

  it('a refusal takes at most 8 to write and 3 to read', async () => {
    const owner = { name: 'poor', identity: 'authenticated' as const, forged: false }
    expect((await stage.ask(device, makeFacts('poor', { owner }))).json.verdict).toBe('refuse')
    expect(units.write).toBeLessThanOrEqual(8)
    expect(units.read).toBeLessThanOrEqual(3)
  })
})
