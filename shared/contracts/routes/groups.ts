/** Paths of groups, and of batches: work over all members of one, or over many users. */
import * as z from 'zod'
import { adjustment } from '../account.ts'
import { batch, batchId } from '../batch.ts'
import { STAFF_ROLES } from '../credentials.ts'
import { group, groupBody, groupPatch } from '../group.ts'
import { tenantId, username } from '../ids.ts'
import { listOf, listQuery } from '../list.ts'
import { groupName } from '../printer.ts'

const keeper = { auth: 'person', roles: STAFF_ROLES.moneyKeepers, function: 'api' } as const
const reader = { auth: 'person', roles: STAFF_ROLES.readers, function: 'api' } as const
const inTenant = z.object({ tenant: tenantId })
const inGroup = inTenant.extend({ group: groupName })
const path = '/v1/tenants/{tenant}/groups'

export const GROUP_ROUTES = {
  listGroups: {
    ...reader,
    method: 'GET',
    path,
    summary: 'groups by name',
    params: inTenant,
    query: listQuery,
    status: 200,
    reply: listOf(group),
  },
  showGroup: {
    ...reader,
    method: 'GET',
    path: `${path}/{group}`,
    summary: 'one group',
    params: inGroup,
    status: 200,
    reply: group,
  },
  putGroup: {
    ...keeper,
    method: 'PUT',
    path: `${path}/{group}`,
    summary: 'create a group or replace what it gives',
    params: inGroup,
    body: groupBody,
    status: 200,
    reply: group,
  },
  patchGroup: {
    ...keeper,
    method: 'PATCH',
    path: `${path}/{group}`,
    summary: 'change parts of what a group gives',
    params: inGroup,
    body: groupPatch,
    status: 200,
    reply: group,
  },
  deleteGroup: {
    ...keeper,
    method: 'DELETE',
    path: `${path}/{group}`,
    summary: 'delete a group that nobody is in',
    params: inGroup,
    status: 200,
    reply: group,
  },
  listMembers: {
    ...reader,
    method: 'GET',
    path: `${path}/{group}/members`,
    summary: 'users of a group by name',
    params: inGroup,
    query: listQuery,
    status: 200,
    reply: listOf(z.object({ username })),
  },
  adjustGroup: {
    ...keeper,
    method: 'POST',
    path: `${path}/{group}:adjust`,
    summary: 'add to or take from the main account of every member; look at the batch for progress',
    params: inGroup,
    body: adjustment,
    status: 202,
    reply: batch,
  },
  listBatches: {
    ...reader,
    roles: STAFF_ROLES.moneyReaders,
    method: 'GET',
    path: '/v1/tenants/{tenant}/batches',
    summary: 'adjustments, quotas and imports over many users, newest first',
    params: inTenant,
    query: listQuery,
    status: 200,
    reply: listOf(batch),
  },
  showBatch: {
    ...reader,
    roles: STAFF_ROLES.moneyReaders,
    method: 'GET',
    path: '/v1/tenants/{tenant}/batches/{batch}',
    summary: 'how far one batch got',
    params: inTenant.extend({ batch: batchId }),
    status: 200,
    reply: batch,
  },
} as const
