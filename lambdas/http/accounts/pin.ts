/** PINs of accounts: kept as a salted scrypt hash, and few wrong tries are allowed. */
import { scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { Problem } from '#shared/contracts/problem.ts'
import type { Log } from '../../middleware/log.ts'
import { loadPin, type StoredPin } from '../../stores/account-access.ts'
import { type Attempt, forgetAttempts, takeAttempt } from '../../stores/attempts.ts'

export const SALT_BYTES = 16
const HASH_BYTES = 32

const derive = promisify(scrypt) as (
  pin: string,
  salt: Uint8Array,
  length: number,
) => Promise<Buffer>

export async function hashPin(pin: string, salt: Uint8Array): Promise<StoredPin> {
  return { salt, hash: await derive(pin, salt, HASH_BYTES) }
}

export interface PinTry {
  readonly tenantId: string
  readonly accountId: string
  /** Who tries: each user has tries of their own, so that nobody locks the others out. */
  readonly username: string
  readonly pin: string
}

/**
 * Throws `pin-wrong`, and `attempts-exhausted` once too many were: then right and wrong are answered alike until the time
 * is over. An account without a PIN answers like a wrong one.
 */
export async function checkPin(tried: PinTry, nowMs: number, log: Log): Promise<void> {
  const { tenantId, accountId, username, pin } = tried
  const what = `pin ${accountId} ${username}`
  const attempt = await takeAttempt(tenantId, what, nowMs)
  refuseExhausted(attempt)
  const stored = await loadPin(tenantId, accountId)
  const hash = await derive(pin, stored?.salt ?? new Uint8Array(SALT_BYTES), HASH_BYTES)
  if (stored !== null && timingSafeEqual(hash, stored.hash)) {
    await forgetAttempts(tenantId, what)
    return
  }
  if (attempt.allowed && attempt.last) log.alarm('pin-guessed', { tenantId, accountId, username })
  throw new Problem('pin-wrong')
}

export function refuseExhausted(attempt: Attempt): void {
  if (attempt.allowed) return
  const { retryAfterSeconds } = attempt
  const detail = `try again in ${retryAfterSeconds} seconds`
  throw new Problem('attempts-exhausted', detail, { retryAfterSeconds })
}
