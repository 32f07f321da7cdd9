/** Whom something holds for: nobody, everybody, or some groups. */
import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import Select from '@cloudscape-design/components/select'
import { useState } from 'react'
import type { GroupScope } from '#shared/contracts/printer.ts'
import { useText } from '../language.tsx'

export interface ScopeFieldProps {
  readonly label: string
  readonly description?: string
  readonly value: GroupScope
  readonly onChange: (value: GroupScope) => void
}

export function ScopeField({ label, description, value, onChange }: ScopeFieldProps) {
  const t = useText()
  const [typed, setTyped] = useState(Array.isArray(value) ? value.join(', ') : '')
  const [grouped, setGrouped] = useState(Array.isArray(value))
  const options = [
    { value: 'nobody', label: t('scope.nobody') },
    { value: 'everyone', label: t('scope.everyone') },
    { value: 'groups', label: t('scope.groups') },
  ]
  const kind = grouped ? 'groups' : String(value)
  const choose = (next: string) => {
    setGrouped(next === 'groups')
    if (next !== 'groups') onChange(next as GroupScope)
    else if (readGroups(typed).length > 0) onChange(readGroups(typed))
  }
  return (
    <FormField stretch label={label} description={description}>
      <div className="stack" style={{ gap: 8 }}>
        <Select
          selectedOption={options.find((each) => each.value === kind) ?? null}
          options={options}
          onChange={({ detail }) => choose(detail.selectedOption.value ?? 'nobody')}
        />
        {grouped ? (
          <Input
            value={typed}
            ariaLabel={t('scope.groupNames')}
            placeholder={t('scope.placeholder')}
            onChange={({ detail }) => {
              setTyped(detail.value)
              const groups = readGroups(detail.value)
              onChange(groups.length === 0 ? 'nobody' : groups)
            }}
          />
        ) : null}
      </div>
    </FormField>
  )
}

/** `"staff, students"` → both, each once. */
export const readGroups = (typed: string): string[] => [
  ...new Set(
    typed
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  ),
]

export function scopeText(t: ReturnType<typeof useText>, scope: GroupScope): string {
  return Array.isArray(scope) ? scope.join(', ') : t(`scope.${scope as 'nobody' | 'everyone'}`)
}
