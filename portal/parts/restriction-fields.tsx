/** What may not print on a printer. */
import type { PrinterRestrictions } from '#shared/contracts/printer.ts'
import { useText } from '../language.tsx'
import { useSession } from '../session.tsx'
import { readAmount } from './amount.ts'
import { ChoiceField, MoneyField, TextField } from './form.tsx'
import { NumberField } from './number-field.tsx'
import { SizesField } from './price-fields.tsx'
import { ScopeField } from './scope-field.tsx'

/** As the contract has them. */
const PAGES_LIMIT = 1_000_000
const COPIES_LIMIT = 9_999
const MEGABYTES_LIMIT = 100_000
const DUPLICATE_SECONDS_LIMIT = 3_600
const EXAMPLE_NAMES = '*.exe, *receipt*'

/** As typed: the most that a job may cost may have a comma, a pattern may be empty. */
export const cleanRestrictions = (typed: PrinterRestrictions): PrinterRestrictions => ({
  ...typed,
  maxCost: typed.maxCost === null ? null : (readAmount(typed.maxCost) ?? typed.maxCost),
  deniedNames: typed.deniedNames.map((each) => each.trim()).filter((each) => each !== ''),
})

export const isRestrictions = ({
  maxCost,
  maxPages,
  maxCopies,
  maxMegabytes,
  duplicateSeconds,
}: PrinterRestrictions): boolean =>
  (maxCost === null || (readAmount(maxCost) !== null && !maxCost.startsWith('-'))) &&
  [maxPages, maxCopies, maxMegabytes, duplicateSeconds].every((each) => !Number.isNaN(each))

export interface RestrictionFieldsProps {
  readonly value: PrinterRestrictions
  readonly onChange: (value: PrinterRestrictions) => void
}

export function RestrictionFields({ value, onChange }: RestrictionFieldsProps) {
  const t = useText()
  const { currency } = useSession()
  const set = (part: Partial<PrinterRestrictions>) => onChange({ ...value, ...part })
  return (
    <div className="grid-form">
      <ScopeField
        label={t('printer.access')}
        value={value.access}
        onChange={(access) => set({ access })}
      />
      <ScopeField
        label={t('printer.colorAllowed')}
        value={value.colorAllowed}
        onChange={(colorAllowed) => set({ colorAllowed })}
      />
      <ChoiceField
        label={t('restriction.scope')}
        description={t('restriction.scope.text')}
        value={value.scope}
        choices={(['restricted', 'all'] as const).map((scope) => ({
          value: scope,
          label: t(`restriction.scope.${scope}`),
        }))}
        onChange={(scope) => set({ scope })}
      />
      <NumberField
        label={t('printer.maxPages')}
        description={t('printer.noLimit')}
        value={value.maxPages}
        least={1}
        most={PAGES_LIMIT}
        onChange={(maxPages) => set({ maxPages })}
      />
      <NumberField
        label={t('printer.maxCopies')}
        description={t('printer.noLimit')}
        value={value.maxCopies}
        least={1}
        most={COPIES_LIMIT}
        onChange={(maxCopies) => set({ maxCopies })}
      />
      <MoneyField
        label={t('restriction.maxCost')}
        description={t('printer.noLimit')}
        value={value.maxCost ?? ''}
        currency={currency}
        onChange={(typed) => set({ maxCost: typed === '' ? null : typed })}
      />
      <NumberField
        label={t('restriction.maxMegabytes')}
        description={t('printer.noLimit')}
        value={value.maxMegabytes}
        least={0.001}
        most={MEGABYTES_LIMIT}
        places={3}
        unit="MB"
        onChange={(maxMegabytes) => set({ maxMegabytes })}
      />
      <ChoiceField
        label={t('restriction.sides')}
        value={value.sides}
        choices={(['any', 'simplex', 'duplex'] as const).map((sides) => ({
          value: sides,
          label: t(`restriction.sides.${sides}`),
        }))}
        onChange={(sides) => set({ sides })}
      />
      <ChoiceField
        label={t('restriction.color')}
        value={value.color}
        choices={(['any', 'color', 'grayscale'] as const).map((color) => ({
          value: color,
          label: t(`restriction.color.${color}`),
        }))}
        onChange={(color) => set({ color })}
      />
      <SizesField
        label={t('restriction.paper')}
        description={t('restriction.paper.text')}
        value={value.paperSizes ?? []}
        onChange={(sizes) => set({ paperSizes: sizes.length === 0 ? null : [...sizes] })}
      />
      <TextField
        label={t('restriction.names')}
        description={t('restriction.names.text')}
        placeholder={EXAMPLE_NAMES}
        value={value.deniedNames.join(',')}
        onChange={(typed) => set({ deniedNames: typed === '' ? [] : typed.split(',') })}
      />
      <NumberField
        label={t('restriction.duplicate')}
        description={t('restriction.duplicate.text')}
        value={value.duplicateSeconds}
        least={1}
        most={DUPLICATE_SECONDS_LIMIT}
        unit="s"
        onChange={(duplicateSeconds) => set({ duplicateSeconds })}
      />
    </div>
  )
}
