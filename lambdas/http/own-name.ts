/** Whose things "own" means: a program's token has none. */
import { Problem } from '#shared/contracts/problem.ts'
import type { PersonCredential } from '../middleware/call.ts'

export function ownName(credential: PersonCredential): {
  readonly tenantId: string
  readonly username: string
} {
  const { tenantId, username } = credential
  if (tenantId === null || username === null) {
    throw new Problem('role-insufficient', 'this credential is of no user')
  }
  return { tenantId, username }
}
