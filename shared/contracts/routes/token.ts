/** Paths of API tokens: a tenant's, and a person's own. */
import * as z from 'zod'
import { STAFF_ROLES, TENANT_ROLES } from '../credentials.ts'
import { tenantId } from '../ids.ts'
import { listOf, listQuery } from '../list.ts'
import { ownTokenCreation, token, tokenCreated, tokenCreation, tokenId } from '../token.ts'

const admin = { auth: 'person', roles: ['admin'], function: 'api' } as const
const person = { auth: 'person', roles: TENANT_ROLES, function: 'api' } as const
const inTenant = z.object({ tenant: tenantId })
const path = '/v1/tenants/{tenant}/tokens'

export const TOKEN_ROUTES = {
  listTokens: {
    ...admin,
    roles: STAFF_ROLES.securityReaders,
    method: 'GET',
    path,
    summary: 'API tokens of programs, newest first, without their text',
    params: inTenant,
    query: listQuery,
    status: 200,
    reply: listOf(token),
  },
  createToken: {
    ...admin,
    method: 'POST',
    path,
    summary: 'create an API token; its text is shown once',
    params: inTenant,
    body: tokenCreation,
    status: 201,
    reply: tokenCreated,
  },
  revokeToken: {
    ...admin,
    method: 'DELETE',
    path: `${path}/{token}`,
    summary: 'revoke an API token for good',
    params: inTenant.extend({ token: tokenId }),
    status: 200,
    reply: token,
  },
  listMyTokens: {
    ...person,
    method: 'GET',
    path: '/v1/me/tokens',
    summary: 'own API tokens, newest first, without their text',
    query: listQuery,
    status: 200,
    reply: listOf(token),
  },
  createMyToken: {
    ...person,
    method: 'POST',
    path: '/v1/me/tokens',
    summary: 'create an API token for oneself; its text is shown once',
    body: ownTokenCreation,
    status: 201,
    reply: tokenCreated,
  },
  revokeMyToken: {
    ...person,
    method: 'DELETE',
    path: '/v1/me/tokens/{token}',
    summary: 'revoke one of the own API tokens for good',
    params: z.object({ token: tokenId }),
    status: 200,
    reply: token,
  },
} as const
