/** Changes parts of what a group gives. */
import { parseAmount } from '#shared/contracts/money.ts'
import type { RouteHandler } from '../../middleware/call.ts'
import { loadGroup } from '../../stores/groups.ts'
import { todayIn } from '../../stores/quota-runs.ts'
import { loadTenant } from '../../stores/tenants.ts'
import { found } from '../found.ts'
import { completeQuota, saveChangedGroup } from './put-group.ts'

export const patchGroup: RouteHandler<'patchGroup'> = async (call) => {
  const { params, body, nowMs } = call
  const [{ settings }, stored] = await Promise.all([
    loadTenant(params.tenant),
    loadGroup(params.tenant, params.group),
  ])
  const group = found(stored)
  const { description, initialCredit, restricted, quota } = body
  return saveChangedGroup(call, {
    ...group,
    description: description ?? group.description,
    initialCreditMinor:
      initialCredit === undefined ? group.initialCreditMinor : parseAmount(initialCredit),
    restricted: restricted === undefined ? group.restricted : restricted,
    quota:
      quota === undefined
        ? group.quota
        : quota && completeQuota(quota, todayIn(settings.timeZone, nowMs)),
  })
}
