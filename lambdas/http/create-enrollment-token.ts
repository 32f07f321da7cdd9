/** Creates a one-time enrollment token; its text is shown in this reply and nowhere else. */
import { formatToken } from '#shared/contracts/credentials.ts'
import { Problem } from '#shared/contracts/problem.ts'
import type { RouteHandler } from '../middleware/call.ts'
import { formatTime } from '../middleware/doors.ts'
import { hashToken } from '../middleware/person.ts'
import { createEnrollment, presentEnrollment } from '../stores/connectors.ts'
import { loadSite } from '../stores/sites.ts'
import { formatSecret } from './token-secret.ts'

const MINUTE_MS = 60_000

export const createEnrollmentToken: RouteHandler<'createEnrollmentToken'> = async (call) => {
  const { params, body, operation, credential } = call
  if ((await loadSite(params.tenant, body.siteId)) === null) {
    const fields = [{ path: '/siteId', message: 'there is no such site' }]
    throw new Problem('request-malformed', 'the body does not fit its contract', { fields })
  }
  // Derived and not drawn: a repeat of this request shows the same text, although nobody stored it.
  const secret = credential.derive(`enrollment token ${operation.id}`)
  const token = formatToken('enrollment', params.tenant, formatSecret(secret))
  const record = {
    id: operation.id,
    siteId: body.siteId,
    createdAt: formatTime(operation.timeMs),
    expiresAt: formatTime(operation.timeMs + body.minutes * MINUTE_MS),
    usedBy: null,
  }
  await createEnrollment(params.tenant, record, hashToken(token))
  return { ...presentEnrollment(record, record.createdAt), token }
}
