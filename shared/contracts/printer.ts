/** A printer as the tenant manages it: prices, limits, conversions. Its queue lives at a site. */
import * as z from 'zod'
import { PAGES_LIMIT } from './findings.ts'
import { connectorId, printerId, queueName, siteId } from './ids.ts'
import { priceText } from './money.ts'

export const groupName = z.string().min(1).max(100)
/** Nobody, everybody, or the members of any of these groups. */
export const groupScope = z
  .union([z.enum(['nobody', 'everyone']), z.array(groupName).min(1).max(50)])
  .meta({ id: 'GroupScope', description: '`nobody`, `everyone`, or a list of group names' })
export type GroupScope = z.infer<typeof groupScope>

const sidePrices = z.object({
  /** Price of one printed side when the sheet has one. */
  simplex: priceText,
  /** Price of one printed side when the sheet may have two. */
  duplex: priceText,
})

/** The simple cost model: a price per printed side, by color and duplex. */
export const priceList = z
  .object({ model: z.literal('simple'), gray: sidePrices, color: sidePrices })
  .meta({ id: 'PriceList' })
export type PriceList = z.infer<typeof priceList>

/** What an admin may change. */
export const printerPolicy = z
  .object({
    disabled: z.boolean(),
    /** `page`: each page by its own color; `document`: one color page makes all color; `grayscale`: it cannot print color. */
    colorMode: z.enum(['page', 'document', 'grayscale']),
    prices: priceList,
    restrictions: z.object({
      /** Most printed sides per job; null = no limit. */
      maxPages: z.int().min(1).max(PAGES_LIMIT).nullable(),
      /** Who may print in color. */
      colorAllowed: groupScope,
    }),
    conversions: z.object({
      /** Whose color jobs are printed gray. */
      grayscale: groupScope,
      /** Whose jobs are printed on both sides. */
      duplex: groupScope,
    }),
    /** What happens to new jobs while the cloud cannot be reached. This version knows `closed`: they wait, sealed. */
    failureMode: z.enum(['closed']),
  })
  .meta({ id: 'PrinterPolicy' })
export type PrinterPolicy = z.infer<typeof printerPolicy>

export const printer = printerPolicy
  .extend({
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
  restrictions: { maxPages: null, colorAllowed: 'everyone' },
  conversions: { grayscale: 'nobody', duplex: 'nobody' },
  failureMode: 'closed',
}
