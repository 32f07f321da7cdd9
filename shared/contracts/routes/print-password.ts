/** Paths that tell who prints: a connector asks about a password, a person says which machines are the own ones. */
import { TENANT_ROLES } from '../credentials.ts'
import {
  ownAddresses,
  ownAddressList,
  printSignInReply,
  printSignInRequest,
} from '../print-password.ts'

const person = { auth: 'person', roles: TENANT_ROLES, function: 'api' } as const

export const PRINT_PASSWORD_ROUTES = {
  checkPrintPassword: {
    auth: 'connector',
    roles: [],
    function: 'api',
    method: 'POST',
    path: '/v1/connector/sign-in',
    summary: 'whether somebody who prints is who they say',
    body: printSignInRequest,
    status: 200,
    reply: printSignInReply,
  },
  listMyAddresses: {
    ...person,
    method: 'GET',
    path: '/v1/me/addresses',
    summary: 'machines from which jobs print as the caller’s',
    status: 200,
    reply: ownAddressList,
  },
  putMyAddresses: {
    ...person,
    method: 'PUT',
    path: '/v1/me/addresses',
    summary: 'say from which machines jobs print as the caller’s, and for how long',
    body: ownAddresses,
    status: 200,
    reply: ownAddressList,
  },
} as const
