/** Prices by paper size: a row for each size that has its own, and one for all others. */
import Button from '@cloudscape-design/components/button'
import Select from '@cloudscape-design/components/select'
import type { ReactNode } from 'react'
import { PAPER_SIZE_NAMES, type PaperSizeName } from '#shared/contracts/paper-sizes.ts'
import { useText } from '../language.tsx'
import { sizesLeft } from './price-lists.ts'

export interface SizeRowsProps<Row> {
  readonly sizes: Readonly<Partial<Record<PaperSizeName, Row>>>
  readonly other: Row
  readonly onSizes: (sizes: Partial<Record<PaperSizeName, Row>>) => void
  readonly onOther: (row: Row) => void
  readonly row: (row: Row, change: (row: Row) => void) => ReactNode
}

export function SizeRows<Row>(props: SizeRowsProps<Row>) {
  const { sizes, other, onSizes, onOther, row } = props
  const t = useText()
  const own = PAPER_SIZE_NAMES.filter((size) => sizes[size] !== undefined)
  const left = sizesLeft(PAPER_SIZE_NAMES, sizes)
  const remove = (size: PaperSizeName) => {
    const { [size]: _, ...rest } = sizes
    onSizes(rest as Partial<Record<PaperSizeName, Row>>)
  }
  return (
    <div className="stack">
      {own.map((size) => (
        <fieldset key={size} className="plain-set">
          <legend>{size}</legend>
          {row(sizes[size] as Row, (next) => onSizes({ ...sizes, [size]: next }))}
          <div>
            <Button onClick={() => remove(size)}>{t('price.size.remove', { size })}</Button>
          </div>
        </fieldset>
      ))}
      <Select
        selectedOption={null}
        placeholder={t('price.size.add')}
        ariaLabel={t('price.size.add')}
        options={left.map((size) => ({ value: size, label: size }))}
        onChange={({ detail }) =>
          onSizes({ ...sizes, [detail.selectedOption.value as PaperSizeName]: other })
        }
      />
      <fieldset className="plain-set">
        <legend>{t('price.other.sizes')}</legend>
        {row(other, onOther)}
      </fieldset>
    </div>
  )
}
