/** API tokens: a tenant's for its programs, and everybody's own. */
import { formatToken, type Role } from '#shared/contracts/credentials.ts'
import type { ListQuery } from '#shared/contracts/list.ts'
import { Problem } from '#shared/contracts/problem.ts'
import type { Token } from '#shared/contracts/token.ts'
import type { Operation, PersonCredential, RouteHandler } from '../../middleware/call.ts'
import { formatTime } from '../../middleware/doors.ts'
import { hashToken } from '../../middleware/person.ts'
import {
  type ListedToken,
  loadTokenPage,
  revokeToken as saveRevoked,
  createToken as saveToken,
} from '../../stores/tokens.ts'
import { found } from '../found.ts'
import { loadList } from '../list.ts'
import { formatSecret } from '../token-secret.ts'
import { ownerOf } from './own.ts'

const DAY_MS = 24 * 3_600_000

export const listTokens: RouteHandler<'listTokens'> = ({ params, query, now }) =>
  listOf(params.tenant, null, query, now)

export const createToken: RouteHandler<'createToken'> = ({ params, ...call }) =>
  create(params.tenant, null, call.body.role, call)

export const revokeToken: RouteHandler<'revokeToken'> = async ({ params, now }) =>
  presentToken(found(await saveRevoked(params.tenant, null, params.token, now)), now)

export const listMyTokens: RouteHandler<'listMyTokens'> = ({ credential, query, now }) => {
  const { tenantId, username } = ownerOf(credential)
  return listOf(tenantId, username, query, now)
}

export const createMyToken: RouteHandler<'createMyToken'> = (call) => {
  const { tenantId, username } = ownerOf(call.credential)
  return create(tenantId, username, call.credential.role, call)
}

export const revokeMyToken: RouteHandler<'revokeMyToken'> = async ({ credential, params, now }) => {
  const { tenantId, username } = ownerOf(credential)
  return presentToken(found(await saveRevoked(tenantId, username, params.token, now)), now)
}

function listOf(tenantId: string, username: string | null, query: ListQuery, now: string) {
  return loadList(
    `${tenantId}.tokens.${username ?? ''}`,
    query,
    (limit, after) => loadTokenPage(tenantId, username, limit, after),
    (token) => presentToken(token, now),
  )
}

async function create(
  tenantId: string,
  username: string | null,
  role: Role,
  call: {
    readonly credential: PersonCredential
    readonly operation: Operation
    readonly body: { readonly name: string; readonly readOnly: boolean; readonly days: number }
  },
): Promise<Token & { token: string }> {
  const { credential, operation, body } = call
  // Derived and not drawn: a repeat of this request shows the same text, although nobody stored it.
  const secret = credential.derive(`api token ${operation.id}`)
  const text = formatToken('tenant', tenantId, formatSecret(secret))
  const createdAt = formatTime(operation.timeMs)
  const token: ListedToken = {
    id: operation.id,
    hash: hashToken(text),
    name: body.name,
    role,
    username,
    readOnly: body.readOnly,
    createdBy: credential.tokenName,
    createdAt,
    endsAt: formatTime(operation.timeMs + body.days * DAY_MS),
    revokedAt: null,
    lastUsedOn: null,
  }
  const saved = await saveToken(tenantId, token)
  // Created by the same request in another session: its text is shown there and cannot be made again here.
  if (saved.hash !== token.hash) throw new Problem('idempotency-key-reused')
  return { ...presentToken(token, createdAt), token: text }
}

function presentToken(token: ListedToken, now: string): Token {
  const { hash: _, revokedAt, endsAt, ...shown } = token
  const isOver = endsAt !== null && endsAt <= now
  const state = revokedAt !== null ? 'revoked' : isOver ? 'expired' : 'active'
  return { ...shown, endsAt, state }
}
