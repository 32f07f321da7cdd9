/** Saved rule sets, newest first. */
import type { RouteHandler } from '../../middleware/call.ts'
import { loadRulesPage } from '../../stores/rules.ts'
import { loadTenant } from '../../stores/tenants.ts'
import { loadList } from '../list.ts'
import { presentVersion } from './present-version.ts'

export const listRulesVersions: RouteHandler<'listRulesVersions'> = async ({ params, query }) => {
  const { tenant } = params
  const { rulesVersion } = await loadTenant(tenant)
  return loadList(
    `${tenant}.rules`,
    query,
    (limit, after) => loadRulesPage(tenant, limit, after),
    (saved) => presentVersion(saved, rulesVersion),
  )
}
