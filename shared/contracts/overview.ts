/** The figures that a tenant's staff looks at first, and what needs somebody. */
import * as z from 'zod'
import { connectorId, jobId, printerId, siteId } from './ids.ts'
import { amountText, currencyCode, priceText } from './money.ts'
import { reportDay } from './report.ts'

/** A connector says hello once a minute. */
export const OFFLINE_AFTER_MINUTES = 5
/** A released job whose outcome is not known for so long. */
export const STUCK_AFTER_MINUTES = 60
export const OVERVIEW_DAYS = 30
/** Named of each kind; the counts beside them hold all. */
export const ALERTS_LIMIT = 20
/** Users of today and yesterday whose balance is looked at: those who printed most. */
export const LOW_BALANCE_USERS_LIMIT = 50

export const overviewQuery = z
  .object({
    /** Below it a balance counts as low. */
    lowBalance: priceText.default('1.00'),
  })
  .strict()

const figures = {
  /** All jobs, refused ones too. */
  jobs: z.int(),
  /** Jobs of which paper came out; sides, sheets and cost are theirs. */
  printed: z.int(),
  sides: z.int(),
  sheets: z.int(),
  colorSides: z.int(),
  cost: amountText,
}

export const overviewDay = z.object({ day: reportDay, ...figures }).meta({ id: 'OverviewDay' })

export const overview = z
  .object({
    currency: currencyCode,
    timeZone: z.string(),
    today: overviewDay.extend({
      refused: z.int(),
      held: z.int(),
      /** Canceled, failed or expired. */
      unprinted: z.int(),
    }),
    /** The last 30 days, today last; days without a job too. */
    days: z.array(overviewDay),
    alerts: z.object({
      offlineConnectors: z.object({
        count: z.int(),
        items: z.array(
          z.object({
            id: connectorId,
            siteId,
            name: z.string(),
            lastSeenAt: z.iso.datetime().nullable(),
          }),
        ),
      }),
      stuckJobs: z.object({
        /** Of the last 30 days. */
        count: z.int(),
        items: z.array(
          z.object({
            id: jobId,
            user: z.string(),
            printerId: printerId.nullable(),
            createdAt: z.iso.datetime(),
          }),
        ),
      }),
      /** Stopped, or with a reason that ends in `-error`; of the first 200 by id. */
      printerErrors: z.object({
        count: z.int(),
        items: z.array(
          z.object({ id: printerId, name: z.string(), stateReasons: z.array(z.string()) }),
        ),
      }),
      lowBalances: z.object({
        /** Of the users who printed most today and yesterday, at most 50. */
        count: z.int(),
        items: z.array(z.object({ username: z.string(), available: amountText })),
      }),
    }),
  })
  .meta({ id: 'Overview' })
export type Overview = z.infer<typeof overview>
