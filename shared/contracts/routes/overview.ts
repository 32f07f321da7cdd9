/** Path of the overview. */
import * as z from 'zod'
import { STAFF_ROLES } from '../credentials.ts'
import { tenantId } from '../ids.ts'
import { overview, overviewQuery } from '../overview.ts'

export const OVERVIEW_ROUTES = {
  showOverview: {
    auth: 'person',
    roles: STAFF_ROLES.jobReaders,
    function: 'api',
    method: 'GET',
    path: '/v1/tenants/{tenant}/overview',
    summary: 'figures of today and of the last 30 days, and what needs somebody',
    params: z.object({ tenant: tenantId }),
    query: overviewQuery,
    status: 200,
    reply: overview,
  },
} as const
