/** Price lists while they are typed: from one model to another, cleaned for the wire, and whether they are whole. */
import type { PaperSizeName } from '#shared/contracts/paper-sizes.ts'
import type { ColorPrices, PriceList } from '#shared/contracts/prices.ts'
import { readAmount } from './amount.ts'

export type Model = PriceList['model']
export const MODELS = Object.keys({
  simple: 0,
  'size-table': 0,
  'size-category': 0,
  'size-detailed': 0,
  length: 0,
  area: 0,
} satisfies Record<Model, 0>) as Model[]

/** The same list as another model, begun with the price that it has; limits and least go along. */
export function withModel(list: PriceList, model: Model): PriceList {
  const { minimum, maximum, mixedSizes } = list
  const common = {
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum }),
    ...(mixedSizes === undefined ? {} : { mixedSizes }),
  }
  const colors = colorsOf(list)
  const price = colors.color.simplex
  const one = { price, grayDiscountPercent: 0, duplexDiscountPercent: 0 }
  switch (model) {
    case 'simple':
      return { model, ...colors, ...common }
    case 'size-table':
      return { model, sizes: {}, other: colors, ...common }
    case 'size-category': {
      const { price: other, ...discounts } = one
      return { model, categories: [], other, ...discounts, ...common }
    }
    case 'size-detailed':
      return { model, sizes: {}, other: one, ...common }
    case 'length':
    case 'area':
      return { model, ...one, ...common }
  }
}

function colorsOf(list: PriceList): ColorPrices {
  if (list.model === 'simple') return { gray: list.gray, color: list.color }
  if (list.model === 'size-table') return list.other
  const price =
    list.model === 'size-category'
      ? list.other
      : list.model === 'size-detailed'
        ? list.other.price
        : list.price
  const side = { simplex: price, duplex: price }
  return { gray: side, color: side }
}

/** With the comma that was typed as the point that the contract wants; what was emptied is no limit. */
export const cleanPrices = (prices: PriceList): PriceList =>
  mapAmounts(prices, (amount) => readAmount(amount) ?? amount) as PriceList

/** Every amount is one and not negative, every discount fits, every class has a name and sizes. */
export function isPriceList(prices: PriceList): boolean {
  let whole = true
  mapAmounts(prices, (amount) => {
    const read = readAmount(amount)
    if (read === null || read.startsWith('-')) whole = false
    return amount
  })
  const numbers = JSON.stringify(prices, (key, value) =>
    key.endsWith('Percent') && Number.isNaN(value) ? 'not a number' : value,
  )
  const named =
    prices.model !== 'size-category' ||
    prices.categories.every(({ name, sizes }) => name.trim() !== '' && sizes.length > 0)
  return whole && named && !numbers.includes('not a number')
}

/** Sizes that no row has yet. */
export const sizesLeft = (
  all: readonly PaperSizeName[],
  sizes: Readonly<Partial<Record<PaperSizeName, unknown>>>,
): readonly PaperSizeName[] => all.filter((size) => sizes[size] === undefined)

/** Places where a price list holds an amount. */
const AMOUNT_KEYS = new Set(['simplex', 'duplex', 'price', 'other', 'minimum', 'maximum'])

function mapAmounts(value: unknown, change: (amount: string) => string, key = ''): unknown {
  if (typeof value === 'string') return AMOUNT_KEYS.has(key) ? change(value) : value
  if (Array.isArray(value)) return value.map((each) => mapAmounts(each, change))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, mapAmounts(each, change, name)]),
  )
}
