/** What a trial decides on: a past job as everything stood, a job as everything stands, or one that is made up. */
import type { DecisionInput } from '#shared/contracts/decision.ts'
import type { RuleSet } from '#shared/contracts/rules.ts'
import type { Tenant } from '#shared/contracts/tenant.ts'
import { applyGiven, makeCaseInput } from '#shared/decision/cel/case-input.ts'
import { needsOf } from '#shared/decision/rule-needs.ts'
import type { Call } from '../../middleware/call.ts'
import { loadExplanation } from '../../stores/explanations.ts'
import { loadPrinter } from '../../stores/printers.ts'
import { decideJob, loadReading } from '../decide-job.ts'
import { found } from '../found.ts'
import { addNamed, loadNamed } from './load-named.ts'

type Input = Omit<DecisionInput, 'rules'>

/** Accounts and printers that the rules name are there, as they are now where the job did not know them. */
export async function loadTried(
  call: Call<'tryRules'>,
  tenant: Tenant,
  document: RuleSet,
): Promise<Input> {
  const { job, facts, given = {} } = call.body
  if (job === undefined && facts === undefined) return makeCaseInput(given, document)
  const base =
    job === undefined
      ? await loadPresent(call, tenant)
      : found(await loadExplanation(tenant.id, job, call.nowMs)).input
  const named = await loadNamed(tenant.id, needsOf(document))
  return applyGiven({ ...addNamed(base, named), rules: null }, given)
}

async function loadPresent(call: Call<'tryRules'>, tenant: Tenant): Promise<Input> {
  const facts = found(call.body.facts ?? null)
  const printer = found(await loadPrinter(tenant.id, facts.printerId))
  const reading = await loadReading({
    tenantId: tenant.id,
    siteId: printer.siteId,
    facts,
    now: call.now,
    nowMs: call.nowMs,
    answers: {},
    onlyLooks: true,
  })
  const { input } = await decideJob(reading)
  const isNew = input.user === null && input.settings.unknownUser === 'create'
  if (!isNew || facts.owner.forged) return input
  // As it would be created, without money.
  return applyGiven(input, { user: { name: facts.owner.name, balance: '0.00' } })
}
