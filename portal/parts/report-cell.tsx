/** A figure of a report as its column says. */
import { useIntl } from 'react-intl'
import type { ReportCell, ReportColumn, ReportColumnKind } from '#shared/contracts/report.ts'
import { Day } from './day.tsx'
import { Money } from './money.tsx'
import { Name } from './name.tsx'
import { Time } from './time.tsx'

const UNITS = { grams: 'gram', liters: 'liter', percent: 'percent' } as const

/** Kinds that are narrow, and may be summed up. */
export const isFigure = (kind: ReportColumnKind): boolean =>
  kind === 'count' || kind === 'money' || kind in UNITS

export interface ReportFigureProps {
  readonly column: ReportColumn
  readonly cell: ReportCell | undefined
  readonly currency: string
}

export function ReportFigure({ column: { kind }, cell, currency }: ReportFigureProps) {
  const { formatNumber } = useIntl()
  if (cell === null || cell === undefined || cell === '') return null
  switch (kind) {
    case 'money':
      return <Money amount={String(cell)} currency={currency} />
    case 'day':
      return <Day day={String(cell)} />
    case 'time':
      return <Time at={String(cell)} />
    case 'count':
      return <span className="number">{formatNumber(Number(cell))}</span>
    case 'grams':
    case 'liters':
    case 'percent':
      return (
        <span className="number">
          {formatNumber(Number(cell), {
            style: 'unit',
            unit: UNITS[kind],
            maximumFractionDigits: 1,
          })}
        </span>
      )
    case 'text':
      return <Name>{String(cell)}</Name>
  }
}
