/** Reports: tables over a period, the same for a page, a spreadsheet, paper and e-mail; and the schedules that send them. */
import * as z from 'zod'
import { accountId, printerId, tenantId, ulid } from './ids.ts'
import { jobState } from './job.ts'
import { groupName } from './printer.ts'
import { readerLanguage } from './reader-language.ts'

export const REPORT_NAMES = [
  'summary',
  'users',
  'users-by-type',
  'most-active-users',
  'user-list',
  'printers',
  'printers-by-type',
  'busiest-printers',
  'printer-list',
  'groups',
  'accounts',
  'account-statement',
  'job-types',
  'refusals',
  'print-log',
  'largest-jobs',
  'environment',
] as const
export const reportName = z.enum(REPORT_NAMES)
export type ReportName = (typeof REPORT_NAMES)[number]

/** Days of one report. */
export const REPORT_DAYS_LIMIT = 366
export const REPORT_DAYS_DEFAULT = 30
/** Rows of one reply; `next` leads to the rest where there is one. */
export const REPORT_ROWS_LIMIT = 2_000
export const REPORT_ROWS_DEFAULT = 500
/** Names of one day (users, printers, groups, accounts) that are kept apart; the rest stands in `others`. */
export const REPORT_NAMES_LIMIT = 1_000

export const REPORT_FORMATS = ['json', 'csv', 'pdf'] as const
export const reportFormat = z.enum(REPORT_FORMATS)
export type ReportFormat = z.infer<typeof reportFormat>
export const reportLanguage = readerLanguage
export type ReportLanguage = z.infer<typeof reportLanguage>

/** `count`: a whole number; `money`: decimal text; `percent`, `grams`, `liters`: a number. */
export const REPORT_COLUMN_KINDS = [
  'text',
  'day',
  'time',
  'count',
  'money',
  'percent',
  'grams',
  'liters',
] as const
export type ReportColumnKind = (typeof REPORT_COLUMN_KINDS)[number]

/** A day of the tenant's clock. */
export const reportDay = z.iso.date()

export const reportColumn = z
  .object({ id: z.string(), heading: z.string(), kind: z.enum(REPORT_COLUMN_KINDS) })
  .meta({ id: 'ReportColumn' })
export type ReportColumn = z.infer<typeof reportColumn>

export const REPORT_FILTERS = ['user', 'printer', 'group', 'account', 'state'] as const
export type ReportFilter = (typeof REPORT_FILTERS)[number]

export const reportFilters = z.object({
  user: z.string().max(128).optional(),
  printer: printerId.optional(),
  group: groupName.optional(),
  account: accountId.optional(),
  state: jobState.optional(),
})
export type ReportFilters = z.infer<typeof reportFilters>

export const reportCatalogQuery = z.object({ language: reportLanguage.default('en') }).strict()

export const reportInfo = z
  .object({
    name: reportName,
    heading: z.string(),
    columns: z.array(reportColumn),
    filters: z.array(z.enum(REPORT_FILTERS)),
    /** Filters without which it says nothing. */
    needs: z.array(z.enum(REPORT_FILTERS)),
    /** Whether `from` and `to` mean anything. */
    period: z.boolean(),
  })
  .meta({ id: 'ReportInfo' })
export type ReportInfo = z.infer<typeof reportInfo>
/** Those that the caller's role may read. */
export const reportCatalog = z.object({ items: z.array(reportInfo) })

export const reportQuery = reportFilters
  .extend({
    /** First and last day, both included; without them the last 30 days. */
    from: reportDay.optional(),
    to: reportDay.optional(),
    format: reportFormat.default('json'),
    language: reportLanguage.default('en'),
    limit: z.coerce.number().int().min(1).max(REPORT_ROWS_LIMIT).default(REPORT_ROWS_DEFAULT),
    cursor: z.string().max(1_000).optional(),
  })
  .strict()
  .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
    path: ['to'],
    error: 'must not be before `from`',
  })
export type ReportQuery = z.infer<typeof reportQuery>

export const reportCell = z.union([z.string(), z.number(), z.null()])
export type ReportCell = z.infer<typeof reportCell>
export const reportRow = z.record(z.string(), reportCell)
/** By the column's id. */
export type ReportRow = z.infer<typeof reportRow>

export const report = z
  .object({
    name: reportName,
    heading: z.string(),
    from: reportDay.nullable(),
    to: reportDay.nullable(),
    /** Whose midnight parts the days. */
    timeZone: z.string(),
    currency: z.string(),
    columns: z.array(reportColumn),
    rows: z.array(reportRow),
    /** Sum of everything, also of what has no row; null where a sum says nothing. */
    total: reportRow.nullable(),
    /** Sum of the names that have no row of their own; null = every name has one. */
    others: reportRow.nullable(),
    /** Where figures come from. */
    notes: z.array(z.string()),
    next: z.string().nullable(),
  })
  .meta({ id: 'Report' })
export type Report = z.infer<typeof report>

export const REPORT_RHYTHMS = ['daily', 'weekly', 'monthly'] as const
export type ReportRhythm = (typeof REPORT_RHYTHMS)[number]
export const REPORT_SCHEDULES_LIMIT = 50
export const REPORT_RECIPIENTS_LIMIT = 20

/**
 * Sent once a period, for the period before: yesterday, the week before (Monday to Sunday), the month before, from
 * `hour` of the tenant's clock on.
 */
export const reportScheduleBody = z
  .object({
    report: reportName,
    filters: reportFilters.strict().default({}),
    rhythm: z.enum(REPORT_RHYTHMS),
    hour: z.int().min(0).max(23).default(7),
    recipients: z.array(z.email().max(254)).min(1).max(REPORT_RECIPIENTS_LIMIT),
    format: z.enum(['csv', 'pdf']).default('pdf'),
    language: reportLanguage.default('en'),
    active: z.boolean().default(true),
  })
  .strict()
  .meta({ id: 'ReportScheduleBody' })
export type ReportScheduleBody = z.infer<typeof reportScheduleBody>

export const reportScheduleId = ulid.meta({ description: 'report schedule id' })
export const reportSchedule = z
  .object({
    id: reportScheduleId,
    ...reportScheduleBody.shape,
    createdAt: z.iso.datetime(),
    createdBy: z.string(),
    /** Last day of the newest period that was sent; null = none yet. */
    sentThrough: reportDay.nullable(),
    sentAt: z.iso.datetime().nullable(),
    /** Why the last try failed; null = it did not. */
    failure: z.string().nullable(),
  })
  .meta({ id: 'ReportSchedule' })
export type ReportSchedule = z.infer<typeof reportSchedule>

/** One message of the mail queue. */
export const reportOrderMessage = z.object({
  tenantId,
  scheduleId: reportScheduleId,
  first: reportDay,
  last: reportDay,
})
export type ReportOrderMessage = z.infer<typeof reportOrderMessage>
