/** Accounts and their entries: double entry, append-only. */
import * as z from 'zod'
import { accountId, entryId, username } from './ids.ts'
import { listQuery } from './list.ts'
import { amountText, priceText } from './money.ts'
import { groupName } from './printer.ts'

/** Accounts of the house itself; they only ever stand in postings, so that every tenant sums to 0. */
export const SYSTEM_ACCOUNTS = {
  revenue: 'system:revenue',
  adjustments: 'system:adjustments',
  /** What new users are given. */
  credits: 'system:credits',
  quotas: 'system:quotas',
  vouchers: 'system:vouchers',
  /** What is on its way from one account to another: always 0. */
  transfers: 'system:transfers',
} as const
/** Pays for jobs of unknown users when the tenant's rule is `guest`. */
export const GUEST_ACCOUNT = 'shared:guests'

/** Accounts that one job may be split over. */
export const CHARGES_LIMIT = 20
/** Named users, and named groups, that one shared account lets in. */
export const ACCESS_LIMIT = 200
/** Further accounts of one user: own ones, and shared ones that name the user. */
export const USER_ACCOUNTS_LIMIT = 50
/** Place of a user's main account among the personal ones; lower is used up first. */
export const MAIN_PRIORITY = 100

const PART = '[^\\p{Cc}\\p{Cs}#/]{1,60}'
const SHARED_PATTERN = new RegExp(`^shared:(${PART})(?:/(${PART}))?$`, 'u')
const PURSE_PATTERN = new RegExp(`^user:([^\\p{Cc}\\p{Cs}#]{1,128})#(${PART})$`, 'u')

export type AccountPlace =
  | { readonly kind: 'main'; readonly username: string }
  | { readonly kind: 'purse'; readonly username: string; readonly name: string }
  | { readonly kind: 'shared'; readonly parent: string | null; readonly name: string }

/**
 * What an account's id says: `user:alice` is main, `user:alice#paper` a further purse, `shared:physics` shared,
 * `shared:physics/lab` its sub-account. User names hold no `#`, so no purse can be taken for somebody's main account.
 * null = an id under which nobody can open an account.
 */
export function parseAccountId(id: string): AccountPlace | null {
  const [, shared, child] = SHARED_PATTERN.exec(id) ?? []
  if (shared !== undefined) {
    return child === undefined
      ? { kind: 'shared', parent: null, name: shared }
      : { kind: 'shared', parent: `shared:${shared}`, name: child }
  }
  const [, owner, purse] = PURSE_PATTERN.exec(id) ?? []
  if (owner !== undefined && purse !== undefined) {
    return { kind: 'purse', username: owner, name: purse }
  }
  const name = id.startsWith('user:') ? id.slice('user:'.length) : ''
  return username.safeParse(name).data === name ? { kind: 'main', username: name } : null
}

/** What one account pays of a job; a job has several when its cost is split. */
export interface Charge {
  readonly accountId: string
  readonly amountMinor: bigint
}

/** How a user's jobs are shared out over several accounts. */
export const accountSplit = z
  .array(z.object({ accountId, percent: z.int().min(1).max(100) }).strict())
  .min(1)
  .max(CHARGES_LIMIT)
  .refine(
    (parts) => parts.reduce((sum, { percent }) => sum + percent, 0) === 100,
    'the parts must add up to 100 percent',
  )
  .refine(
    (parts) => new Set(parts.map((part) => part.accountId)).size === parts.length,
    'an account must stand here once',
  )
  .meta({ id: 'AccountSplit' })
export type AccountSplit = z.infer<typeof accountSplit>

export const account = z
  .object({
    id: accountId,
    name: z.string(),
    /** The account that this one is a part of. */
    parent: accountId.nullable(),
    /** What is posted; reservations are not subtracted. */
    balance: amountText,
    /** Reserved for jobs that have not ended. */
    held: amountText,
    /** The account's own, or the tenant's. */
    overdraft: amountText,
    /** null: the tenant's overdraft counts. */
    ownOverdraft: amountText.nullable(),
    /** balance − held + overdraft. */
    available: amountText,
    restricted: z.boolean(),
    disabled: z.boolean(),
    /** Whether only who knows its PIN may charge it. */
    pin: z.boolean(),
    /** Personal accounts are used up in this order, lowest first. */
    priority: z.int(),
  })
  .meta({ id: 'Account' })
