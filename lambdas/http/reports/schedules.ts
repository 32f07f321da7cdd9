/** Schedules that send reports by e-mail: listed, created, replaced, deleted. */
import { Problem } from '#shared/contracts/problem.ts'
import {
  REPORT_SCHEDULES_LIMIT,
  type ReportSchedule,
  type ReportScheduleBody,
} from '#shared/contracts/report.ts'
import type { RouteHandler } from '../../middleware/call.ts'
import { hidesDocuments } from '../../middleware/hiding.ts'
import { REPORT_KINDS } from '../../reports/catalog.ts'
import {
  createReportSchedule as create,
  loadReportSchedule,
  loadReportSchedules,
  type ReportScheduleRecord,
  deleteReportSchedule as remove,
  saveReportSchedule,
} from '../../stores/report-schedules.ts'
import { found } from '../found.ts'

export const listReportSchedules: RouteHandler<'listReportSchedules'> = async ({ params }) => ({
  items: (await loadReportSchedules(params.tenant)).map(present),
})

export const createReportSchedule: RouteHandler<'createReportSchedule'> = async ({
  params: { tenant },
  body,
  credential,
  operation,
  now,
}) => {
  checkFilters(body)
  const schedules = await loadReportSchedules(tenant)
  const repeated = schedules.some(({ id }) => id === operation.id)
  if (schedules.length >= REPORT_SCHEDULES_LIMIT && !repeated) {
    throw new Problem('request-malformed', `there are ${REPORT_SCHEDULES_LIMIT} schedules already`)
  }
  const stamp = {
    id: operation.id,
    createdAt: now,
    createdBy: credential.tokenName,
    hidesDocuments: hidesDocuments(credential),
  }
  return present(await create(tenant, { ...body, ...stamp }))
}

export const putReportSchedule: RouteHandler<'putReportSchedule'> = async ({
  params,
  body,
  credential,
}) => {
  const { tenant, schedule } = params
  checkFilters(body)
  const saved = { ...body, hidesDocuments: hidesDocuments(credential) }
  if (!(await saveReportSchedule(tenant, schedule, saved))) throw new Problem('not-found')
  return present(found(await loadReportSchedule(tenant, schedule)))
}

export const deleteReportSchedule: RouteHandler<'deleteReportSchedule'> = async ({ params }) => {
  const { tenant, schedule: id } = params
  const schedule = found(await loadReportSchedule(tenant, id))
  await remove(tenant, id)
  return present(schedule)
}

/** Told now, and not to a queue at night. */
function checkFilters({ report, filters }: ReportScheduleBody): void {
  const { filters: known, needs } = REPORT_KINDS[report]
  const given = Object.keys(filters)
  const fields = [
    ...given
      .filter((name) => !(known as readonly string[]).includes(name))
      .map((name) => ({ path: `/filters/${name}`, message: 'is no filter of this report' })),
    ...needs
      .filter((name) => !given.includes(name))
      .map((name) => ({ path: `/filters/${name}`, message: 'is needed by this report' })),
  ]
  if (fields.length > 0) {
    throw new Problem('request-malformed', 'the body does not fit the report', { fields })
  }
}

function present(record: ReportScheduleRecord): ReportSchedule {
  const { queuedThrough: _, hidesDocuments: __, ...schedule } = record
  return schedule
}
