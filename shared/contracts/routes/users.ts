/** Paths of users in bulk. */
import * as z from 'zod'
import { STAFF_ROLES } from '../credentials.ts'
import { tenantId } from '../ids.ts'
import { exportQuery, importQuery, importReport } from '../import.ts'

const inTenant = z.object({ tenant: tenantId })
const t = '/v1/tenants/{tenant}'

export const USER_ROUTES = {
  importUsers: {
    auth: 'person',
    roles: ['admin'],
    function: 'bulk',
    method: 'POST',
    path: `${t}/users:import`,
    summary: 'create and change users from CSV; try it with `dryRun` first',
    params: inTenant,
    query: importQuery,
    upload: 'text/csv',
    status: 202,
    reply: importReport,
  },
  exportUsers: {
    auth: 'person',
    roles: STAFF_ROLES.moneyReaders,
    function: 'bulk',
    method: 'GET',
    path: `${t}/users:export`,
    summary:
      'users as CSV that spreadsheets open without running anything; `Link` leads to the rest',
    params: inTenant,
    query: exportQuery,
    download: 'text/csv',
    status: 200,
    reply: null,
  },
} as const
