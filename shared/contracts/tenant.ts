/** A customer: its currency and the rules that hold for all its printers. */
import * as z from 'zod'
import { partnerId, slug, tenantId } from './ids.ts'
import { currencyCode, priceText } from './money.ts'
import { PROMPT_SECONDS_LIMIT } from './prompt.ts'
import { readerLanguage } from './reader-language.ts'

/** Two hours: a school's class; four: a company's morning. */
export const HOLD_SECONDS_DEFAULT = 4 * 3600
export const HOLD_SECONDS_LIMIT = 7 * 24 * 3600
export const ASK_SECONDS_DEFAULT = 5 * 60

export const NOTICE_ADDRESSES_LIMIT = 10

/** By then every job has ended, however long it waited. */
export const RETENTION_DAYS_LEAST = 30
export const RETENTION_DAYS_LIMIT = 3650

export const tenantSettings = z
  .object({
    /** A job by a name that nobody created: create the user, refuse the job, or let the guests' account pay. */
    unknownUser: z.enum(['create', 'refuse', 'guest']).default('create'),
    /** A document whose pages cannot be counted: keep it for a person, charge `flatPrice`, or print it free. */
    unknownPages: z.enum(['hold', 'flat', 'allow']).default('hold'),
    flatPrice: priceText.default('0.00'),
    /** How long a held job waits before it is deleted. */
    holdSeconds: z.int().min(60).max(HOLD_SECONDS_LIMIT).default(HOLD_SECONDS_DEFAULT),
    /** How long a user may think about which account pays; then the job is refused. */
    askSeconds: z.int().min(10).max(PROMPT_SECONDS_LIMIT).default(ASK_SECONDS_DEFAULT),
    /** Of every account that has no overdraft of its own. */
    overdraft: priceText.default('0.00'),
    /** Whether users may give money of their own to each other. */
    userTransfers: z.boolean().default(false),
    /** IANA name, like `Europe/Berlin`: the clock that rules read. */
    timeZone: z
      .string()
      .max(60)
      .refine(isTimeZone, 'must be a time zone like `Europe/Berlin`')
      .default('UTC'),
    /** Who hears by e-mail what rules tell the admins. Absent = nobody. */
    noticeAddresses: z.array(z.email()).max(NOTICE_ADDRESSES_LIMIT).optional(),
    /** Of the portal: buttons, links, what is chosen. Absent = the product's own. */
    brandColor: z
      .string()
      .regex(/^#[0-9a-f]{6}$/, 'must be a color like `#0b6b63`')
      .optional(),
    /** Of the portal for people who chose none. Absent = each browser's own. */
    language: readerLanguage.optional(),
    /**
     * Days after its decision when a job that ended is forgotten, with its explanation; holds for jobs decided from then
     * on. Entries of the ledger, the audit log and daily figures stay. Absent = kept for ever.
     */
    retentionDays: z.int().min(RETENTION_DAYS_LEAST).max(RETENTION_DAYS_LIMIT).optional(),
  })
  .meta({ id: 'TenantSettings', description: 'rules for all printers of the tenant' })
export type TenantSettings = z.infer<typeof tenantSettings>

export const tenant = z
  .object({
    id: tenantId,
    partnerId,
    slug,
    name: z.string().min(1).max(200),
    currency: currencyCode,
    settings: tenantSettings,
    /** The rule set in force; null = none. */
    rulesVersion: z.int().positive().nullable(),
  })
  .meta({ id: 'Tenant' })
export type Tenant = z.infer<typeof tenant>

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
