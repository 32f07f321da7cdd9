/** Period and filters of a report; they stand in the URL. */
import Button from '@cloudscape-design/components/button'
import { type FormEvent, useState } from 'react'
import type { ReportFilter, ReportInfo } from '#shared/contracts/report.ts'
import { useText } from '../language.tsx'
import { TextField } from './form.tsx'
import { JOB_STATES } from './state.tsx'

export type ReportSearch = { readonly [Key in ReportFilter | 'from' | 'to']?: string }

export interface ReportFiltersProps {
  readonly info: ReportInfo
  readonly search: ReportSearch
  readonly onChange: (search: Record<string, string | undefined>) => void
}

export function ReportFilters({ info, search, onChange }: ReportFiltersProps) {
  const t = useText()
  const [typed, setTyped] = useState<ReportSearch>(search)
  const set = (key: keyof ReportSearch) => (value: string) =>
    setTyped((before) => ({ ...before, [key]: value }))
  const keys = [...(info.period ? (['from', 'to'] as const) : []), ...info.filters]
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onChange(Object.fromEntries(keys.map((key) => [key, typed[key]?.trim() || undefined])))
  }
  if (keys.length === 0) return null
  return (
    <form className="card" onSubmit={submit}>
      <div className="grid-form">
        {keys.map((key) =>
          key === 'from' || key === 'to' ? (
            <label key={key} className="plain-label">
              {t(`report.${key}`)}
              <input
                className="plain-input"
                type="date"
                value={typed[key] ?? ''}
                onChange={({ target }) => set(key)(target.value)}
              />
            </label>
          ) : key === 'state' ? (
            <label key={key} className="plain-label">
              {t('report.filter.state')}
              <select
                className="plain-input"
                value={typed.state ?? ''}
                onChange={({ target }) => set('state')(target.value)}
              >
                <option value="">{t('report.filter.any')}</option>
                {Object.entries(JOB_STATES).map(([state, { message }]) => (
                  <option key={state} value={state}>
                    {t(message)}
                  </option>
                ))}
              </select>
            </label>
          ) : (
            <TextField
              key={key}
              label={
                info.needs.includes(key)
                  ? t('report.filter.needed', { filter: t(`report.filter.${key}`) })
                  : t(`report.filter.${key}`)
              }
              value={typed[key] ?? ''}
              onChange={set(key)}
            />
          ),
        )}
      </div>
      <div className="row form-end">
        <Button variant="primary" formAction="submit">
          {t('report.show')}
        </Button>
      </div>
    </form>
  )
}
