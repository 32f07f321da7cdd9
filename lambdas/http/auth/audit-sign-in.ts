/** A sign-in stands in the audit log like every other change: a session came into being. */

import type { Call } from '../../middleware/call.ts'
import type { AuditIntent } from '../../stores/audit.ts'
import { chainIntent, saveIntent } from '../../stores/audit.ts'
import type { SessionRecord } from '../../stores/sessions.ts'
import { loadPerson } from '../../stores/users.ts'

export async function recordSignIn(
  { now, requestId }: Call<'signInCallback'>,
  tenantId: string,
  { id, username }: SessionRecord,
): Promise<void> {
  const person = await loadPerson(tenantId, username, 'consistent')
  const intent: AuditIntent = {
    at: now,
    actor: {
      username,
      role: person?.role ?? 'user',
      via: 'session',
      credential: id,
      name: username,
      reason: null,
    },
    action: 'signIn',
    target: { session: id },
    change: [],
    requestId,
    operation: id,
  }
  await saveIntent(tenantId, intent)
  await chainIntent(tenantId, intent, 'done')
}
