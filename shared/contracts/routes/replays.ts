/** Paths of replays: past jobs decided again by other rules. */
import * as z from 'zod'
import { STAFF_ROLES } from '../credentials.ts'
import { tenantId, ulid } from '../ids.ts'
import { listOf, listQuery } from '../list.ts'
import { replay, replayRequest, replaySummary } from '../replay.ts'

const editor = { auth: 'person', roles: STAFF_ROLES.ruleEditors, function: 'api' } as const
const inTenant = z.object({ tenant: tenantId })
const t = '/v1/tenants/{tenant}'

export const REPLAY_ROUTES = {
  replayRules: {
    ...editor,
    method: 'POST',
    path: `${t}/rules:replay`,
    summary: 'decide the jobs of a period again by other rules; nothing is charged or printed',
    params: inTenant,
    body: replayRequest,
    status: 202,
    reply: replay,
  },
  listReplays: {
    ...editor,
    method: 'GET',
    path: `${t}/replays`,
    summary: 'replays, newest first',
    params: inTenant,
    query: listQuery,
    status: 200,
    reply: listOf(replaySummary),
  },
  showReplay: {
    ...editor,
    method: 'GET',
    path: `${t}/replays/{replay}`,
    summary: 'what a replay found so far',
    params: inTenant.extend({ replay: ulid }),
    status: 200,
    reply: replay,
  },
  cancelReplay: {
    ...editor,
    method: 'POST',
    path: `${t}/replays/{replay}:cancel`,
    summary: 'stop a replay; what it found so far stays',
    params: inTenant.extend({ replay: ulid }),
    body: z.strictObject({}),
    status: 200,
    reply: replay,
  },
} as const
