/** Chains changes that did not get into the audit log at once: their function died, or too many came at that moment. */
import { composeSchedule, type ScheduleCall } from '../middleware/compose-schedule.ts'
import { chainIntent, loadIntents } from '../stores/audit.ts'
import { loadPlatformTenants } from '../stores/tenants.ts'

/** Longer than a function runs: what is younger may still be under way. */
const LEFT_AFTER_MS = 60_000

/** Bounded per run and tenant; the next run goes on, oldest first. */
export async function chainAudit({ nowMs, log }: ScheduleCall): Promise<{ chained: number }> {
  let chained = 0
  let after: string | null = null
  do {
    const page = await loadPlatformTenants(after)
    for (const tenantId of page.tenantIds) chained += await chainTenant(tenantId, nowMs)
    after = page.after
  } while (after !== null)
  log.info('audit rows chained late', { chained })
  return { chained }
}

export const handler = composeSchedule('chain-audit', chainAudit)

/** Whether the work was done is not known any more, only that it was begun. */
async function chainTenant(tenantId: string, nowMs: number): Promise<number> {
  let chained = 0
  for (const intent of await loadIntents(tenantId)) {
    if (Date.parse(intent.at) + LEFT_AFTER_MS > nowMs) continue
    if (await chainIntent(tenantId, intent, 'unknown')) chained++
  }
  return chained
}
