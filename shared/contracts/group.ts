/** Groups of users: who is in one stands in the users' profiles; what a group gives stands here. */
import * as z from 'zod'
import { priceText } from './money.ts'
import { groupName } from './printer.ts'
import { quota, quotaShown } from './quota.ts'

/** Every user is in it, whatever the profile says. */
export const EVERYONE = 'everyone'

const groupFields = {
  description: z.string().max(500),
  /** Given once, when a user is created in this group; sums up over groups. */
  initialCredit: priceText,
  /** Whether new users of this group are restricted; one group that says yes is enough. null = it says nothing. */
  restricted: z.boolean().nullable(),
  quota: quota.nullable(),
}

export const groupBody = z
  .object({
    description: groupFields.description.default(''),
    initialCredit: groupFields.initialCredit.default('0.00'),
    restricted: groupFields.restricted.default(null),
    quota: groupFields.quota.default(null),
  })
  .strict()
  .meta({ id: 'GroupBody' })
export type GroupBody = z.infer<typeof groupBody>

export const groupPatch = z.object(groupFields).partial().strict().meta({ id: 'GroupPatch' })

export const group = z
  .object({
    name: groupName,
    description: z.string(),
    initialCredit: priceText,
    restricted: z.boolean().nullable(),
    quota: quotaShown.nullable(),
  })
  .meta({ id: 'Group' })
export type Group = z.infer<typeof group>
