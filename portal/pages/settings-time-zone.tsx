/** The clock that rules and quotas read: a time zone by its name. */
import FormField from '@cloudscape-design/components/form-field'
import Select from '@cloudscape-design/components/select'
import { useText } from '../language.tsx'

export interface TimeZoneFieldProps {
  readonly value: string
  readonly error: string | undefined
  readonly onChange: (zone: string) => void
}

export function TimeZoneField({ value, error, onChange }: TimeZoneFieldProps) {
  const t = useText()
  // Not every browser names UTC among the zones of places.
  const zones = [...new Set(['UTC', value, ...Intl.supportedValuesOf('timeZone')])]
  const options = zones.map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }))
  return (
    <FormField
      stretch
      label={t('settings.timeZone')}
      description={t('settings.timeZone.text')}
      errorText={error}
    >
      <Select
        filteringType="auto"
        virtualScroll
        options={options}
        selectedOption={options.find((each) => each.value === value) ?? null}
        onChange={({ detail }) => onChange(detail.selectedOption.value ?? value)}
      />
    </FormField>
  )
}
