/** How a job ended, as the connector reports it and as it travels through the outcome queue. */
import * as z from 'zod'
import { PAGES_LIMIT } from './findings.ts'
import { connectorId, jobId, siteId, tenantId } from './ids.ts'

/** Outcomes in one report. */
export const OUTCOMES_LIMIT = 25

export const outcome = z
  .object({
    jobId,
    state: z.enum(['completed', 'canceled', 'failed', 'expired', 'refused']),
    /** Whether any byte may have reached the device; an unsure connector says true. */
    started: z.boolean(),
    /** Sides the device reports ("job-impressions-completed"); null = it does not tell. */
    sidesDone: z.int().min(0).max(PAGES_LIMIT).nullable(),
    endedAt: z.iso.datetime(),
    /** In the print system's words. */
    detail: z.string().max(500),
  })
  .meta({ id: 'Outcome' })
export type Outcome = z.infer<typeof outcome>

/** One message of the outcome queue. Tenant and connector come from the credential, not from the report. */
export const outcomeMessage = z.object({
  tenantId,
  siteId,
  connectorId,
  outcome,
})
export type OutcomeMessage = z.infer<typeof outcomeMessage>
