/** Forms: a draft that outlives an ended session, fields bound by name, errors where they belong, and one bar to save. */
import Button from '@cloudscape-design/components/button'
import Checkbox from '@cloudscape-design/components/checkbox'
import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import Select from '@cloudscape-design/components/select'
import { useBlocker } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { ApiProblem } from '../api.ts'
import { useText } from '../language.tsx'
import { readAmount } from './amount.ts'
import { useConfirm } from './confirm.tsx'
import { ProblemAlert } from './problem.tsx'

export interface Draft<Value> {
  readonly value: Value
  readonly isChanged: boolean
  set(part: Partial<Value>): void
  /** Forgets what was typed. */
  reset(): void
}

/**
 * What is being typed over what is stored. The stored value may be read again meanwhile without touching the draft;
 * leaving the page with changes asks first.
 */
export function useDraft<Value extends object>(stored: Value): Draft<Value> {
  const t = useText()
  const confirm = useConfirm()
  const [changes, setChanges] = useState<Partial<Value>>({})
  const value = { ...stored, ...changes }
  const isChanged = JSON.stringify(value) !== JSON.stringify(stored)
  useBlocker({
    disabled: !isChanged,
    enableBeforeUnload: true,
    shouldBlockFn: async () =>
      !(await confirm({
        title: t('form.leave.title'),
        text: t('form.leave.text'),
        action: t('form.leave.action'),
      })),
  })
  return {
    value,
    isChanged,
    set: (part) => setChanges((before) => ({ ...before, ...part })),
    reset: () => setChanges({}),
  }
}

/** Server's words for one field of the body, from its problem details. */
export function fieldError(error: unknown, path: string): string | undefined {
  if (!(error instanceof ApiProblem)) return undefined
  return error.details.fields?.find((each) => each.path === path || each.path === `body.${path}`)
    ?.message
}

interface FieldProps {
  readonly label: string
  readonly description?: string
  readonly error?: string | undefined
}

export interface TextFieldProps extends FieldProps {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly type?: 'text' | 'email' | 'number'
  readonly inputMode?: 'decimal' | 'numeric'
  readonly placeholder?: string
  readonly disabled?: boolean
}

export function TextField({
  label,
  description,
  error,
  value,
  onChange,
  ...input
}: TextFieldProps) {
  return (
    <FormField stretch label={label} description={description} errorText={error}>
      <Input {...input} value={value} onChange={({ detail }) => onChange(detail.value)} />
    </FormField>
  )
}

export interface MoneyFieldProps extends FieldProps {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly currency: string
}

/** The value is what was typed; `readAmount` makes it an amount. */
export function MoneyField({
  label,
  description,
  error,
  value,
  onChange,
  currency,
}: MoneyFieldProps) {
  const t = useText()
  const wrong = value !== '' && readAmount(value) === null ? t('form.amount.wrong') : undefined
  return (
    <FormField stretch label={label} description={description} errorText={error ?? wrong}>
      <div className="row" style={{ flexWrap: 'nowrap' }}>
        <Input
          value={value}
          inputMode="decimal"
          placeholder="0.00"
          onChange={({ detail }) => onChange(detail.value)}
        />
        <span className="unit">{currency}</span>
      </div>
    </FormField>
  )
}

export interface CheckFieldProps {
  readonly label: string
  readonly description?: string
  readonly value: boolean
  readonly onChange: (value: boolean) => void
}

export function CheckField({ label, description, value, onChange }: CheckFieldProps) {
  return (
    <Checkbox
      checked={value}
      description={description}
      onChange={({ detail }) => onChange(detail.checked)}
    >
      {label}
    </Checkbox>
  )
}

export interface ChoiceFieldProps<Choice extends string> extends FieldProps {
  readonly value: Choice
  readonly choices: readonly {
    readonly value: Choice
    readonly label: string
    readonly description?: string
  }[]
  readonly onChange: (value: Choice) => void
}

export function ChoiceField<Choice extends string>(props: ChoiceFieldProps<Choice>) {
  const { label, description, error, value, choices, onChange } = props
  const selected = choices.find((each) => each.value === value) ?? null
  return (
    <FormField stretch label={label} description={description} errorText={error}>
      <Select
        selectedOption={selected}
        options={[...choices]}
        onChange={({ detail }) => onChange(detail.selectedOption.value as Choice)}
      />
    </FormField>
  )
}

export interface SaveBarProps {
  readonly draft: Draft<object>
  readonly saving: boolean
  readonly error: unknown
  readonly onSave: () => void
  /** False while something typed does not fit. */
  readonly valid?: boolean
  readonly more?: ReactNode
}

export function SaveBar({ draft, saving, error, onSave, valid = true, more }: SaveBarProps) {
  const t = useText()
  return (
    <>
      {error === null || error === undefined ? null : <ProblemAlert error={error} />}
      <div className="form-foot">
        <Button
          variant="primary"
          loading={saving}
          disabled={!draft.isChanged || !valid}
          onClick={onSave}
        >
          {t('action.save')}
        </Button>
        <Button disabled={!draft.isChanged || saving} onClick={draft.reset}>
          {t('action.discard')}
        </Button>
        {more}
      </div>
    </>
  )
}
