/** Puts a saved version in force when all of its cases come true; an older version again is the way back. */
import { Problem } from '#shared/contracts/problem.ts'
import type { RouteHandler } from '../../middleware/call.ts'
import { loadRules, activateRules as saveActiveVersion } from '../../stores/rules.ts'
import { loadTenant } from '../../stores/tenants.ts'
import { found } from '../found.ts'
import { presentVersion } from './present-version.ts'
import { proveCases } from './prove-cases.ts'

export const activateRules: RouteHandler<'activateRules'> = async ({ params }) => {
  const saved = found(await loadRules(params.tenant, params.version))
  proveCases(saved.document)
  return presentVersion(saved, await bringIntoForce(params.tenant, saved.version))
}

/** The version, in force now. Throws `version-changed` when somebody else did the same at this very moment. */
export async function bringIntoForce(tenantId: string, version: number): Promise<number> {
  const { rulesVersion: before } = await loadTenant(tenantId)
  if (before === version || (await saveActiveVersion(tenantId, before, version))) return version
  const { rulesVersion: now } = await loadTenant(tenantId)
  if (now === version) return version
  throw new Problem('version-changed', `version \`${now}\` was put in force at the same time`)
}
