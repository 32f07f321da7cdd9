/** Whose own things a request is about. */
import { Problem } from '#shared/contracts/problem.ts'
import type { PersonCredential } from '../../middleware/call.ts'

/** Throws `not-found` for a program's token: it is nobody, so it has nothing of its own. */
export function ownerOf({ tenantId, username }: PersonCredential): {
  tenantId: string
  username: string
} {
  if (tenantId === null || username === null) throw new Problem('not-found')
  return { tenantId, username }
}
