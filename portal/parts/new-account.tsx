/** Names a new account; its page's first save opens it. */
import Button from '@cloudscape-design/components/button'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useText } from '../language.tsx'
import { EXAMPLE_ACCOUNT } from './account-id.ts'
import { ChoiceField, TextField } from './form.tsx'
import { Card } from './page.tsx'

type Kind = 'shared' | 'sub' | 'purse'

export function NewAccount() {
  const t = useText()
  const navigate = useNavigate()
  const [open, setOpen] = useState(false)
  const [kind, setKind] = useState<Kind>('shared')
  const [under, setUnder] = useState('')
  const [name, setName] = useState('')
  const account = makeId(kind, under.trim(), name.trim())
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (account !== null) void navigate({ to: '/accounts/$account', params: { account } })
  }
  if (!open) {
    return (
      <div>
        <Button variant="primary" onClick={() => setOpen(true)}>
          {t('accounts.new')}
        </Button>
      </div>
    )
  }
  return (
    <Card title={t('accounts.new')}>
      <form className="stack" onSubmit={submit}>
        <div className="grid-form">
          <ChoiceField
            label={t('newAccount.kind')}
            value={kind}
            choices={(['shared', 'sub', 'purse'] as const).map((value) => ({
              value,
              label: t(`newAccount.kind.${value}`),
            }))}
            onChange={setKind}
          />
          {kind === 'shared' ? null : (
            <TextField
              label={t(kind === 'sub' ? 'newAccount.parent' : 'newAccount.user')}
              placeholder={kind === 'sub' ? EXAMPLE_ACCOUNT : 'alice'}
              value={under}
              onChange={setUnder}
            />
          )}
          <TextField label={t('newAccount.name')} value={name} onChange={setName} />
        </div>
        <div className="row">
          <Button variant="primary" formAction="submit" disabled={account === null}>
            {t('action.next')}
          </Button>
          {account === null ? null : <span className="mono quiet">{account}</span>}
        </div>
      </form>
    </Card>
  )
}

/** null while something is missing, or holds what parts an id. */
function makeId(kind: Kind, under: string, name: string): string | null {
  if (name === '' || /[#/]/.test(name)) return null
  if (kind === 'shared') return `shared:${name}`
  const above = under.replace(/^(shared|user):/, '')
  if (above === '' || /[#/]/.test(above)) return null
  return kind === 'sub' ? `shared:${above}/${name}` : `user:${above.toLowerCase()}#${name}`
}
