/** Creates a group or replaces what it gives. */
import { formatAmount, parseAmount } from '#shared/contracts/money.ts'
import type { Quota, QuotaShown } from '#shared/contracts/quota.ts'
import type { Call, RouteHandler } from '../../middleware/call.ts'
import { type GroupRecord, saveGroup } from '../../stores/groups.ts'
import { startQuotaRun, todayIn } from '../../stores/quota-runs.ts'
import { loadTenant } from '../../stores/tenants.ts'
import { presentGroup } from './present-group.ts'

export const putGroup: RouteHandler<'putGroup'> = async (call) => {
  const { params, body, nowMs } = call
  const { settings } = await loadTenant(params.tenant)
  const { initialCredit, quota, ...rest } = body
  const group = {
    ...rest,
    name: params.group,
    initialCreditMinor: parseAmount(initialCredit),
    quota: quota && completeQuota(quota, todayIn(settings.timeZone, nowMs)),
  }
  return saveChangedGroup(call, group)
}

/** A quota may be due the very day it is set, so its first run begins at once. */
export async function saveChangedGroup(
  { params, operation, nowMs }: Pick<Call<'putGroup'>, 'params' | 'operation' | 'nowMs'>,
  group: GroupRecord,
) {
  await saveGroup(params.tenant, group)
  if (group.quota !== null) await startQuotaRun(params.tenant, operation.id, nowMs)
  return presentGroup(group)
}

export function completeQuota(quota: Quota, today: string): QuotaShown {
  return {
    amount: formatAmount(parseAmount(quota.amount)),
    period: quota.period,
    dates: [...new Set(quota.dates)].sort(),
    cap: quota.cap === null ? null : formatAmount(parseAmount(quota.cap)),
    from: quota.from ?? today,
  }
}
