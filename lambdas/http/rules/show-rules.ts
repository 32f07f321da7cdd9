/** The rule set that was saved last, to be changed and saved again with its `ETag` as `If-Match`. */
import { EMPTY_RULE_SET } from '#shared/contracts/rules.ts'
import type { RouteHandler } from '../../middleware/call.ts'
import { loadNewestRules } from '../../stores/rules.ts'
import { loadTenant } from '../../stores/tenants.ts'
import { formatEtag } from './read-rules.ts'

export const showRules: RouteHandler<'showRules'> = async ({ params: { tenant } }) => {
  const [{ rulesVersion: activeVersion }, newest] = await Promise.all([
    loadTenant(tenant),
    loadNewestRules(tenant),
  ])
  const version = newest?.version ?? 0
  const document = newest?.document ?? EMPTY_RULE_SET
  return {
    raw: true,
    status: 200,
    contentType: 'application/json',
    etag: formatEtag(version, activeVersion),
    body: JSON.stringify({ version, activeVersion, document }),
  }
}
