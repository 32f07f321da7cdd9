/** Every id on the wire: its shape, its limits, and which ids can be computed rather than drawn. */
import * as z from 'zod'
import { normalizeUsername } from './normalize-username.ts'

export { normalizeUsername } from './normalize-username.ts'

/** Crockford base32 without I, L, O, U: the alphabet of ULID. */
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const ULID_PATTERN = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/
const ULID_TIME_LENGTH = 10
const ULID_TAIL_LENGTH = 16

export const ulid = z.string().regex(ULID_PATTERN, 'must be a 26-character id')
/** Fixed length, so that no tenant's key can be the beginning of another's. */
export const tenantId = ulid.meta({ description: 'tenant id' })
export const partnerId = ulid.meta({ description: 'partner id' })
export const siteId = ulid.meta({ description: 'site id' })
/** Made from the device key's thumbprint, so the same key always enrolls as the same connector. */
export const connectorId = ulid.meta({ description: 'connector id' })
/** Time of the job's creation, then a hash of site and `"job-uuid"`: sorted by time, the same after any restart. */
export const jobId = ulid.meta({ description: 'job id' })
export const entryId = ulid.meta({ description: 'ledger entry id' })

/** A tenant's own rule; stable, as traces, prompts (`rule:<id>`) and errors name a rule by it. */
export const ruleId = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$/, 'must be 1–60 of a–z, 0–9 and inner hyphens')
/** A short name in URLs and printer ids. */
export const slug = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, 'must be 1–40 of a–z, 0–9 and inner hyphens')
/** A print queue's name as CUPS allows it, less the characters that mean something elsewhere. */
export const queueName = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,126}$/, 'must be 1–127 of letters, digits, `_`, `.`, `-`')
/** `office@main`: queue and site slug. */
export const printerId = z
  .string()
  .max(170)
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]*@[a-z0-9-]+$/, 'must be `queue@site`')
/** `user:alice` or `shared:guests`; `system:…` only ever stands in postings. */
export const accountId = z
  .string()
  .max(140)
  .regex(/^(user|shared|system):[^\p{Cc}]+$/u, 'must be `user:…`, `shared:…` or `system:…`')

const USERNAME_LIMIT = 128
/** A sign-in name. Compared without case (NFC, lower case), as print systems do. */
export const username = z
  .string()
  .transform(normalizeUsername)
  .pipe(
    z
      .string()
      .min(1, 'must not be empty')
      .max(USERNAME_LIMIT)
      .regex(/^[^\p{Cc}\p{Cs}#]+$/u, 'must not contain control characters or `#`'),
  )

export const userAccountId = (name: string) => `user:${normalizeUsername(name)}`
export const printerIdOf = (queue: string, siteSlug: string) => `${queue}@${siteSlug}`

/**
 * A ULID-shaped id from parts that already exist: nothing is drawn, so a repeat makes the same id.
 * `timeMs` is cut to 48 bits, `hash` (at least 10 bytes) to its first 80 bits.
 */
export function makeUlid(timeMs: number, hash: Uint8Array): string {
  if (!Number.isSafeInteger(timeMs) || timeMs < 0 || timeMs >= 2 ** 48) {
    throw new RangeError('time does not fit 48 bits')
  }
  if (hash.length < 10) throw new RangeError('hash is shorter than 80 bits')
  let tail = 0n
  for (const byte of hash.subarray(0, 10)) tail = (tail << 8n) | BigInt(byte)
  return base32(BigInt(timeMs), ULID_TIME_LENGTH) + base32(tail, ULID_TAIL_LENGTH)
}

/** Milliseconds since 1970 in an id that `makeUlid` made. */
export function ulidTimeMs(id: string): number {
  let time = 0
  for (const char of id.slice(0, ULID_TIME_LENGTH)) time = time * 32 + CROCKFORD.indexOf(char)
  return time
}

function base32(value: bigint, length: number): string {
  let text = ''
  for (let rest = value; text.length < length; rest >>= 5n) {
    text = CROCKFORD.charAt(Number(rest & 31n)) + text
  }
  return text
}
