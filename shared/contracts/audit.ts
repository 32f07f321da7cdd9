/** The audit log: who changed what, each row chained to the one before by a hash that anybody can compute again. */
import * as z from 'zod'
import { role } from './credentials.ts'

export { canonicalText, FIRST_HASH } from './audit-chain.ts'

export const CHANGES_LIMIT = 20
export const CHANGE_LIMIT_CHARACTERS = 100

const hash = z.string().regex(/^[0-9a-f]{64}$/)

/**
 * One change. `hash` is the SHA-256, in lower-case hex, of the row without `hash` as canonical JSON (RFC 8785): keys
 * sorted, no spaces; there are only texts, whole numbers, true, false, null, lists and objects.
 */
export const auditRow = z
  .object({
    /** 1, 2, 3 …: a gap is a missing row. */
    number: z.int().min(1),
    at: z.iso.datetime(),
    actor: z.object({
      /** null for a program's token. */
      username: z.string().nullable(),
      role,
      via: z.enum(['session', 'token']),
      /** Session or token id; null for a token of the platform's operator. */
      credential: z.string().nullable(),
      /** A token's name. */
      name: z.string(),
      /** Where a person of a partner acts as this tenant: the reason that was given. */
      reason: z.string().nullable(),
    }),
    /** Name of the API's operation, like `patchUser`. */
    action: z.string(),
    /** What of: the placeholders of the path, without the tenant. */
    target: z.record(z.string(), z.string()),
    /** What was asked, field by field, shortened, without secrets. */
    change: z.array(z.object({ path: z.string(), value: z.string() })),
    /** `unknown`: the work began and nobody knows how it ended. */
    result: z.enum(['done', 'unknown']),
    requestId: z.string(),
    /** The same for repeats of one write. */
    operation: z.string(),
    previous: hash,
    hash,
  })
  .meta({ id: 'AuditRow' })
export type AuditRow = z.infer<typeof auditRow>
