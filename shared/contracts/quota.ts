/** Quotas: money that the members of a group are given at the beginning of each period. */
import * as z from 'zod'
import { sumText } from './account.ts'
import { amountText } from './money.ts'

/** Dates of one custom quota: five years of terms and a few more. */
export const QUOTA_DATES_LIMIT = 60
/** Periods of one group that are made up for when nothing ran for long: the latest ones. */
export const LATE_PERIODS_LIMIT = 100
/** Groups of one tenant that have a quota. */
export const QUOTA_GROUPS_LIMIT = 200

export const quota = z
  .object({
    amount: sumText,
    /** Days and months of UTC; a week begins on Monday. `custom`: at `dates`. */
    period: z.enum(['day', 'week', 'month', 'custom']),
    dates: z.array(z.iso.date()).max(QUOTA_DATES_LIMIT).default([]),
    /** A grant never raises the balance above this; null = it accumulates without limit. */
    cap: sumText.nullable().default(null),
    /** Periods that begin before are not given; left out, today. */
    from: z.iso.date().optional(),
  })
  .strict()
  .refine(({ period, dates }) => (period === 'custom') === dates.length > 0, {
    path: ['dates'],
    error: 'must hold dates when the period is `custom`, and none otherwise',
  })
  .meta({ id: 'Quota' })
export type Quota = z.infer<typeof quota>

export const quotaShown = z
  .object({
    amount: amountText,
    period: z.enum(['day', 'week', 'month', 'custom']),
    dates: z.array(z.iso.date()),
    cap: amountText.nullable(),
    from: z.iso.date(),
  })
  .meta({ id: 'QuotaShown' })
export type QuotaShown = z.infer<typeof quotaShown>