export type Account = z.infer<typeof account>

export const accountListQuery = listQuery.extend({ parent: accountId.optional() })

const accountFields = {
  name: z.string().min(1).max(200),
  /** A restricted account is never charged beyond balance + overdraft, whoever prints. */
  restricted: z.boolean(),
  disabled: z.boolean(),
  /** null: the tenant's overdraft counts. */
  overdraft: priceText.nullable(),
  priority: z.int().min(0).max(1000),
}

/** Opens a shared account or a further personal one, or replaces what is said of it. */
export const accountBody = z
  .object({
    name: accountFields.name.optional(),
    restricted: accountFields.restricted.default(true),
    disabled: accountFields.disabled.default(false),
    overdraft: accountFields.overdraft.default('0.00'),
    priority: accountFields.priority.default(MAIN_PRIORITY),
  })
  .strict()
  .meta({ id: 'AccountBody' })
export type AccountBody = z.infer<typeof accountBody>

export const accountPatch = z.object(accountFields).partial().strict().meta({ id: 'AccountPatch' })

/** Who may charge a shared account. With a PIN on it, who knows the PIN may too. */
export const accountAccess = z
  .object({
    everyone: z.boolean().default(false),
    users: z.array(username).max(ACCESS_LIMIT).default([]),
    groups: z.array(groupName).max(ACCESS_LIMIT).default([]),
  })
  .strict()
  .meta({ id: 'AccountAccess' })
export type AccountAccess = z.infer<typeof accountAccess>

export const pinText = z
  .string()
  .regex(/^[\x21-\x7e]{4,64}$/, 'must be 4–64 printable characters without spaces')
export const pinBody = z.object({ pin: pinText }).strict().meta({ id: 'PinBody' })
export const pinChecked = z.object({ account: accountId }).meta({ id: 'PinChecked' })

export const posting = z
  .object({ account: accountId, amount: amountText })
  .meta({ id: 'Posting', description: 'a signed amount on one account' })

export const ENTRY_CAUSES = [
  'job',
  'refund',
  'adjustment',
  'credit',
  'quota',
  'voucher',
  'transfer',
] as const
export type EntryCause = (typeof ENTRY_CAUSES)[number]

export const entry = z
  .object({
    id: entryId,
    at: z.iso.datetime(),
    /** Signed, as seen from the account that is listed. */
    amount: amountText,
    /** Sum of the postings is always 0. */
    postings: z.array(posting),
    cause: z.object({ kind: z.enum(ENTRY_CAUSES), id: z.string() }),
    comment: z.string(),
    /** Who caused it: a token's name, a user, or the connector. */
    by: z.string(),
  })
  .meta({ id: 'Entry' })
export type Entry = z.infer<typeof entry>

const isNotZero = (text: string) => !/^-?0(\.0+)?$/.test(text)
/** More than nothing. */
export const sumText = priceText.refine(isNotZero, 'must not be zero')
export const commentText = z.string().max(500).default('')

export const adjustment = z
  .object({
    amount: amountText.refine(isNotZero, 'must not be zero'),
    comment: commentText,
  })
  .strict()
  .meta({ id: 'Adjustment' })
export type Adjustment = z.infer<typeof adjustment>

export const transferBody = z
  .object({ from: accountId, to: accountId, amount: sumText, comment: commentText })
  .strict()
  .refine(({ from, to }) => from !== to, { path: ['to'], error: 'must be another account' })
  .meta({ id: 'TransferBody' })

/** From the own main account to that of another user. */
export const ownTransferBody = z
  .object({ to: username, amount: sumText, comment: commentText })
  .strict()
  .meta({ id: 'OwnTransferBody' })

export const transferDone = z
  .object({
    id: entryId,
    at: z.iso.datetime(),
    from: accountId,
    to: accountId,
    amount: amountText,
    comment: z.string(),
  })
  .meta({ id: 'Transfer' })
