/** A printer as the tenant manages it: prices, limits, conversions. Its queue lives at a site. */
import * as z from 'zod'
import { COPIES_LIMIT, PAGES_LIMIT } from './findings.ts'
import { connectorId, printerId, queueName, siteId } from './ids.ts'
import { priceText } from './money.ts'
import { PAPER_SIZE_NAMES } from './paper-sizes.ts'
import { priceList } from './prices.ts'
import { HOLD_SECONDS_LIMIT } from './tenant.ts'

export const groupName = z.string().min(1).max(100)
/** Nobody, everybody, or the members of any of these groups. */
export const groupScope = z
  .union([z.enum(['nobody', 'everyone']), z.array(groupName).min(1).max(50)])
  .meta({ id: 'GroupScope', description: '`nobody`, `everyone`, or a list of group names' })
export type GroupScope = z.infer<typeof groupScope>

/** `*.exe`: `*` stands for any characters, `?` for one; compared without case with the whole document name. */
const namePattern = z
  .string()
  .min(1)
  .max(200)
  .regex(/^\P{Cc}+$/u, 'must not contain control characters')
/** Same user, printer, document and copies again within this time. */
export const DUPLICATE_SECONDS_DEFAULT = 60
const DUPLICATE_SECONDS_LIMIT = 3_600
const MEGABYTES_LIMIT = 100_000

/** What may not print here. A row that was stored before a restriction was known does not restrict by it. */
export const printerRestrictions = z.object({
  /** Who may print here at all. */
  access: groupScope.default('everyone'),
  /** Who may print in color. */
  colorAllowed: groupScope,
  /** Whom the restrictions below hit: restricted users and guests only, or everybody. Exempt users never. */
  scope: z.enum(['restricted', 'all']).default('restricted'),
  /** Most printed sides per job; null = no limit. */
  maxPages: z.int().min(1).max(PAGES_LIMIT).nullable(),
  maxCopies: z.int().min(1).max(COPIES_LIMIT).nullable().default(null),
  /** Most that one job may cost; null = no limit. */
  maxCost: priceText.nullable().default(null),
  /** Largest spool file, in megabytes of 1,000,000 bytes; null = no limit. */
  maxMegabytes: z.number().positive().max(MEGABYTES_LIMIT).nullable().default(null),
  /** Only one-sided or only two-sided jobs. */
  sides: z.enum(['any', 'simplex', 'duplex']).default('any'),
  /** Only jobs with color or only gray ones. */
  color: z.enum(['any', 'color', 'grayscale']).default('any'),
  /** Documents whose name fits one of these do not print. */
  deniedNames: z.array(namePattern).max(50).default([]),
  /** Only these paper sizes; null = any. */
  paperSizes: z.array(z.enum(PAPER_SIZE_NAMES)).min(1).nullable().default(null),
  /** The same job again within so many seconds is refused; null = it prints. */
  duplicateSeconds: z.int().min(1).max(DUPLICATE_SECONDS_LIMIT).nullable().default(null),
})
export type PrinterRestrictions = z.infer<typeof printerRestrictions>

/** Whether jobs print at once, wait for their user, or for a manager; and how long they wait (null = the tenant's time). */
export const printerHold = z.object({
  mode: z.enum(['none', 'user', 'manager']),
  seconds: z.int().min(60).max(HOLD_SECONDS_LIMIT).nullable(),
})
export type PrinterHold = z.infer<typeof printerHold>

/** What an admin may change. */
export const printerPolicy = z
  .object({
    disabled: z.boolean(),
    /** `page`: each page by its own color; `document`: one color page makes all color; `grayscale`: it cannot print color. */
    colorMode: z.enum(['page', 'document', 'grayscale']),
    prices: priceList,
    restrictions: printerRestrictions,
    conversions: z.object({
      /** Whose color jobs are printed gray. */
      grayscale: groupScope,
      /** Whose jobs are printed on both sides. */
      duplex: groupScope,
    }),
    /** What happens to new jobs while the cloud cannot be reached. This version knows `closed`: they wait, sealed. */
    failureMode: z.enum(['closed']),
    hold: printerHold,
  })
  .meta({ id: 'PrinterPolicy' })
export type PrinterPolicy = z.infer<typeof printerPolicy>

export const PRINTER_STATES = ['idle', 'printing', 'stopped', 'offline'] as const
export const STATE_REASONS_LIMIT = 10
/** A keyword of IPP ("printer-state-reasons", RFC 8011 section 5.4.12). */
export const stateReason = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,79}$/)

export const printer = printerPolicy
  .extend({
    /** As its connector told last; null = it never did. */
    state: z.enum(PRINTER_STATES).nullable(),
    /** What is wrong, like `media-jam-error` or `media-empty-error`; empty when nothing is. */
    stateReasons: z.array(z.string()),
    /** Jobs on their way to paper; null = never told. */
    jobsWaiting: z.int().nullable(),
    /** Sides that the printer ever printed, by its own count, however they came to it; null = it does not tell. */
    pageCounter: z.int().nullable(),
    /** When the connector told the above: at once when it changes, and once an hour. */
    seenAt: z.iso.datetime().nullable(),
    id: printerId,
    name: z.string().min(1).max(200),
    queue: queueName,
    siteId,
    connectorId,
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Printer' })
export type Printer = z.infer<typeof printer>

/** What PATCH takes: any part of the policy, and the name. Nested objects are replaced whole. */
export const printerPatch = printerPolicy
  .extend({ name: z.string().min(1).max(200) })
  .partial()
  .strict()
  .meta({ id: 'PrinterPatch' })
export type PrinterPatch = z.infer<typeof printerPatch>

/** A new printer costs nothing and allows everything until somebody says otherwise. */
export const PRINTER_POLICY_DEFAULT: PrinterPolicy = {
  disabled: false,
  colorMode: 'page',
  prices: {
    model: 'simple',
    gray: { simplex: '0.00', duplex: '0.00' },
    color: { simplex: '0.00', duplex: '0.00' },
  },
  restrictions: printerRestrictions.parse({ maxPages: null, colorAllowed: 'everyone' }),
  conversions: { grayscale: 'nobody', duplex: 'nobody' },
  failureMode: 'closed',
  hold: { mode: 'none', seconds: null },
}
