/** The six cost models: what each counts, and what one of it costs. */

import { parseAmount } from '#shared/contracts/amounts.ts'
import type { Counts } from '#shared/contracts/counts.ts'
import type { Priced } from '#shared/contracts/decision.ts'
import { type PaperSizeName, paperSizeOf } from '#shared/contracts/paper-sizes.ts'
import type { ColorPrices, DiscountedPrice, PriceList } from '#shared/contracts/prices.ts'
import { BASIS, type Fraction, scaleAmount, toBasis } from './fraction.ts'
import { groupSides, type SideGroup } from './group-sides.ts'

/** So many of something at one price. */
export interface Counted {
  readonly what: string
  /** Sides, meters or square meters, as shown. */
  readonly count: number
  readonly each: Fraction
  readonly amount: Fraction
  readonly estimated: boolean
}

/** A thousandth of a point is 127/360,000,000 m. */
const METERS_NUMERATOR = 127n
const METERS_DENOMINATOR = 360_000_000n
const THOUSANDTHS = 1_000
const SHOWN_PLACES = 10_000

type Model<Name extends PriceList['model']> = Extract<PriceList, { model: Name }>

/** Lines that count nothing are left out. */
export function countLines(
  counts: Counts,
  pageSizes: Priced['pageSizes'],
  prices: PriceList,
): readonly Counted[] {
  if (prices.model === 'simple') return countSimple(counts, prices)
  const groups = groupSides(counts, pageSizes, prices.mixedSizes ?? 'each')
  const lines = groups.flatMap((group) => countGroup(group, prices, counts.duplex))
  return mergeLines(lines)
}

function countGroup(
  group: SideGroup,
  prices: Exclude<PriceList, { model: 'simple' }>,
  duplex: boolean,
): readonly Counted[] {
  switch (prices.model) {
    case 'size-table':
      return countByTable(group, prices, duplex)
    case 'size-category':
      return countByCategory(group, prices, duplex)
    case 'size-detailed':
      return countByDetail(group, prices, duplex)
    case 'length':
    case 'area':
      return countMeters(group, prices, duplex)
  }
}

function countSimple(counts: Counts, prices: ColorPrices): readonly Counted[] {
  const sides = { size: null, ...counts, estimated: false }
  return countSides(sides, '', prices, counts.duplex)
}

function countByTable(group: SideGroup, prices: Model<'size-table'>, duplex: boolean) {
  const size = nameOf(group)
  const own = size === null ? undefined : prices.sizes[size]
  return countSides(group, own === undefined ? 'other ' : `${size} `, own ?? prices.other, duplex)
}

function countSides(
  { sides, colorSides, estimated }: SideGroup,
  size: string,
  prices: ColorPrices,
  duplex: boolean,
): readonly Counted[] {
  const side = duplex ? 'duplex' : 'simplex'
  const lines: Counted[] = []
  const add = (color: 'gray' | 'color', count: number) => {
    if (count === 0) return
    const each = whole(prices[color][side])
    lines.push({ ...line(`${color} ${size}sides, ${wordOf(duplex)}`, count, each), estimated })
  }
  add('gray', sides - colorSides)
  add('color', colorSides)
  return lines
}

function countByCategory(group: SideGroup, prices: Model<'size-category'>, duplex: boolean) {
  const size = nameOf(group)
  const category = prices.categories.find((one) => size !== null && one.sizes.includes(size))
  const price = category?.price ?? prices.other
  return countDiscounted(group, `${category?.name ?? 'other'} `, { ...prices, price }, duplex)
}

function countByDetail(group: SideGroup, prices: Model<'size-detailed'>, duplex: boolean) {
  const size = nameOf(group)
  const own = size === null ? undefined : prices.sizes[size]
  return countDiscounted(group, own ? `${size} ` : 'other ', own ?? prices.other, duplex)
}

