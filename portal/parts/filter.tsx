/** Filters of a list as tokens; they stand in the URL and the server applies them. */
import PropertyFilter from '@cloudscape-design/components/property-filter'
import { useText } from '../language.tsx'
import type { Paging } from './paging.ts'

export interface FilterProperty {
  /** As in the URL and in the API's query. */
  readonly key: string
  readonly label: string
  readonly group: string
  readonly values?: readonly { readonly value: string; readonly label: string }[]
}

export interface FilterProps {
  readonly label: string
  readonly properties: readonly FilterProperty[]
  readonly search: Readonly<Record<string, unknown>>
  readonly paging: Paging
}

export function Filter({ label, properties, search, paging }: FilterProps) {
  const t = useText()
  const tokens = properties.flatMap(({ key }) => {
    const value = search[key]
    return value === undefined ? [] : [{ propertyKey: key, operator: '=', value: String(value) }]
  })
  return (
    <PropertyFilter
      query={{ operation: 'and', tokens }}
      hideOperations
      disableFreeTextFiltering
      filteringAriaLabel={label}
      filteringPlaceholder={label}
      filteringProperties={properties.map((each) => ({
        key: each.key,
        operators: [{ operator: '=' as const, format: (value: unknown) => labelOf(each, value) }],
        propertyLabel: each.label,
        groupValuesLabel: each.group,
      }))}
      filteringOptions={properties.flatMap(({ key, values = [] }) =>
        values.map((each) => ({ propertyKey: key, ...each })),
      )}
      filteringEmpty={t('filter.empty')}
      i18nStrings={{
        filteringAriaLabel: label,
        dismissAriaLabel: t('action.close'),
        clearFiltersText: t('filter.clear'),
        enteredTextLabel: (text) => t('filter.use', { text }),
        operatorEqualsText: t('filter.equals'),
      }}
      onChange={({ detail }) => {
        const given = new Map(
          detail.tokens.map((token) => [token.propertyKey, String(token.value)]),
        )
        paging.refilter(Object.fromEntries(properties.map(({ key }) => [key, given.get(key)])))
      }}
    />
  )
}

const labelOf = ({ values = [] }: FilterProperty, value: unknown): string =>
  values.find((each) => each.value === value)?.label ?? String(value)
