/** A price list in a few words. */
import type { PriceList } from '#shared/contracts/prices.ts'
import { useText } from '../language.tsx'
import { useMoney } from './money.tsx'

export function PriceSummary({ prices }: { prices: PriceList }) {
  const t = useText()
  const money = useMoney()
  if (prices.model !== 'simple') return t(`price.model.${prices.model}`)
  return t('price.simple', { gray: money(prices.gray.simplex), color: money(prices.color.simplex) })
}
