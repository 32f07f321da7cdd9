/** Prices of a printer: the six models as forms. */
import Button from '@cloudscape-design/components/button'
import FormField from '@cloudscape-design/components/form-field'
import Multiselect from '@cloudscape-design/components/multiselect'
import { PAPER_SIZE_NAMES, type PaperSizeName } from '#shared/contracts/paper-sizes.ts'
import type { ColorPrices, DiscountedPrice, PriceList } from '#shared/contracts/prices.ts'
import { useText } from '../language.tsx'
import { useSession } from '../session.tsx'
import { ChoiceField, MoneyField, TextField } from './form.tsx'
import { NumberField } from './number-field.tsx'
import { MODELS, withModel } from './price-lists.ts'
import { SizeRows } from './size-rows.tsx'

type Of<Model extends PriceList['model']> = Extract<PriceList, { model: Model }>
interface Fields<Value> {
  readonly value: Value
  readonly onChange: (value: Value) => void
}

export function PriceFields({ value, onChange }: Fields<PriceList>) {
  const t = useText()
  return (
    <div className="stack">
      <ChoiceField
        label={t('price.model')}
        value={value.model}
        choices={MODELS.map((model) => ({
          value: model,
          label: t(`price.model.${model}`),
          description: t(`price.model.${model}.text`),
        }))}
        onChange={(model) => onChange(withModel(value, model))}
      />
      <ModelFields value={value} onChange={onChange} />
      <CommonFields value={value} onChange={onChange} />
    </div>
  )
}

function ModelFields({ value, onChange }: Fields<PriceList>) {
  switch (value.model) {
    case 'simple':
      return <ColorFields value={value} onChange={(colors) => onChange({ ...value, ...colors })} />
    case 'size-table':
      return <SizeTable value={value} onChange={onChange} />
    case 'size-category':
      return <SizeCategories value={value} onChange={onChange} />
    case 'size-detailed':
      return <SizeDetailed value={value} onChange={onChange} />
    case 'length':
    case 'area':
      return (
        <DiscountedFields
          value={value}
          unit={value.model}
          onChange={(price) => onChange({ ...value, ...price })}
        />
      )
  }
}

