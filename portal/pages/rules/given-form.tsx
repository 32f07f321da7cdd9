/** A made-up job to fill in; every field may stay empty. */
import { useText } from '../../language.tsx'
import { CheckField, MoneyField, TextField } from '../../parts/form.tsx'
import { useSession } from '../../session.tsx'
import type { GivenTyped } from './read-given.ts'

export interface GivenFormProps {
  readonly typed: GivenTyped
  readonly wrong: readonly (keyof GivenTyped)[]
  readonly onChange: (typed: GivenTyped) => void
}

export function GivenForm({ typed, wrong, onChange }: GivenFormProps) {
  const t = useText()
  const { currency } = useSession()
  const field = (key: Exclude<keyof GivenTyped, 'duplex' | 'uncounted'>, placeholder: string) => ({
    label: t(`given.${key}`),
    value: typed[key],
    placeholder,
    error: wrong.includes(key) ? t('given.wrong') : undefined,
    onChange: (value: string) => onChange({ ...typed, [key]: value }),
  })
  return (
    <div className="stack">
      <p className="quiet flat">{t('given.text')}</p>
      <div className="grid-form tight">
        <TextField {...field('pages', '1')} inputMode="numeric" />
        <TextField {...field('colorPages', '0')} inputMode="numeric" />
        <TextField {...field('copies', '1')} inputMode="numeric" />
        <TextField {...field('name', 'document.pdf')} />
        <TextField {...field('user', 'alice')} />
        <TextField {...field('groups', '')} />
        <MoneyField {...field('balance', '')} currency={currency} />
        <TextField {...field('printer', 'office@main')} />
        <TextField {...field('clock', '12:00')} />
      </div>
      <div className="row">
        <CheckField
          label={t('given.duplex')}
          value={typed.duplex}
          onChange={(duplex) => onChange({ ...typed, duplex })}
        />
        <CheckField
          label={t('given.uncounted')}
          value={typed.uncounted}
          onChange={(uncounted) => onChange({ ...typed, uncounted })}
        />
      </div>
    </div>
  )
}
