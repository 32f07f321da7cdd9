/** Bearer tokens: only their SHA-256 is stored, and it is the key, so looking one up compares nothing. */
import type { Role } from '#shared/contracts/credentials.ts'
import { text, textOrNull } from './attributes.ts'
import type { Item, Put } from './expressions.ts'
import { keys } from './keys.ts'
import { loadItem } from './table.ts'

export interface TokenRecord {
  readonly role: Role
  readonly name: string
  readonly username: string | null
}

function readToken(item: Item): TokenRecord {
  return {
    role: text(item, 'role') as Role,
    name: text(item, 'name'),
    username: textOrNull(item, 'username'),
  }
}

export async function loadToken(
  kind: 'tenant' | 'partner',
  ownerId: string,
  hash: string,
): Promise<TokenRecord | null> {
  const item = await loadItem(tokenKey(kind, ownerId, hash), 'consistent')
  return item === null ? null : readToken(item)
}

export function makeTokenRow(
  kind: 'tenant' | 'partner',
  ownerId: string,
  hash: string,
  token: TokenRecord,
): Put {
  const key = tokenKey(kind, ownerId, hash)
  return { kind: 'put', key, item: { ...token }, when: [{ is: 'absent' }] }
}

function tokenKey(kind: 'tenant' | 'partner', ownerId: string, hash: string) {
  return kind === 'tenant' ? keys.tenantToken(ownerId, hash) : keys.partnerToken(ownerId, hash)
}
