/** What an account's id says; the contracts' own reader would bring its schema library along. */

/** Shown where an account's id is typed. */
export const EXAMPLE_ACCOUNT = 'shared:physics'

export type AccountKind = 'main' | 'purse' | 'shared' | 'system'

export interface AccountId {
  readonly kind: AccountKind
  /** The last part: of a sub-account its own name. */
  readonly name: string
  /** Whose it is; null = nobody's. */
  readonly username: string | null
  readonly parent: string | null
}

/** `user:alice`, `user:alice#paper`, `shared:physics`, `shared:physics/lab`, `system:revenue`. */
export function readAccountId(id: string): AccountId {
  const colon = id.indexOf(':')
  const rest = id.slice(colon + 1)
  if (id.startsWith('user:')) {
    const [username = '', purse] = rest.split('#')
    const kind = purse === undefined ? 'main' : 'purse'
    return { kind, name: purse ?? username, username, parent: null }
  }
  const slash = rest.indexOf('/')
  const kind = id.startsWith('shared:') ? 'shared' : 'system'
  if (slash < 0) return { kind, name: rest, username: null, parent: null }
  return {
    kind,
    name: rest.slice(slash + 1),
    username: null,
    parent: `shared:${rest.slice(0, slash)}`,
  }
}
