/** Reports that are sent by e-mail, and how far each got. */
import {
  REPORT_SCHEDULES_LIMIT,
  type ReportSchedule,
  type ReportScheduleBody,
} from '#shared/contracts/report.ts'
import { text, textOrNull } from './attributes.ts'
import type { Item } from './expressions.ts'
import { keys, partitions } from './keys.ts'
import { loadItem, loadPage, saveItem } from './table.ts'

export interface ReportScheduleRecord extends ReportSchedule {
  /** Last day of the newest period that the queue took; null = none yet. */
  readonly queuedThrough: string | null
  /** Whoever saved it last may not see what documents are called, so nobody gets to read it in the mail. */
  readonly hidesDocuments: boolean
}

/** All of them: there are few. */
export async function loadReportSchedules(
  tenantId: string,
): Promise<readonly ReportScheduleRecord[]> {
  const page = await loadPage({
    partition: partitions.reportSchedules(tenantId),
    // One more than allowed, so that counting them tells.
    limit: REPORT_SCHEDULES_LIMIT + 1,
    backwards: false,
    consistent: true,
  })
  return page.items.map(readSchedule)
}

export async function loadReportSchedule(
  tenantId: string,
  id: string,
): Promise<ReportScheduleRecord | null> {
  const item = await loadItem(keys.reportSchedule(tenantId, id), 'consistent')
  return item === null ? null : readSchedule(item)
}

/** The stored one when this id is there already. */
export async function createReportSchedule(
  tenantId: string,
  schedule: Pick<ReportScheduleRecord, 'id' | 'createdAt' | 'createdBy' | 'hidesDocuments'> &
    ReportScheduleBody,
): Promise<ReportScheduleRecord> {
  const { id, ...item } = schedule
  const key = keys.reportSchedule(tenantId, id)
  const lost = await saveItem({ kind: 'put', key, item, when: [{ is: 'absent' }] })
  const found = lost?.found[0]
  return readSchedule(found ?? { ...key, ...item })
}

/** False when there is none. What was sent stays sent: another rhythm begins with the next period. */
export async function saveReportSchedule(
  tenantId: string,
  id: string,
  body: ReportScheduleBody & { readonly hidesDocuments: boolean },
): Promise<boolean> {
  const key = keys.reportSchedule(tenantId, id)
  const lost = await saveItem({ kind: 'update', key, set: { ...body }, when: [{ is: 'present' }] })
  return lost === null
}

export async function deleteReportSchedule(tenantId: string, id: string): Promise<void> {
  await saveItem({ kind: 'delete', key: keys.reportSchedule(tenantId, id), when: [] })
}

/** What became of a period; a schedule that was deleted meanwhile stays deleted. */
export async function saveReportProgress(
  tenantId: string,
  id: string,
  set:
    | { readonly queuedThrough: string }
    | { readonly sentThrough: string; readonly sentAt: string; readonly failure: '' }
    | { readonly failure: string },
): Promise<void> {
  const key = keys.reportSchedule(tenantId, id)
  await saveItem({ kind: 'update', key, set, when: [{ is: 'present' }] })
}

function readSchedule(item: Item): ReportScheduleRecord {
  return {
    id: text(item, 'sk'),
    report: text(item, 'report') as ReportSchedule['report'],
    filters: item.filters as ReportSchedule['filters'],
    rhythm: text(item, 'rhythm') as ReportSchedule['rhythm'],
    hour: item.hour as number,
    recipients: item.recipients as string[],
    format: text(item, 'format') as ReportSchedule['format'],
    language: text(item, 'language') as ReportSchedule['language'],
    active: item.active === true,
    createdAt: text(item, 'createdAt'),
    createdBy: text(item, 'createdBy'),
    sentThrough: textOrNull(item, 'sentThrough'),
    sentAt: textOrNull(item, 'sentAt'),
    failure: textOrNull(item, 'failure') || null,
    queuedThrough: textOrNull(item, 'queuedThrough'),
    hidesDocuments: item.hidesDocuments === true,
  }
}
