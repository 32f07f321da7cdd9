/** Only an admin gives or takes a role, whoever else may change a profile. */
import type { PersonRole } from '#shared/contracts/credentials.ts'
import { Problem } from '#shared/contracts/problem.ts'
import type { PersonCredential } from '../middleware/call.ts'

/** `role`: what was asked for; undefined leaves it as it is. */
export function refuseGrant(credential: PersonCredential, role: PersonRole | undefined): void {
  if (role === undefined || credential.role === 'admin') return
  throw new Problem('role-insufficient', 'only an admin may change a role')
}
