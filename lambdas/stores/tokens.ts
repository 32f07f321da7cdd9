/** Bearer tokens: only their SHA-256 is stored, and it is the key, so looking one up compares nothing. */
import type { Role } from '#shared/contracts/credentials.ts'
import { makeUlid } from '#shared/contracts/ids.ts'
import { flag, text, textOrNull } from './attributes.ts'
import type { Item, Put, Update } from './expressions.ts'
import { keys, partitions } from './keys.ts'
import { loadItem, loadPage, saveItem, saveTogether } from './table.ts'

/** What a request is let in by. */
export interface TokenRecord {
  readonly role: Role
  readonly name: string
  readonly username: string | null
  /** Of its row in the list; null for a partner's, which has none. */
  readonly id: string | null
  readonly readOnly: boolean
  /** RFC 3339; null = never by itself. */
  readonly endsAt: string | null
  readonly revokedAt: string | null
  /** Day in UTC. */
  readonly lastUsedOn: string | null
}

/** What is listed. */
export interface ListedToken extends TokenRecord {
  readonly id: string
  readonly hash: string
  readonly createdBy: string
  readonly createdAt: string | null
}

type Kind = 'tenant' | 'partner'

/** Ended tokens stay in the list this long. */
const LISTED_SECONDS = 366 * 24 * 3600

function readToken(item: Item): TokenRecord {
  return {
    role: text(item, 'role') as Role,
    name: text(item, 'name'),
    username: textOrNull(item, 'username'),
    id: textOrNull(item, 'id'),
    readOnly: item.readOnly === undefined ? false : flag(item, 'readOnly'),
    endsAt: textOrNull(item, 'endsAt'),
    revokedAt: textOrNull(item, 'revokedAt'),
    lastUsedOn: textOrNull(item, 'lastUsedOn'),
  }
}

function readListed(item: Item): ListedToken {
  return {
    ...readToken(item),
    id: text(item, 'sk'),
    hash: text(item, 'hash'),
    createdBy: text(item, 'createdBy'),
    createdAt: textOrNull(item, 'createdAt'),
  }
}

export async function loadToken(
  kind: Kind,
  ownerId: string,
  hash: string,
): Promise<TokenRecord | null> {
  const item = await loadItem(tokenKey(kind, ownerId, hash), 'consistent')
  return item === null ? null : readToken(item)
}

/** Newest first: a person's own, or with null those of programs. */
export async function loadTokenPage(
  tenantId: string,
  username: string | null,
  limit: number,
  after: string | null,
) {
  const partition = partitions.apiTokens(tenantId, username)
  const page = await loadPage({ partition, limit, backwards: true, after })
  return { items: page.items.map(readListed), after: page.after }
}

/** The stored one when it was created before. */
export async function createToken(tenantId: string, token: ListedToken): Promise<ListedToken> {
  const lost = await saveTogether(makeTokenRows(tenantId, token))
  const found = lost?.found[1]
  return found ? readListed(found) : token
}

/** Revoking again changes nothing. null = there is none of that id. */
export async function revokeToken(
  tenantId: string,
  username: string | null,
  id: string,
  now: string,
): Promise<ListedToken | null> {
  const item = await loadItem(keys.apiToken(tenantId, username, id), 'consistent')
  if (item === null) return null
  const token = readListed(item)
  if (token.revokedAt !== null) return token
  const revoke = (key: Update['key']): Update => ({
    kind: 'update',
    key,
    set: { revokedAt: now },
    when: [{ is: 'present' }],
  })
  await saveTogether([
    revoke(keys.tenantToken(tenantId, token.hash)),
    revoke(keys.apiToken(tenantId, username, id)),
  ])
  return { ...token, revokedAt: now }
}

/** At most one write a day and token. */
export async function markTokenUsed(
  kind: Kind,
  ownerId: string,
  hash: string,
  token: TokenRecord,
  today: string,
): Promise<void> {
  if (token.lastUsedOn === today || kind === 'partner' || token.id === null) return
  const mark = (key: Update['key']): Update => ({
    kind: 'update',
    key,
    set: { lastUsedOn: today },
    when: [{ is: 'present' }],
  })
  await saveItem(mark(keys.tenantToken(ownerId, hash)))
  await saveItem(mark(keys.apiToken(ownerId, token.username, token.id)))
}

/** A token of the platform's operator: it does not end by itself, but can be revoked. */
export function makeProvisionedRows(
  kind: Kind,
  ownerId: string,
  hash: string,
  token: Pick<TokenRecord, 'role' | 'name' | 'username'>,
): readonly Put[] {
  if (kind === 'partner') {
    const key = keys.partnerToken(ownerId, hash)
    return [{ kind: 'put', key, item: { ...token }, when: [{ is: 'absent' }] }]
  }
  return makeTokenRows(ownerId, {
    ...token,
    // Older than every token that was made since, and the same in every repeat.
    id: makeUlid(0, Buffer.from(hash, 'hex')),
    hash,
    readOnly: false,
    createdBy: 'operator',
    createdAt: null,
    endsAt: null,
    revokedAt: null,
    lastUsedOn: null,
  })
}

function makeTokenRows(tenantId: string, token: ListedToken): readonly Put[] {
  const { hash, username, role, name, readOnly, endsAt, createdBy, createdAt } = token
  const shared = {
    role,
    name,
    readOnly,
    ...(username === null ? {} : { username }),
    ...(endsAt === null
      ? {}
      : { endsAt, expiresAt: Math.ceil(Date.parse(endsAt) / 1000) + LISTED_SECONDS }),
  }
  const listed = { ...shared, hash, createdBy, ...(createdAt === null ? {} : { createdAt }) }
  const when = [{ is: 'absent' }] as const
  return [
    { kind: 'put', key: keys.tenantToken(tenantId, hash), item: { ...shared, id: token.id }, when },
    { kind: 'put', key: keys.apiToken(tenantId, username, token.id), item: listed, when },
  ]
}

function tokenKey(kind: Kind, ownerId: string, hash: string) {
  return kind === 'tenant' ? keys.tenantToken(ownerId, hash) : keys.partnerToken(ownerId, hash)
}
