/** A number as people type it; nothing typed is null. */
import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import { useState } from 'react'
import { useText } from '../language.tsx'
import { readNumber } from './read-number.ts'

export interface NumberFieldProps {
  readonly label: string
  readonly description?: string
  readonly error?: string | undefined
  readonly value: number | null
  readonly least: number
  readonly most: number
  /** After the point; 0 when left out. */
  readonly places?: number
  readonly unit?: string
  /** NaN while what is typed is no such number. */
  readonly onChange: (value: number | null) => void
}

export function NumberField(props: NumberFieldProps) {
  const { label, description, error, value, least, most, places = 0, unit, onChange } = props
  const t = useText()
  const [typed, setTyped] = useState(() => (value === null ? '' : String(value)))
  const read = readNumber(typed, least, most, places)
  // What is stored was read again, or what was typed was discarded.
  const shown = Object.is(read, value) || Number.isNaN(value) ? typed : String(value ?? '')
  const wrong = Number.isNaN(value) ? t('form.number.wrong', { least, most }) : undefined
  return (
    <FormField stretch label={label} description={description} errorText={error ?? wrong}>
      <div className="row" style={{ flexWrap: 'nowrap' }}>
        <Input
          value={shown}
          inputMode={places === 0 ? 'numeric' : 'decimal'}
          onChange={({ detail }) => {
            setTyped(detail.value)
            onChange(readNumber(detail.value, least, most, places))
          }}
        />
        {unit === undefined ? null : <span className="unit">{unit}</span>}
      </div>
    </FormField>
  )
}
