/** Paths of signing in, and of a person's sessions. */
import * as z from 'zod'
import { STAFF_ROLES, TENANT_ROLES } from '../credentials.ts'
import { slug, tenantId, username } from '../ids.ts'
import { listOf, listQuery } from '../list.ts'
import { me } from '../me.ts'
import { CALLBACK_PATH, returnPath, session, sessionId, signedOut, signOut } from '../session.ts'

const open = { auth: 'none', roles: [], function: 'api' } as const
const person = { auth: 'person', roles: TENANT_ROLES, function: 'api' } as const
const ofUser = { params: z.object({ tenant: tenantId, username }), function: 'api' } as const

export const SESSION_ROUTES = {
  signIn: {
    ...open,
    method: 'GET',
    path: '/auth/sign-in',
    summary: 'leave for the identity provider, and come back to `return`',
    query: z
      .object({
        return: returnPath.default('/'),
        /** Where a person belongs to several tenants. */
        tenant: slug.optional(),
      })
      .strict(),
    status: 302,
    reply: null,
  },
  signInCallback: {
    ...open,
    method: 'GET',
    path: CALLBACK_PATH,
    summary: 'come back from the identity provider; begins a session',
    status: 302,
    reply: null,
  },
  signOut: {
    ...person,
    method: 'POST',
    path: '/auth/sign-out',
    summary: 'end this session, or every session of this person',
    body: signOut,
    status: 200,
    reply: signedOut,
  },
  showMe: {
    auth: 'person',
    roles: [...TENANT_ROLES, 'partner'],
    function: 'api',
    method: 'GET',
    path: '/v1/me',
    summary: 'who is asking',
    status: 200,
    reply: me,
  },
  listMySessions: {
    ...person,
    method: 'GET',
    path: '/v1/me/sessions',
    summary: 'own sessions, newest first',
    query: listQuery,
    status: 200,
    reply: listOf(session),
  },
  endMySession: {
    ...person,
    method: 'DELETE',
    path: '/v1/me/sessions/{session}',
    summary: 'end one of the own sessions',
    params: z.object({ session: sessionId }),
    status: 200,
    reply: signedOut,
  },
  listUserSessions: {
    ...ofUser,
    auth: 'person',
    roles: STAFF_ROLES.securityReaders,
    method: 'GET',
    path: '/v1/tenants/{tenant}/users/{username}/sessions',
    summary: 'sessions of a user, newest first',
    query: listQuery,
    status: 200,
    reply: listOf(session),
  },
  endUserSessions: {
    ...ofUser,
    auth: 'person',
    roles: ['admin'],
    method: 'DELETE',
    path: '/v1/tenants/{tenant}/users/{username}/sessions',
    summary: 'end every session of a user',
    status: 200,
    reply: signedOut,
  },
} as const
