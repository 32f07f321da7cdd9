/** Paths around jobs that wait for a person, and the connector's mailbox. */
import * as z from 'zod'
import { STAFF_ROLES, TENANT_ROLES } from '../credentials.ts'
import { jobId, tenantId } from '../ids.ts'
import { job } from '../job.ts'
import { listOf, listQuery } from '../list.ts'
import { myMessage } from '../message.ts'
import { ordersReply, ordersRequest } from '../order.ts'
import { cancellation, myPrompt, promptAnswer, release } from '../waiting.ts'

const staff = { auth: 'person', roles: STAFF_ROLES.jobOperators, function: 'api' } as const
const person = { auth: 'person', roles: TENANT_ROLES, function: 'api' } as const
const inTenant = z.object({ tenant: tenantId })
const t = '/v1/tenants/{tenant}'

export const WAITING_ROUTES = {
  listHeld: {
    ...staff,
    roles: STAFF_ROLES.jobReaders,
    method: 'GET',
    path: `${t}/held`,
    summary: 'jobs that wait for a person, by user, the oldest of each first',
    params: inTenant,
    query: listQuery,
    status: 200,
    reply: listOf(job),
  },
  releaseJob: {
    ...staff,
    method: 'POST',
    path: `${t}/jobs/{job}:release`,
    summary: 'let a held job print',
    params: inTenant.extend({ job: jobId }),
    body: release,
    status: 200,
    reply: job,
  },
  cancelJob: {
    ...staff,
    method: 'POST',
    path: `${t}/jobs/{job}:cancel`,
    summary: 'delete a job that waits',
    params: inTenant.extend({ job: jobId }),
    body: cancellation,
    status: 200,
    reply: job,
  },
  listMyJobs: {
    ...person,
    method: 'GET',
    path: '/v1/me/jobs',
    summary: 'own jobs that ended, newest first',
    query: listQuery,
    status: 200,
    reply: listOf(job),
  },
  listMyHeld: {
    ...person,
    method: 'GET',
    path: '/v1/me/held',
    summary: 'own jobs that wait, oldest first',
    query: listQuery,
    status: 200,
    reply: listOf(job),
  },
  releaseMyJob: {
    ...person,
    method: 'POST',
    path: '/v1/me/held/{job}:release',
    summary: 'let an own held job print',
    params: z.object({ job: jobId }),
    body: release,
    status: 200,
    reply: job,
  },
  cancelMyJob: {
    ...person,
    method: 'POST',
    path: '/v1/me/held/{job}:cancel',
    summary: 'delete an own job that waits',
    params: z.object({ job: jobId }),
    body: cancellation,
    status: 200,
    reply: job,
  },
  listMyPrompts: {
    ...person,
    method: 'GET',
    path: '/v1/me/prompts',
    summary: 'questions about own jobs, oldest first',
    query: listQuery,
    status: 200,
    reply: listOf(myPrompt),
  },
  answerMyPrompt: {
    ...person,
    method: 'POST',
    path: '/v1/me/prompts/{job}:answer',
    summary: 'answer a question about an own job',
    params: z.object({ job: jobId }),
    body: promptAnswer,
    status: 200,
    reply: job,
  },
  listMyMessages: {
    ...person,
    method: 'GET',
    path: '/v1/me/messages',
    summary: 'what rules told about own jobs, newest first',
    query: listQuery,
    status: 200,
    reply: listOf(myMessage),
  },
  takeOrders: {
    auth: 'connector',
    roles: [],
    function: 'api',
    method: 'POST',
    path: '/v1/connector/orders',
    summary: 'fetch orders, and say which ones are in the journal',
    body: ordersRequest,
    status: 200,
    reply: ordersReply,
  },
} as const
