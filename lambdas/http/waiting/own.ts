/** Whose own things a person asks for. */
import { Problem } from '#shared/contracts/problem.ts'
import type { PersonCredential } from '../../middleware/call.ts'

export function ownTenant({ tenantId }: PersonCredential): string {
  if (tenantId === null) throw new Problem('role-insufficient', 'this is for people of a tenant')
  return tenantId
}

/** A program's token stands for nobody, so nothing is its own. */
export function ownUser({ username }: PersonCredential): string {
  if (username === null) throw new Problem('role-insufficient', 'this is for people, not programs')
  return username
}
