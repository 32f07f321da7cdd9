/** Counts jobs into the figures that reports are made of: bounded per run and tenant, and the next run goes on. */
import { Problem } from '#shared/contracts/problem.ts'
import { composeSchedule, type ScheduleCall } from '../middleware/compose-schedule.ts'
import { rollUp } from '../reports/roll-up.ts'
import { loadPlatformTenants, loadTenant } from '../stores/tenants.ts'

const ROWS_LIMIT = 100_000

export async function rollUpAll({ nowMs, log }: ScheduleCall): Promise<{ behind: number }> {
  let behind = 0
  let after: string | null = null
  do {
    const page = await loadPlatformTenants(after)
    for (const tenantId of page.tenantIds) {
      // One tenant that is written to too much must not keep the others waiting.
      try {
        const { settings } = await loadTenant(tenantId)
        const { timeZone } = settings
        if (!(await rollUp({ tenantId, timeZone, nowMs, rowsLimit: ROWS_LIMIT }))) behind++
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        log.error('tenant skipped', { tenantId, code: error.code })
      }
    }
    after = page.after
  } while (after !== null)
  if (behind > 0) log.info('tenants with more to count', { behind })
  return { behind }
}

export const handler = composeSchedule('roll-up', rollUpAll)
