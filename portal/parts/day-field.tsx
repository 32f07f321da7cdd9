/** A day to pick, by the browser's own calendar; like `2026-11-21`. */
import { useId } from 'react'

export interface DayFieldProps {
  readonly label: string
  readonly value: string
  readonly error?: string | undefined
  readonly onChange: (day: string) => void
}

export function DayField({ label, value, error, onChange }: DayFieldProps) {
  const id = useId()
  return (
    <div className="day-field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="plain-input"
        type="date"
        value={value}
        aria-invalid={error !== undefined}
        aria-describedby={error === undefined ? undefined : `${id}-error`}
        onChange={(event) => onChange(event.target.value)}
      />
      {error === undefined ? null : (
        <span id={`${id}-error`} className="bad small">
          {error}
        </span>
      )}
    </div>
  )
}
