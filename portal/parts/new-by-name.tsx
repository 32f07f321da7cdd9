/** A new thing begins with its name: its page's first save creates it, so that there is one form for both. */
import Button from '@cloudscape-design/components/button'
import { type FormEvent, useState } from 'react'
import { useText } from '../language.tsx'

export interface NewByNameProps {
  readonly button: string
  readonly label: string
  readonly onName: (name: string) => void
}

export function NewByName({ button, label, onName }: NewByNameProps) {
  const t = useText()
  const [open, setOpen] = useState(false)
  const [name, setName] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() !== '') onName(name.trim())
  }
  if (!open) {
    return (
      <Button variant="primary" onClick={() => setOpen(true)}>
        {button}
      </Button>
    )
  }
  return (
    <form className="row" onSubmit={submit}>
      <input
        className="plain-input"
        aria-label={label}
        placeholder={label}
        value={name}
        // biome-ignore lint/a11y/noAutofocus: the person has just asked for this field
        autoFocus
        onChange={(event) => setName(event.target.value)}
      />
      <Button variant="primary" formAction="submit">
        {t('action.next')}
      </Button>
    </form>
  )
}
