/** Prices of a printer: four fields for the simple model, the data itself for the others. */
import FormField from '@cloudscape-design/components/form-field'
import Textarea from '@cloudscape-design/components/textarea'
import { useState } from 'react'
import type { PriceList } from '#shared/contracts/prices.ts'
import { useText } from '../language.tsx'
import { useSession } from '../session.tsx'
import { readAmount } from './amount.ts'
import { MoneyField } from './form.tsx'
import { useMoney } from './money.tsx'

type Simple = Extract<PriceList, { model: 'simple' }>

export function PriceSummary({ prices }: { prices: PriceList }) {
  const t = useText()
  const money = useMoney()
  if (prices.model !== 'simple') return t('price.model', { model: prices.model })
  return t('price.simple', { gray: money(prices.gray.simplex), color: money(prices.color.simplex) })
}

export interface PriceFieldsProps {
  readonly value: PriceList
  readonly onChange: (value: PriceList) => void
}

export function PriceFields({ value, onChange }: PriceFieldsProps) {
  if (value.model === 'simple') return <SimpleFields value={value} onChange={onChange} />
  return <DataField value={value} onChange={onChange} />
}

export const isPriceList = (prices: PriceList): boolean =>
  prices.model !== 'simple' ||
  [prices.gray, prices.color].every((each) =>
    [each.simplex, each.duplex].every(
      (price) => readAmount(price) !== null && !price.startsWith('-'),
    ),
  )

/** With the comma that was typed as the point that the contract wants. */
export function cleanPrices(prices: PriceList): PriceList {
  if (prices.model !== 'simple') return prices
  const clean = ({ simplex, duplex }: Simple['gray']) => ({
    simplex: readAmount(simplex) ?? simplex,
    duplex: readAmount(duplex) ?? duplex,
  })
  return { ...prices, gray: clean(prices.gray), color: clean(prices.color) }
}

function SimpleFields({
  value,
  onChange,
}: {
  value: Simple
  onChange: (value: PriceList) => void
}) {
  const t = useText()
  const { currency } = useSession()
  const field = (kind: 'gray' | 'color', side: 'simplex' | 'duplex') => (
    <MoneyField
      label={t(`price.${kind}.${side}`)}
      value={value[kind][side]}
      currency={currency}
      onChange={(price) => onChange({ ...value, [kind]: { ...value[kind], [side]: price } })}
    />
  )
  return (
    <div className="grid-form">
      {field('gray', 'simplex')}
      {field('gray', 'duplex')}
      {field('color', 'simplex')}
      {field('color', 'duplex')}
    </div>
  )
}

function DataField({ value, onChange }: PriceFieldsProps) {
  const t = useText()
  const [text, setText] = useState(() => JSON.stringify(value, null, 2))
  const [wrong, setWrong] = useState(false)
  return (
    <FormField
      stretch
      label={t('price.model', { model: value.model })}
      description={t('price.data.text')}
      errorText={wrong ? t('form.json.wrong') : undefined}
    >
      <Textarea
        value={text}
        rows={12}
        onChange={({ detail }) => {
          setText(detail.value)
          try {
            onChange(JSON.parse(detail.value) as PriceList)
            setWrong(false)
          } catch {
            setWrong(true)
          }
        }}
      />
    </FormField>
  )
}
