/** A user as a line of CSV: an empty cell leaves things as they are. */
import * as z from 'zod'
import { accountId, username } from './ids.ts'
import { amountText, priceText } from './money.ts'
import { groupName } from './printer.ts'
import { USER_GROUPS_LIMIT } from './user.ts'

export const USER_COLUMNS = [
  'username',
  'fullName',
  'email',
  'groups',
  'restricted',
  'disabled',
  'overdraft',
  'defaultAccount',
  'credit',
] as const
/** What an export tells beside. */
export const USER_COLUMNS_SHOWN = ['balance'] as const

const YES = ['yes', 'true', '1', 'y']
const NO = ['no', 'false', '0', 'n']

const empty = z.literal('').transform(() => undefined)
const cell = <Schema extends z.ZodType>(schema: Schema) => z.union([empty, schema]).optional()
const yesOrNo = z
  .string()
  .toLowerCase()
  .pipe(z.enum([...YES, ...NO], 'must be yes or no'))
  .transform((text) => YES.includes(text))
const groupList = z
  .string()
  .transform((text) =>
    text
      .split(';')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  )
  .pipe(z.array(groupName).max(USER_GROUPS_LIMIT))

export const userRow = z.object({
  username,
  fullName: cell(z.string().max(200)),
  email: cell(z.email()),
  /** Parted by semicolons; they replace what the profile has. */
  groups: cell(groupList),
  restricted: cell(yesOrNo),
  disabled: cell(yesOrNo),
  overdraft: cell(priceText),
  defaultAccount: cell(accountId),
  /** Added to the balance once. */
  credit: cell(amountText),
  /** Told by an export; an import changes money by `credit` alone. */
  balance: z.string().optional(),
})
export type UserRow = z.infer<typeof userRow>
