/** What a printer's paper costs: six cost models, from one price a side to the area of every page. */
import * as z from 'zod'
import { priceText } from './money.ts'
import { PAPER_SIZE_NAMES } from './paper-sizes.ts'

const CATEGORIES_LIMIT = 10
const paperSize = z.enum(PAPER_SIZE_NAMES)

/** Per cent with up to two places. */
export const percent = (most: number) =>
  z
    .number()
    .min(0)
    .max(most)
    .refine((value) => Math.abs(value * 100 - Math.round(value * 100)) < 1e-6, {
      message: 'must have at most two places',
    })

/** Of what a user's jobs cost on any printer; 100 = the printer's own price. */
export const COST_RATE_LIMIT = 1_000
export const costRatePercent = percent(COST_RATE_LIMIT)

const sidePrices = z.object({
  /** Price of one printed side when the sheet has one. */
  simplex: priceText,
  /** Price of one printed side when the sheet may have two. */
  duplex: priceText,
})
export type SidePrices = z.infer<typeof sidePrices>

const colorPrices = z.object({ gray: sidePrices, color: sidePrices })
export type ColorPrices = z.infer<typeof colorPrices>

/** The price of a one-sided color side, and what is taken off it: first for gray, then of what is left for two-sided. */
const discountedPrice = z.object({
  price: priceText,
  grayDiscountPercent: percent(100).default(0),
  duplexDiscountPercent: percent(100).default(0),
})
export type DiscountedPrice = z.infer<typeof discountedPrice>

/** What every model may add. */
const common = {
  /** Least that a job costs, before the user's own rate; null = no least. */
  minimum: priceText.nullable().optional(),
  /** Most that a job costs, whatever it holds; null = no most. */
  maximum: priceText.nullable().optional(),
  /** A job of several paper sizes: each page by its own, or all by the largest. */
  mixedSizes: z.enum(['each', 'largest']).optional(),
}

/** The simple cost model: a price per printed side, by color and duplex. */
const simple = z.object({ model: z.literal('simple'), ...colorPrices.shape, ...common })

/** A table: prices per side for each paper size, and for all others. */
const sizeTable = z.object({
  model: z.literal('size-table'),
  sizes: z.partialRecord(paperSize, colorPrices),
  other: colorPrices,
  ...common,
})

/** A price for each class of paper sizes, and for the sizes of no class. */
const sizeCategory = z.object({
  model: z.literal('size-category'),
  categories: z
    .array(
      z.object({
        name: z.string().min(1).max(60),
        sizes: z.array(paperSize).min(1),
        price: priceText,
      }),
    )
    .max(CATEGORIES_LIMIT),
  other: priceText,
  grayDiscountPercent: percent(100).default(0),
  duplexDiscountPercent: percent(100).default(0),
  ...common,
})

/** A price and discounts of its own for each paper size, and for all others. */
const sizeDetailed = z.object({
  model: z.literal('size-detailed'),
  sizes: z.partialRecord(paperSize, discountedPrice),
  other: discountedPrice,
  ...common,
})

const measured = {
  /** Price of a meter or a square meter of color. */
  price: priceText,
  grayDiscountPercent: percent(100).default(0),
  duplexDiscountPercent: percent(100).default(0),
  ...common,
}

/** Paper from the roll: a price per meter of the longer side of each page. */
const length = z.object({ model: z.literal('length'), ...measured })

/** Paper from the roll: a price per square meter of each page. */
const area = z.object({ model: z.literal('area'), ...measured })

export const priceList = z
  .discriminatedUnion('model', [simple, sizeTable, sizeCategory, sizeDetailed, length, area])
  .meta({ id: 'PriceList', description: 'what a job costs on a printer' })
export type PriceList = z.infer<typeof priceList>
