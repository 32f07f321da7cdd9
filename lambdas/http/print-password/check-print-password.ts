/** Somebody prints with a password: is it a personal token of that user? */
import { parseToken } from '#shared/contracts/credentials.ts'
import { PRINT_SIGN_IN_HOURS } from '#shared/contracts/print-password.ts'
import type { RouteHandler } from '../../middleware/call.ts'
import { formatTime } from '../../middleware/doors.ts'
import { hashToken } from '../../middleware/person.ts'
import { forgetAttempts, takeAttempt } from '../../stores/attempts.ts'
import { loadToken, markTokenUsed } from '../../stores/tokens.ts'
import { loadPerson } from '../../stores/users.ts'
import { refuseExhausted } from '../accounts/pin.ts'

const HOUR_MS = 3_600_000

/**
 * Few wrong tries for each name at each connector, so that nobody locks a name out elsewhere. Throws
 * `attempts-exhausted`: then right and wrong are answered alike.
 */
export const checkPrintPassword: RouteHandler<'checkPrintPassword'> = async (call) => {
  const { credential, body, now, nowMs, log } = call
  const { tenantId, connector } = credential
  const { username, secret } = body
  const what = `print-password ${connector.id} ${username}`
  const attempt = await takeAttempt(tenantId, what, nowMs)
  refuseExhausted(attempt)
  const expiresAt = await endOf(tenantId, username, secret, now, nowMs)
  if (expiresAt === null) {
    if (attempt.allowed && attempt.last) log.alarm('print-password-guessed', { tenantId, username })
    return { verdict: 'refused' }
  }
  await forgetAttempts(tenantId, what)
  return { verdict: 'accepted', username, expiresAt }
}

/** Until when it may be believed; null = it is not this user's. */
async function endOf(
  tenantId: string,
  username: string,
  secret: string,
  now: string,
  nowMs: number,
): Promise<string | null> {
  const parsed = parseToken(secret)
  if (parsed?.kind !== 'tenant' || parsed.ownerId !== tenantId) return null
  const hash = hashToken(secret)
  const [token, user] = await Promise.all([
    loadToken('tenant', tenantId, hash),
    loadPerson(tenantId, username, 'eventual'),
  ])
  // Printing costs money: a token that may only look is no password for it.
  if (token === null || token.username !== username || token.readOnly) return null
  if (token.revokedAt !== null || user === null || user.disabled) return null
  if (token.endsAt !== null && token.endsAt <= now) return null
  await markTokenUsed('tenant', tenantId, hash, token, now.slice(0, 10))
  const latest = formatTime(nowMs + PRINT_SIGN_IN_HOURS * HOUR_MS)
  return token.endsAt !== null && token.endsAt < latest ? token.endsAt : latest
}