function countDiscounted(
  { sides, colorSides, estimated }: SideGroup,
  size: string,
  price: DiscountedPrice,
  duplex: boolean,
): readonly Counted[] {
  const lines: Counted[] = []
  const add = (color: 'gray' | 'color', count: number) => {
    if (count === 0) return
    const each = discount(price, color === 'gray', duplex)
    lines.push({ ...line(`${color} ${size}sides, ${wordOf(duplex)}`, count, each), estimated })
  }
  add('gray', sides - colorSides)
  add('color', colorSides)
  return lines
}

/** A page whose size is not known has no length and no area: it is counted as A4, and marked. */
function countMeters(
  group: SideGroup,
  prices: Model<'length'> | Model<'area'>,
  duplex: boolean,
): readonly Counted[] {
  const { sides, colorSides, size } = group
  const extent = extentOf(size ?? { widthPt: 595, heightPt: 842 }, prices.model)
  const estimated = group.estimated || size === null
  const unit = prices.model === 'length' ? 'meters' : 'square meters'
  const lines: Counted[] = []
  const add = (color: 'gray' | 'color', count: number) => {
    if (count === 0) return
    const each = discount(prices, color === 'gray', duplex)
    const numerator = each.numerator * extent.numerator * BigInt(count)
    const amount = { numerator, denominator: each.denominator * extent.denominator }
    const meters = (Number(extent.numerator) / Number(extent.denominator)) * count
    const shown = Math.round(meters * SHOWN_PLACES) / SHOWN_PLACES
    lines.push({
      what: `${unit} of ${color}, ${wordOf(duplex)}`,
      count: shown,
      each,
      amount,
      estimated,
    })
  }
  add('gray', sides - colorSides)
  add('color', colorSides)
  return lines
}

/** Meters of the longer side, or square meters, of one page. */
function extentOf(
  { widthPt, heightPt }: NonNullable<SideGroup['size']>,
  model: 'length' | 'area',
): Fraction {
  const width = BigInt(Math.round(widthPt * THOUSANDTHS))
  const height = BigInt(Math.round(heightPt * THOUSANDTHS))
  if (model === 'length') {
    const longer = width > height ? width : height
    return { numerator: longer * METERS_NUMERATOR, denominator: METERS_DENOMINATOR }
  }
  return {
    numerator: width * height * METERS_NUMERATOR ** 2n,
    denominator: METERS_DENOMINATOR ** 2n,
  }
}

function discount(price: DiscountedPrice, gray: boolean, duplex: boolean): Fraction {
  const grayBasis = gray ? BASIS - toBasis(price.grayDiscountPercent) : BASIS
  const duplexBasis = duplex ? BASIS - toBasis(price.duplexDiscountPercent) : BASIS
  return scaleAmount(scaleAmount(whole(price.price), grayBasis), duplexBasis)
}

function line(what: string, count: number, each: Fraction): Omit<Counted, 'estimated'> {
  const amount = { numerator: each.numerator * BigInt(count), denominator: each.denominator }
  return { what, count, each, amount }
}

/** Lying and standing pages of one size, and all sizes of one category, are one line. */
function mergeLines(lines: readonly Counted[]): readonly Counted[] {
  const merged = new Map<string, Counted>()
  for (const one of lines) {
    const before = merged.get(one.what)
    merged.set(one.what, before === undefined ? one : mergeTwo(before, one))
  }
  return [...merged.values()]
}

function mergeTwo(before: Counted, one: Counted): Counted {
  const { numerator, denominator } = before.amount
  const added =
    denominator === one.amount.denominator
      ? { numerator: numerator + one.amount.numerator, denominator }
      : {
          numerator: numerator * one.amount.denominator + one.amount.numerator * denominator,
          denominator: denominator * one.amount.denominator,
        }
  const count = Math.round((before.count + one.count) * SHOWN_PLACES) / SHOWN_PLACES
  return { ...before, count, amount: added, estimated: before.estimated || one.estimated }
}

function nameOf({ size }: SideGroup): PaperSizeName | null {
  return size === null ? null : paperSizeOf(size.widthPt, size.heightPt)
}

function whole(text: string): Fraction {
  return { numerator: parseAmount(text), denominator: 1n }
}

function wordOf(duplex: boolean): string {
  return duplex ? 'two-sided' : 'one-sided'
}
