/** Creates a one-time enrollment token; its text is shown in this reply and nowhere else. */
import { formatToken } from '#shared/contracts/credentials.ts'
import { Problem } from '#shared/contracts/problem.ts'
import { hashToken } from '../middleware/authentication.ts'
import type { RouteHandler } from '../middleware/call.ts'
import { formatTime } from '../middleware/doors.ts'
import { createEnrollment, presentEnrollment } from '../stores/connectors.ts'
import { loadSite } from '../stores/sites.ts'

const SECRET_BYTES = 20
const MINUTE_MS = 60_000
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567'

export const createEnrollmentToken: RouteHandler<'createEnrollmentToken'> = async (call) => {
  const { params, body, operation, credential } = call
  if ((await loadSite(params.tenant, body.siteId)) === null) {
    const fields = [{ path: '/siteId', message: 'there is no such site' }]
    throw new Problem('request-malformed', 'the body does not fit its contract', { fields })
  }
  // Derived and not drawn: a repeat of this request shows the same text, although nobody stored it.
  const secret = credential.derive(`enrollment token ${operation.id}`)
  const token = formatToken('enrollment', params.tenant, formatBase32(secret))
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

/** RFC 4648 section 6, lower case: 160 bits are 32 characters without padding. */
function formatBase32(bytes: Uint8Array): string {
  let bits = 0n
  for (const byte of bytes.subarray(0, SECRET_BYTES)) bits = (bits << 8n) | BigInt(byte)
  let text = ''
  for (let shift = SECRET_BYTES * 8 - 5; shift >= 0; shift -= 5) {
    text += BASE32.charAt(Number((bits >> BigInt(shift)) & 31n))
  }
  return text
}
