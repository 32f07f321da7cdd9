/** Paths of reports and of the schedules that send them. */
import * as z from 'zod'
import { STAFF_ROLES } from '../credentials.ts'
import { tenantId } from '../ids.ts'
import {
  report,
  reportCatalog,
  reportCatalogQuery,
  reportName,
  reportQuery,
  reportSchedule,
  reportScheduleBody,
  reportScheduleId,
} from '../report.ts'

const reader = { auth: 'person', roles: STAFF_ROLES.jobReaders, function: 'report' } as const
const keeper = { auth: 'person', roles: ['admin', 'billing'], function: 'report' } as const
const inTenant = z.object({ tenant: tenantId })
const oneSchedule = inTenant.extend({ schedule: reportScheduleId })
const schedules = z.object({ items: z.array(reportSchedule) })
const t = '/v1/tenants/{tenant}'

export const REPORT_ROUTES = {
  listReports: {
    ...reader,
    method: 'GET',
    path: `${t}/reports`,
    summary: 'the reports that there are for the caller',
    params: inTenant,
    query: reportCatalogQuery,
    status: 200,
    reply: reportCatalog,
  },
  showReport: {
    ...reader,
    method: 'GET',
    path: `${t}/reports/{report}`,
    summary: 'one report, as data, CSV or PDF',
    params: inTenant.extend({ report: reportName }),
    query: reportQuery,
    formats: ['text/csv', 'application/pdf'],
    status: 200,
    reply: report,
  },
  listReportSchedules: {
    ...reader,
    roles: ['admin', 'billing', 'auditor'],
    method: 'GET',
    path: `${t}/report-schedules`,
    summary: 'reports that are sent by e-mail; there are at most 50',
    params: inTenant,
    status: 200,
    reply: schedules,
  },
  createReportSchedule: {
    ...keeper,
    method: 'POST',
    path: `${t}/report-schedules`,
    summary: 'send a report by e-mail once a day, week or month',
    params: inTenant,
    body: reportScheduleBody,
    status: 201,
    reply: reportSchedule,
  },
  putReportSchedule: {
    ...keeper,
    method: 'PUT',
    path: `${t}/report-schedules/{schedule}`,
    summary: 'replace what is sent, when and to whom',
    params: oneSchedule,
    body: reportScheduleBody,
    status: 200,
    reply: reportSchedule,
  },
  deleteReportSchedule: {
    ...keeper,
    method: 'DELETE',
    path: `${t}/report-schedules/{schedule}`,
    summary: 'send it no more',
    params: oneSchedule,
    status: 200,
    reply: reportSchedule,
  },
} as const
