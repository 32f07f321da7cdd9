/** A person who prints. */
import * as z from 'zod'
import { accountSplit } from './account.ts'
import { personRole } from './credentials.ts'
import { selectionMode } from './decision.ts'
import { accountId, username } from './ids.ts'
import { listQuery } from './list.ts'
import { amountText, priceText } from './money.ts'
import { groupName } from './printer.ts'

/** Of the printer's price; 100 = as it is, two places. */
const costRatePercent = z
  .number()
  .min(0)
  .max(1_000)
  .refine((rate) => Number.isInteger(Math.round(rate * 1e6) / 1e4), 'must have at most two places')

export const USER_GROUPS_LIMIT = 100
const groups = z.array(groupName).max(USER_GROUPS_LIMIT)

export const userProfile = z
  .object({
    fullName: z.string().max(200).default(''),
    email: z.union([z.email(), z.literal('')]).default(''),
    groups: groups.default([]),
    /**
     * Restricted users cannot spend more than balance + overdraft. Left out, it stays as it is, and is what the groups
     * say for a new user.
     */
    restricted: z.boolean().optional(),
    disabled: z.boolean().default(false),
    /** null: the tenant's overdraft counts. */
    overdraft: priceText.nullable().default(null),
    /** The restrictions of printers do not hit exempt users. */
    exempt: z.boolean().default(false),
    costRatePercent: costRatePercent.default(100),
    /** Which account pays: see `SelectionMode`. */
    selection: selectionMode.default('automatic'),
    /** Pays when nothing else is said; null = the own accounts. */
    defaultAccount: accountId.nullable().default(null),
    /** Every job is shared out like this; null = one account pays. */
    split: accountSplit.nullable().default(null),
    /** What this person may do here beside printing; left out, it stays as it is, and is `user` for a new user. */
    role: personRole.optional(),
  })
  .strict()
  .meta({ id: 'UserProfile' })
export type UserProfile = z.infer<typeof userProfile>

/** What PATCH takes: any part of the profile. */
export const userPatch = z
  .object({
    fullName: z.string().max(200),
    email: z.union([z.email(), z.literal('')]),
    groups,
    restricted: z.boolean(),
    disabled: z.boolean(),
    overdraft: priceText.nullable(),
    exempt: z.boolean(),
    costRatePercent,
    selection: selectionMode,
    defaultAccount: accountId.nullable(),
    split: accountSplit.nullable(),
    role: personRole,
  })
  .partial()
  .strict()
  .meta({ id: 'UserPatch' })
export type UserPatch = z.infer<typeof userPatch>

export const user = z
  .object({
    username,
    fullName: z.string(),
    email: z.string(),
    groups: z.array(z.string()),
    restricted: z.boolean(),
    /** Money of the personal account: what is posted, without reservations. */
    balance: amountText,
    /** The user's own, or the tenant's. */
    overdraft: amountText,
    /** null: the tenant's overdraft counts. */
    ownOverdraft: amountText.nullable(),
    disabled: z.boolean(),
    exempt: z.boolean(),
    costRatePercent: z.number(),
    selection: selectionMode,
    defaultAccount: accountId.nullable(),
    split: accountSplit.nullable(),
    role: personRole,
  })
  .meta({ id: 'User' })
export type User = z.infer<typeof user>

/** By name; with `beginning` only names that begin so, compared without case. */
export const userListQuery = listQuery
  .extend({ beginning: z.string().max(128).optional() })
  .strict()
