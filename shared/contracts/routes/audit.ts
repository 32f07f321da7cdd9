/** Path of the audit log. */
import * as z from 'zod'
import { auditRow } from '../audit.ts'
import { STAFF_ROLES } from '../credentials.ts'
import { tenantId } from '../ids.ts'
import { listOf, listQuery } from '../list.ts'

export const AUDIT_ROUTES = {
  listAudit: {
    auth: 'person',
    roles: STAFF_ROLES.securityReaders,
    function: 'api',
    method: 'GET',
    path: '/v1/tenants/{tenant}/audit',
    summary: 'the audit log, newest first',
    params: z.object({ tenant: tenantId }),
    query: listQuery,
    status: 200,
    reply: listOf(auditRow),
  },
} as const
