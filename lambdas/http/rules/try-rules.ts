/** Decides one job by a draft or a version, with the whole trace; nothing is stored, nobody is charged. */
import { EMPTY_RULE_SET, type RuleSet } from '#shared/contracts/rules.ts'
import type { Tenant } from '#shared/contracts/tenant.ts'
import { compileRules } from '#shared/decision/cel/compile.ts'
import { decide } from '#shared/decision/decide.ts'
import { presentDecision } from '#shared/decision/present-decision.ts'
import type { Call, RouteHandler } from '../../middleware/call.ts'
import { loadRules } from '../../stores/rules.ts'
import { loadTenant } from '../../stores/tenants.ts'
import { TOOLS } from '../decide-job.ts'
import { found } from '../found.ts'
import { loadTried } from './load-tried.ts'
import { refuseInvalid } from './read-rules.ts'

/** That of no version: a draft was not saved. */
const DRAFT_VERSION = 0

interface Rules {
  readonly version: number
  readonly document: RuleSet
}

export const tryRules: RouteHandler<'tryRules'> = async (call) => {
  const tenant = await loadTenant(call.params.tenant)
  const { version, document } = await loadTriedRules(call, tenant)
  const input = await loadTried(call, tenant, document)
  return presentDecision(decide({ ...input, rules: { version, document } }, TOOLS))
}

async function loadTriedRules({ body }: Call<'tryRules'>, tenant: Tenant): Promise<Rules> {
  if (body.document !== undefined)
    return { version: DRAFT_VERSION, document: compile(body.document) }
  const version = body.version ?? tenant.rulesVersion
  if (version === null) return { version: DRAFT_VERSION, document: EMPTY_RULE_SET }
  return found(await loadRules(tenant.id, version))
}

/** Throws `rules-invalid`. */
function compile(document: RuleSet): RuleSet {
  const { problems } = compileRules(document)
  return refuseInvalid(problems === null ? { document, problems } : { document: null, problems })
}
