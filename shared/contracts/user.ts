/** A person who prints. */
import * as z from 'zod'
import { username } from './ids.ts'
import { amountText, priceText } from './money.ts'
import { groupName } from './printer.ts'

export const userProfile = z
  .object({
    fullName: z.string().max(200).default(''),
    email: z.union([z.email(), z.literal('')]).default(''),
    groups: z.array(groupName).max(100).default([]),
    /** Restricted users cannot spend more than balance + overdraft. */
    restricted: z.boolean().default(true),
    disabled: z.boolean().default(false),
    overdraft: priceText.default('0.00'),
  })
  .strict()
  .meta({ id: 'UserProfile' })
export type UserProfile = z.infer<typeof userProfile>

/** What PATCH takes: any part of the profile. */
export const userPatch = z
  .object({
    fullName: z.string().max(200),
    email: z.union([z.email(), z.literal('')]),
    groups: z.array(groupName).max(100),
    restricted: z.boolean(),
    disabled: z.boolean(),
    overdraft: priceText,
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
    overdraft: amountText,
    disabled: z.boolean(),
  })
  .meta({ id: 'User' })
export type User = z.infer<typeof user>