function ColorFields({ value, onChange }: Fields<ColorPrices>) {
  const t = useText()
  const { currency } = useSession()
  const { gray, color } = value
  const field = (kind: 'gray' | 'color', side: 'simplex' | 'duplex') => (
    <MoneyField
      label={t(`price.${kind}.${side}`)}
      value={value[kind][side]}
      currency={currency}
      onChange={(price) => onChange({ gray, color, [kind]: { ...value[kind], [side]: price } })}
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

function SizeTable({ value, onChange }: Fields<Of<'size-table'>>) {
  return (
    <SizeRows
      sizes={value.sizes}
      other={value.other}
      onSizes={(sizes) => onChange({ ...value, sizes })}
      onOther={(other) => onChange({ ...value, other })}
      row={(each, change) => <ColorFields value={each} onChange={change} />}
    />
  )
}

function SizeDetailed({ value, onChange }: Fields<Of<'size-detailed'>>) {
  return (
    <SizeRows
      sizes={value.sizes}
      other={value.other}
      onSizes={(sizes) => onChange({ ...value, sizes })}
      onOther={(other) => onChange({ ...value, other })}
      row={(each, change) => <DiscountedFields value={each} unit="side" onChange={change} />}
    />
  )
}

type Discounts = Pick<DiscountedPrice, 'grayDiscountPercent' | 'duplexDiscountPercent'>

function DiscountedFields({
  value,
  unit,
  onChange,
}: Fields<DiscountedPrice> & { unit: 'side' | 'length' | 'area' }) {
  const t = useText()
  const { currency } = useSession()
  const { price, grayDiscountPercent, duplexDiscountPercent } = value
  return (
    <div className="grid-form">
      <MoneyField
        label={t(`price.per.${unit}`)}
        value={price}
        currency={currency}
        onChange={(next) => onChange({ grayDiscountPercent, duplexDiscountPercent, price: next })}
      />
      <DiscountFields value={value} onChange={(discounts) => onChange({ price, ...discounts })} />
    </div>
  )
}

function DiscountFields({ value, onChange }: Fields<Discounts>) {
  const t = useText()
  const { grayDiscountPercent, duplexDiscountPercent } = value
  return (
    <>
      <NumberField
        label={t('price.discount.gray')}
        value={grayDiscountPercent}
        least={0}
        most={100}
        places={2}
        unit="%"
        onChange={(percent) =>
          onChange({ duplexDiscountPercent, grayDiscountPercent: percent ?? 0 })
        }
      />
      <NumberField
        label={t('price.discount.duplex')}
        value={duplexDiscountPercent}
        least={0}
        most={100}
        places={2}
        unit="%"
        onChange={(percent) =>
          onChange({ grayDiscountPercent, duplexDiscountPercent: percent ?? 0 })
        }
      />
    </>
  )
}

const CATEGORIES_LIMIT = 10

function SizeCategories({ value, onChange }: Fields<Of<'size-category'>>) {
  const t = useText()
  const { currency } = useSession()
  const { categories } = value
  const change = (at: number, part: Partial<(typeof categories)[number]>) =>
    onChange({
      ...value,
      categories: categories.map((each, index) => (index === at ? { ...each, ...part } : each)),
    })
  return (
    <div className="stack">
      {categories.map((category, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a class has no name until one is typed
        <fieldset key={index} className="plain-set">
          <legend>{category.name || t('price.category', { number: index + 1 })}</legend>
          <div className="grid-form">
            <TextField
              label={t('price.category.name')}
              value={category.name}
              onChange={(name) => change(index, { name })}
            />
            <SizesField
              label={t('price.category.sizes')}
              value={category.sizes}
              onChange={(sizes) => change(index, { sizes: [...sizes] })}
            />
            <MoneyField
              label={t('price.per.side')}
              value={category.price}
              currency={currency}
              onChange={(price) => change(index, { price })}
            />
          </div>
          <div>
            <Button
              onClick={() =>
                onChange({ ...value, categories: categories.filter((_, at) => at !== index) })
              }
            >
              {t('price.category.remove')}
            </Button>
          </div>
        </fieldset>
      ))}
      <div>
        <Button
          disabled={categories.length >= CATEGORIES_LIMIT}
          onClick={() =>
            onChange({
              ...value,
              categories: [...categories, { name: '', sizes: [], price: '0.00' }],
            })
          }
        >
          {t('price.category.add')}
        </Button>
      </div>
      <div className="grid-form">
        <MoneyField
          label={t('price.other')}
          value={value.other}
          currency={currency}
          onChange={(other) => onChange({ ...value, other })}
        />
        <DiscountFields
          value={value}
          onChange={(discounts) => onChange({ ...value, ...discounts })}
        />
      </div>
    </div>
  )
}

export interface SizesFieldProps {
  readonly label: string
  readonly description?: string
  readonly value: readonly PaperSizeName[]
  readonly onChange: (value: readonly PaperSizeName[]) => void
}

export function SizesField({ label, description, value, onChange }: SizesFieldProps) {
  const t = useText()
  return (
    <FormField stretch label={label} description={description}>
      <Multiselect
        selectedOptions={value.map((size) => ({ value: size, label: size }))}
        options={PAPER_SIZE_NAMES.map((size) => ({ value: size, label: size }))}
        placeholder={t('price.sizes.choose')}
        deselectAriaLabel={({ label: size = '' }) => t('price.sizes.remove', { size })}
        onChange={({ detail }) =>
          onChange(detail.selectedOptions.map((option) => option.value as PaperSizeName))
        }
      />
    </FormField>
  )
}

/** What every model may add. */
function CommonFields({ value, onChange }: Fields<PriceList>) {
  const t = useText()
  const { currency } = useSession()
  return (
    <div className="grid-form">
      <MoneyField
        label={t('price.minimum')}
        description={t('price.limit.none')}
        value={value.minimum ?? ''}
        currency={currency}
        onChange={(typed) => onChange({ ...value, minimum: typed === '' ? null : typed })}
      />
      <MoneyField
        label={t('price.maximum')}
        description={t('price.limit.none')}
        value={value.maximum ?? ''}
        currency={currency}
        onChange={(typed) => onChange({ ...value, maximum: typed === '' ? null : typed })}
      />
      {value.model === 'simple' ? null : (
        <ChoiceField
          label={t('price.mixed')}
          value={value.mixedSizes ?? 'each'}
          choices={(['each', 'largest'] as const).map((mode) => ({
            value: mode,
            label: t(`price.mixed.${mode}`),
          }))}
          onChange={(mixedSizes) => onChange({ ...value, mixedSizes })}
        />
      )}
    </div>
  )
}
