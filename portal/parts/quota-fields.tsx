/** A quota as a form: how much, when, up to what; and when it is given next. */
import type { Quota } from '#shared/contracts/quota.ts'
import { useRead } from '../data.ts'
import { now } from '../doors.ts'
import { useText } from '../language.tsx'
import { useSession } from '../session.tsx'
import { readAmount } from './amount.ts'
import { Day } from './day.tsx'
import { ChoiceField, MoneyField, TextField } from './form.tsx'
import { dayIn, nextGrant } from './next-grant.ts'

/** As typed; `none` has no quota at all. */
export interface TypedQuota {
  readonly period: 'none' | Quota['period']
  readonly amount: string
  readonly cap: string
  /** Parted by commas or lines. */
  readonly dates: string
  readonly from: string
}

const PERIODS = ['none', 'day', 'week', 'month', 'custom'] as const

export const typedQuota = (
  quota: { readonly [Key in keyof Quota]?: Quota[Key] | undefined } | null,
): TypedQuota => ({
  period: quota?.period ?? 'none',
  amount: quota?.amount ?? '',
  cap: quota?.cap ?? '',
  dates: (quota?.dates ?? []).join(', '),
  from: quota?.from ?? '',
})

/** null: no quota, or undefined: what is typed makes none yet. */
export function readQuota(typed: TypedQuota): Quota | null | undefined {
  const { period } = typed
  if (period === 'none') return null
  const amount = readAmount(typed.amount)
  const cap = typed.cap.trim() === '' ? null : readAmount(typed.cap)
  const dates = period === 'custom' ? readDates(typed.dates) : []
  const capFits = typed.cap.trim() === '' || (cap !== null && isSum(cap))
  if (amount === null || !isSum(amount) || !capFits || dates === undefined) return undefined
  if ((period === 'custom') !== dates.length > 0) return undefined
  if (typed.from !== '' && !isDay(typed.from)) return undefined
  return { amount, period, dates, cap, ...(typed.from === '' ? {} : { from: typed.from }) }
}

export interface QuotaFieldsProps {
  readonly value: TypedQuota
  readonly onChange: (value: TypedQuota) => void
}

export function QuotaFields({ value, onChange }: QuotaFieldsProps) {
  const t = useText()
  const { currency } = useSession()
  const set = (part: Partial<TypedQuota>) => onChange({ ...value, ...part })
  return (
    <div className="stack">
      <ChoiceField
        label={t('quota.when')}
        value={value.period}
        choices={PERIODS.map((period) => ({
          value: period,
          label: period === 'none' ? t('quota.none') : t(`quota.period.${period}`),
        }))}
        onChange={(period) => set({ period })}
      />
      {value.period === 'none' ? null : (
        <>
          <div className="grid-form">
            <MoneyField
              label={t('quota.amount')}
              value={value.amount}
              currency={currency}
              onChange={(amount) => set({ amount })}
            />
            <MoneyField
              label={t('quota.cap')}
              description={t('quota.cap.text')}
              value={value.cap}
              currency={currency}
              onChange={(cap) => set({ cap })}
            />
          </div>
          {value.period === 'custom' ? (
            <TextField
              label={t('quota.dates')}
              description={t('quota.dates.text')}
              placeholder="2027-02-01, 2027-09-01"
              value={value.dates}
              error={
                value.dates !== '' && readDates(value.dates) === undefined
                  ? t('quota.dates.wrong')
                  : undefined
              }
              onChange={(dates) => set({ dates })}
            />
          ) : null}
          <TextField
            label={t('quota.from')}
            description={t('quota.from.text')}
            placeholder="2027-01-01"
            value={value.from}
            onChange={(from) => set({ from })}
          />
          <NextRun quota={readQuota(value)} />
        </>
      )}
    </div>
  )
}

function NextRun({ quota }: { quota: Quota | null | undefined }) {
  const t = useText()
  const settings = useRead('showSettings', {})
  if (quota === null || quota === undefined || settings.data === undefined) return null
  const { timeZone } = settings.data
  const next = nextGrant(quota, dayIn(timeZone, now()))
  return (
    <p role="status">
      {next === null ? (
        t('quota.over')
      ) : (
        <>
          {t('quota.next')} <strong>{<Day day={next} />}</strong>{' '}
          <span className="quiet">{t('quota.zone', { timeZone })}</span>
        </>
      )}
    </p>
  )
}

const isSum = (amount: string): boolean => !amount.startsWith('-') && !/^0(\.0+)?$/.test(amount)
const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`))

function readDates(typed: string): string[] | undefined {
  const dates = typed.split(/[\s,;]+/).filter((each) => each !== '')
  return dates.every(isDay) ? [...new Set(dates)].sort() : undefined
}
