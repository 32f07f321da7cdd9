/** Names the scheduled reports whose period is over, each period once; a queue sends them. */
import { Problem } from '#shared/contracts/problem.ts'
import { composeSchedule, type ScheduleCall } from '../middleware/compose-schedule.ts'
import { duePeriod } from '../reports/due-period.ts'
import { sendReportOrder } from '../stores/mail-orders.ts'
import { loadReportSchedules, saveReportProgress } from '../stores/report-schedules.ts'
import { loadPlatformTenants, loadTenant } from '../stores/tenants.ts'

export async function dueReports({ nowMs, log }: ScheduleCall): Promise<{ queued: number }> {
  let queued = 0
  let after: string | null = null
  do {
    const page = await loadPlatformTenants(after)
    for (const tenantId of page.tenantIds) {
      // One tenant that is written to too much must not keep the others waiting.
      try {
        queued += await queueTenant(tenantId, nowMs)
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        log.error('tenant skipped', { tenantId, code: error.code })
      }
    }
    after = page.after
  } while (after !== null)
  if (queued > 0) log.info('reports queued', { queued })
  return { queued }
}

export const handler = composeSchedule('due-reports', dueReports)

async function queueTenant(tenantId: string, nowMs: number): Promise<number> {
  const schedules = (await loadReportSchedules(tenantId)).filter(({ active }) => active)
  if (schedules.length === 0) return 0
  const { settings } = await loadTenant(tenantId)
  let queued = 0
  for (const schedule of schedules) {
    const { first, last } = duePeriod(schedule, settings.timeZone, nowMs)
    const known = schedule.queuedThrough !== null && schedule.queuedThrough >= last
    // A schedule that was made today begins with the period that ends after that.
    if (known || nowMs < Date.parse(schedule.createdAt) || last < schedule.createdAt.slice(0, 10)) {
      continue
    }
    // Sent before it is remembered: a message too many finds its period sent and does nothing.
    await sendReportOrder({ tenantId, scheduleId: schedule.id, first, last })
    await saveReportProgress(tenantId, schedule.id, { queuedThrough: last })
    queued++
  }
  return queued
}
