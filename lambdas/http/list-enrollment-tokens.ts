/** Enrollment tokens of a tenant, newest first, without their text. */
import type { RouteHandler } from '../middleware/call.ts'
import { loadEnrollmentPage, presentEnrollment } from '../stores/connectors.ts'
import { loadList } from './list.ts'

export const listEnrollmentTokens: RouteHandler<'listEnrollmentTokens'> = ({
  params: { tenant },
  query,
  now,
}) =>
  loadList(
    `${tenant}.enrollment-tokens`,
    query,
    (limit, after) => loadEnrollmentPage(tenant, limit, after),
    (record) => presentEnrollment(record, now),
  )
