/** Paths of accounts: what an admin opens and moves, and what is a person's own. */
import * as z from 'zod'
import {
  account,
  accountAccess,
  accountBody,
  accountPatch,
  entry,
  ownTransferBody,
  pinBody,
  pinChecked,
  transferBody,
  transferDone,
} from '../account.ts'
import { STAFF_ROLES, TENANT_ROLES } from '../credentials.ts'
import { accountId, tenantId } from '../ids.ts'
import { listOf, listQuery } from '../list.ts'

const keeper = { auth: 'person', roles: STAFF_ROLES.moneyKeepers, function: 'api' } as const
const person = { auth: 'person', roles: TENANT_ROLES, function: 'api' } as const
const inTenant = z.object({ tenant: tenantId })
const inAccount = inTenant.extend({ account: accountId })
const path = '/v1/tenants/{tenant}/accounts/{account}'

export const ACCOUNT_ROUTES = {
  putAccount: {
    ...keeper,
    method: 'PUT',
    path,
    summary: 'open a shared account or a further personal one, or replace what is said of it',
    params: inAccount,
    body: accountBody,
    status: 200,
    reply: account,
  },
  patchAccount: {
    ...keeper,
    method: 'PATCH',
    path,
    summary: 'change parts of what is said of an account',
    params: inAccount,
    body: accountPatch,
    status: 200,
    reply: account,
  },
  showAccountAccess: {
    ...keeper,
    roles: STAFF_ROLES.moneyReaders,
    method: 'GET',
    path: `${path}/access`,
    summary: 'who may charge a shared account',
    params: inAccount,
    status: 200,
    reply: accountAccess,
  },
  putAccountAccess: {
    ...keeper,
    method: 'PUT',
    path: `${path}/access`,
    summary: 'replace who may charge a shared account',
    params: inAccount,
    body: accountAccess,
    status: 200,
    reply: accountAccess,
  },
  putAccountPin: {
    ...keeper,
    method: 'PUT',
    path: `${path}/pin`,
    summary: 'put a PIN on an account; it is never shown again',
    params: inAccount,
    body: pinBody,
    status: 200,
    reply: account,
  },
  deleteAccountPin: {
    ...keeper,
    method: 'DELETE',
    path: `${path}/pin`,
    summary: 'take the PIN off an account',
    params: inAccount,
    status: 200,
    reply: account,
  },
  createTransfer: {
    ...keeper,
    method: 'POST',
    path: '/v1/tenants/{tenant}/transfers',
    summary: 'move money from one account to another',
    params: inTenant,
    body: transferBody,
    status: 201,
    reply: transferDone,
  },

  listMyAccounts: {
    ...person,
    method: 'GET',
    path: '/v1/me/accounts',
    summary:
      'accounts that could pay for the own jobs: personal ones by priority, then shared ones',
    status: 200,
    reply: z.object({ items: z.array(account) }),
  },
  listMyEntries: {
    ...person,
    method: 'GET',
    path: '/v1/me/entries',
    summary: 'entries of an own account, newest first; of the main one when none is named',
    query: listQuery.extend({ account: accountId.optional() }),
    status: 200,
    reply: listOf(entry),
  },
  createMyTransfer: {
    ...person,
    method: 'POST',
    path: '/v1/me/transfers',
    summary: 'give money of the own main account to another user, where the tenant allows it',
    body: ownTransferBody,
    status: 201,
    reply: transferDone,
  },
  checkPin: {
    ...person,
    method: 'POST',
    path: '/v1/me/accounts/{account}:check-pin',
    summary: 'whether one knows the PIN of an account; few wrong tries are allowed',
    params: z.object({ account: accountId }),
    body: pinBody,
    status: 200,
    reply: pinChecked,
  },
} as const
