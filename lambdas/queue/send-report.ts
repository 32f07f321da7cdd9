/** Sends one report of one period by e-mail: once, unless a function dies between sending and writing it down. */
import { Problem } from '#shared/contracts/problem.ts'
import {
  type Report,
  type ReportOrderMessage,
  reportOrderMessage,
} from '#shared/contracts/report.ts'
import type { Tenant } from '#shared/contracts/tenant.ts'
import { composeQueue, type QueueCall } from '../middleware/compose-queue.ts'
import { formatTime } from '../middleware/doors.ts'
import { hideDocuments } from '../middleware/hiding.ts'
import { formatReportCsv } from '../reports/format-csv.ts'
import { formatReportPdf } from '../reports/format-pdf.ts'
import { loadReport } from '../reports/load-report.ts'
import { makeReportMail } from '../reports/make-mail.ts'
import { catchUp } from '../reports/roll-up.ts'
import { WORDS } from '../reports/words.ts'
import { mailFrom, sendMail } from '../stores/mail.ts'
import {
  loadReportSchedule,
  type ReportScheduleRecord,
  saveReportProgress,
} from '../stores/report-schedules.ts'
import { loadTenant } from '../stores/tenants.ts'

/** Rows of an attachment; the mail says when there are more. */
const ROWS_LIMIT = 2_000

/** Throws on a message that is not one of ours, and when the mail was not taken: it is delivered again. */
export async function sendReport({ body, nowMs, log }: QueueCall): Promise<void> {
  const order = parseMessage(body)
  const { tenantId, scheduleId, last } = order
  const schedule = await loadReportSchedule(tenantId, scheduleId)
  if (schedule === null || !schedule.active) return
  if (schedule.sentThrough !== null && schedule.sentThrough >= last) return
  let failure = 'the report could not be made'
  try {
    const tenant = await loadTenant(tenantId)
    await catchUp({ tenantId, timeZone: tenant.settings.timeZone, nowMs })
    const message = await compose(order, schedule, tenant, nowMs)
    failure = 'the mail was not taken'
    await sendMail(schedule.recipients, message)
  } catch (error) {
    await saveReportProgress(tenantId, scheduleId, { failure })
    throw error
  }
  const sent = { sentThrough: last, sentAt: formatTime(nowMs), failure: '' } as const
  await saveReportProgress(tenantId, scheduleId, sent)
  log.info('report sent', { tenantId, scheduleId, last })
}

export const handler = composeQueue('send-report', sendReport)

function parseMessage(body: string): ReportOrderMessage {
  const result = reportOrderMessage.safeParse(readJson(body))
  if (result.success) return result.data
  throw new Problem('request-malformed', 'the message is no order of a report')
}

function readJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}

async function compose(
  { scheduleId, first, last }: ReportOrderMessage,
  schedule: ReportScheduleRecord,
  tenant: Tenant,
  nowMs: number,
): Promise<Buffer> {
  const { report: name, filters, language, format } = schedule
  const period = { first, last }
  const order = { tenant, name, period, filters, language, nowMs, limit: ROWS_LIMIT, after: null }
  const loaded = await loadReport(order)
  const whole: Report = { ...loaded.report, next: null }
  const report = schedule.hidesDocuments ? (hideDocuments(whole) as Report) : whole
  const days = first === last ? first : `${first} – ${last}`
  const { attached, more } = WORDS
  const text = [attached[language], ...(loaded.after === null ? [] : [more[language]])]
  return makeReportMail({
    from: mailFrom(),
    recipients: schedule.recipients,
    subject: `${tenant.name}: ${report.heading}, ${days}`,
    text: `${text.join('\n')}\n`,
    file: {
      name: `${name}-${first}-${last}.${format}`,
      ...(format === 'csv'
        ? { type: 'text/csv', bytes: Buffer.from(formatReportCsv(report, language)) }
        : {
            type: 'application/pdf',
            bytes: await formatReportPdf(report, { tenantName: tenant.name, language }),
          }),
    },
    key: `${scheduleId} ${last}`,
    date: new Date(nowMs),
  })
}
