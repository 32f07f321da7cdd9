/** Accounts and their entries: double entry, append-only. */
import * as z from 'zod'
import { accountId, entryId } from './ids.ts'
import { amountText } from './money.ts'

/** Accounts of the house itself; they only ever stand in postings, so that every tenant sums to 0. */
export const SYSTEM_ACCOUNTS = {
  revenue: 'system:revenue',
  adjustments: 'system:adjustments',
} as const
/** Pays for jobs of unknown users when the tenant's rule is `guest`. */
export const GUEST_ACCOUNT = 'shared:guests'

/** What one account pays of a job; a job has several when its cost is split. */
export interface Charge {
  readonly accountId: string
  readonly amountMinor: bigint
}

export const account = z
  .object({
    id: accountId,
    name: z.string(),
    /** What is posted; reservations are not subtracted. */
    balance: amountText,
    /** Reserved for jobs that have not ended. */
    held: amountText,
    overdraft: amountText,
    /** balance − held + overdraft. */
    available: amountText,
    restricted: z.boolean(),
  })
  .meta({ id: 'Account' })
export type Account = z.infer<typeof account>

export const posting = z
  .object({ account: accountId, amount: amountText })
  .meta({ id: 'Posting', description: 'a signed amount on one account' })

export const entry = z
  .object({
    id: entryId,
    at: z.iso.datetime(),
    /** Signed, as seen from the account that is listed. */
    amount: amountText,
    /** Sum of the postings is always 0. */
    postings: z.array(posting),
    cause: z.object({ kind: z.enum(['job', 'adjustment']), id: z.string() }),
    comment: z.string(),
    /** Who caused it: a token's name, or the connector. */
    by: z.string(),
  })
  .meta({ id: 'Entry' })
export type Entry = z.infer<typeof entry>

export const adjustment = z
  .object({
    amount: amountText.refine((text) => !/^-?0(\.0+)?$/.test(text), 'must not be zero'),
    comment: z.string().max(500).default(''),
  })
  .strict()
  .meta({ id: 'Adjustment' })
export type Adjustment = z.infer<typeof adjustment>
