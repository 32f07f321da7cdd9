/** Reports over HTTP: a function of its own, because what draws PDF is large and the others start without it. */
import { composeHttp } from '../../middleware/compose-http.ts'
import { listReports } from '../reports/list-reports.ts'
import {
  createReportSchedule,
  deleteReportSchedule,
  listReportSchedules,
  putReportSchedule,
} from '../reports/schedules.ts'
import { showReport } from '../reports/show-report.ts'

/** By name, as the contract's table has them. */
export const reportHandlers = {
  listReports,
  showReport,
  listReportSchedules,
  createReportSchedule,
  putReportSchedule,
  deleteReportSchedule,
}

export const handler = composeHttp(reportHandlers)
