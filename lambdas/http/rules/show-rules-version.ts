/** One saved rule set: as JSON, or as YAML the way it was written. */
import { formatYaml } from '#shared/decision/cel/read-document.ts'
import type { RouteHandler } from '../../middleware/call.ts'
import { loadRules } from '../../stores/rules.ts'
import { loadTenant } from '../../stores/tenants.ts'
import { found } from '../found.ts'
import { presentVersion } from './present-version.ts'
import { wantsYaml, YAML_TYPE } from './read-rules.ts'

export const showRulesVersion: RouteHandler<'showRulesVersion'> = async ({ params, event }) => {
  const saved = found(await loadRules(params.tenant, params.version))
  if (wantsYaml(event)) {
    const body = saved.yaml ?? formatYaml(saved.document)
    return { raw: true, status: 200, contentType: YAML_TYPE, body }
  }
  const { rulesVersion } = await loadTenant(params.tenant)
  return { ...presentVersion(saved, rulesVersion), document: saved.document }
}
