/** Paths of refunds. */
import * as z from 'zod'
import { STAFF_ROLES, TENANT_ROLES } from '../credentials.ts'
import { jobId, tenantId } from '../ids.ts'
import { listOf, listQuery } from '../list.ts'
import { refundBody, refundDenial, refundDone, refundRequest } from '../refund.ts'

const keeper = { auth: 'person', roles: STAFF_ROLES.moneyKeepers, function: 'api' } as const
const inTenant = z.object({ tenant: tenantId })
const inJob = inTenant.extend({ job: jobId })
const t = '/v1/tenants/{tenant}'

export const REFUND_ROUTES = {
  refundJob: {
    ...keeper,
    method: 'POST',
    path: `${t}/jobs/{job}:refund`,
    summary: 'give back what a job was charged, or a part of it',
    params: inJob,
    body: refundBody,
    status: 201,
    reply: refundDone,
  },
  listRefunds: {
    ...keeper,
    roles: STAFF_ROLES.moneyReaders,
    method: 'GET',
    path: `${t}/refunds`,
    summary:
      'requests for a refund, of the newest job first: the open ones, or those that were decided',
    params: inTenant,
    query: listQuery.extend({ state: z.enum(['open', 'decided']).default('open') }),
    status: 200,
    reply: listOf(refundRequest),
  },
  approveRefund: {
    ...keeper,
    method: 'POST',
    path: `${t}/refunds/{job}:approve`,
    summary: 'give back what a user asked for, or another amount',
    params: inJob,
    body: refundBody,
    status: 200,
    reply: refundRequest,
  },
  denyRefund: {
    ...keeper,
    method: 'POST',
    path: `${t}/refunds/{job}:deny`,
    summary: 'refuse what a user asked for',
    params: inJob,
    body: refundDenial,
    status: 200,
    reply: refundRequest,
  },
  requestMyRefund: {
    auth: 'person',
    roles: TENANT_ROLES,
    function: 'api',
    method: 'POST',
    path: '/v1/me/jobs/{job}:request-refund',
    summary: 'ask for money of an own job back',
    params: z.object({ job: jobId }),
    body: refundBody,
    status: 201,
    reply: refundRequest,
  },
} as const
