/** How every job of a user is shared out over several accounts, in whole percent. */
import Button from '@cloudscape-design/components/button'
import Input from '@cloudscape-design/components/input'
import type { AccountSplit } from '#shared/contracts/account.ts'
import { useText } from '../language.tsx'
import { EXAMPLE_ACCOUNT } from './account-id.ts'
import { readNumber } from './read-number.ts'

const PARTS_LIMIT = 20

export interface SplitFieldProps {
  /** null: one account pays. */
  readonly value: AccountSplit | null
  readonly error: string | undefined
  readonly onChange: (value: AccountSplit | null) => void
}

export const isSplit = (split: AccountSplit | null): boolean =>
  split === null ||
  (sumOf(split) === 100 &&
    split.every(({ accountId, percent }) => accountId !== '' && percent >= 1) &&
    new Set(split.map(({ accountId }) => accountId)).size === split.length)

export function SplitField({ value, error, onChange }: SplitFieldProps) {
  const t = useText()
  const parts = value ?? []
  const change = (at: number, part: Partial<AccountSplit[number]>) =>
    onChange(parts.map((each, index) => (index === at ? { ...each, ...part } : each)))
  const remove = (at: number) =>
    onChange(parts.length === 1 ? null : parts.filter((_, index) => index !== at))
  return (
    <fieldset className="plain-set">
      <legend>{t('split.title')}</legend>
      <p className="quiet small">{t('split.text')}</p>
      {parts.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a part has no name until one is typed
        <div key={index} className="row" style={{ flexWrap: 'nowrap' }}>
          <Input
            value={part.accountId}
            ariaLabel={t('split.account', { number: index + 1 })}
            placeholder={EXAMPLE_ACCOUNT}
            onChange={({ detail }) => change(index, { accountId: detail.value.trim() })}
          />
          <Input
            value={part.percent === 0 ? '' : String(part.percent)}
            ariaLabel={t('split.percent', { number: index + 1 })}
            inputMode="numeric"
            onChange={({ detail }) =>
              change(index, { percent: readNumber(detail.value, 0, 100, 0) || 0 })
            }
          />
          <span className="unit">%</span>
          <Button
            variant="icon"
            iconName="close"
            ariaLabel={t('split.remove', { number: index + 1 })}
            onClick={() => remove(index)}
          />
        </div>
      ))}
      <div className="row">
        <Button
          disabled={parts.length === PARTS_LIMIT}
          onClick={() =>
            onChange([...parts, { accountId: '', percent: Math.max(0, 100 - sumOf(parts)) }])
          }
        >
          {t('split.add')}
        </Button>
        {value !== null && sumOf(value) !== 100 ? (
          <span className="bad small">{t('split.sum', { sum: sumOf(value) })}</span>
        ) : null}
        {error === undefined ? null : <span className="bad small">{error}</span>}
      </div>
    </fieldset>
  )
}

const sumOf = (split: AccountSplit): number => split.reduce((sum, { percent }) => sum + percent, 0)
