/** Gives back reservations that nobody settled in time: bounded per run, and the next run goes on where this one stopped. */
import { Problem } from '#shared/contracts/problem.ts'
import { ENV } from '#shared/contracts/wiring.ts'
import { composeSchedule, type ScheduleCall } from '../middleware/compose-schedule.ts'
import { loadEnv } from '../stores/doors.ts'
import { loadPlatformTenants } from '../stores/tenants.ts'
import { sweepTenant } from './sweep-tenant.ts'

const HOUR_MS = 3_600_000

export async function voidStale({ nowMs, log }: ScheduleCall): Promise<{ voided: number }> {
  const staleAfterMs = Number(loadEnv(ENV.staleAfterHours)) * HOUR_MS
  let voided = 0
  let after: string | null = null
  do {
    const page = await loadPlatformTenants(after)
    for (const tenantId of page.tenantIds) {
      // One tenant that is written to too much must not keep the others waiting.
      try {
        voided += await sweepTenant(tenantId, nowMs, staleAfterMs)
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        log.error('tenant skipped', { tenantId, code: error.code })
      }
    }
    after = page.after
  } while (after !== null)
  log.info('stale reservations voided', { voided })
  return { voided }
}

export const handler = composeSchedule('void-stale', voidStale)
