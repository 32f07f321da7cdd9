/** Decides one job by a draft or a version, with the whole trace; nothing is stored, nobody is charged. */
import type { Decision, DecisionInput } from '#shared/contracts/decision.ts'
import { formatAmount } from '#shared/contracts/money.ts'
import { Problem } from '#shared/contracts/problem.ts'
import { EMPTY_RULE_SET, type RuleSet } from '#shared/contracts/rules.ts'
import { applyGiven, makeCaseInput } from '#shared/decision/cel/case-input.ts'
import { compileRules } from '#shared/decision/cel/compile.ts'
import { decide } from '#shared/decision/decide.ts'
import type { Call, RouteHandler } from '../../middleware/call.ts'
import { loadRules } from '../../stores/rules.ts'
import { loadTenant } from '../../stores/tenants.ts'
import { found } from '../found.ts'
import { TOOLS } from './prove-cases.ts'
import { refuseInvalid } from './read-rules.ts'

/** A version that nothing has: the draft was not saved. */
const DRAFT_VERSION = 0

interface Rules {
  readonly version: number
  readonly document: RuleSet
}

export const tryRules: RouteHandler<'tryRules'> = async (call) => {
  const rules = await loadTried(call)
  const input = await loadInput(call, rules)
  return presentDecision(decide({ ...input, rules }, TOOLS))
}

async function loadTried({ params: { tenant }, body }: Call<'tryRules'>): Promise<Rules> {
  if (body.document !== undefined) {
    const { problems } = compileRules(body.document)
    refuseInvalid(
      problems === null ? { document: body.document, problems } : { document: null, problems },
    )
    return { version: DRAFT_VERSION, document: body.document }
  }
  const version = body.version ?? (await loadTenant(tenant)).rulesVersion
  if (version === null) return { version: DRAFT_VERSION, document: EMPTY_RULE_SET }
  return found(await loadRules(tenant, version))
}

async function loadInput({ body }: Call<'tryRules'>, { document }: Rules): Promise<DecisionInput> {
  const { job, facts, given = {} } = body
  if (job !== undefined) throw new Problem('not-found')
  const input = makeCaseInput(given, document)
  return facts === undefined ? input : applyGiven({ ...input, facts }, given)
}

function presentDecision(decision: Decision) {
  const { costMinor, charges, reasons, comments, notifications, releaseBy: _, ...told } = decision
  return {
    ...told,
    reasons: [...reasons],
    cost: formatAmount(costMinor),
    charges: charges.map(({ accountId, amountMinor }) => ({
      account: accountId,
      amount: formatAmount(amountMinor),
    })),
    comments: [...comments],
    notifications: notifications.map(({ to, text }) => ({ to, text })),
  }
}
