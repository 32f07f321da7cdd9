/** Bars over days or names; the kit's chart, fetched with the first one that is shown. */
import BarChart from '@cloudscape-design/components/bar-chart'
import { useText } from '../language.tsx'

export interface ChartProps {
  readonly label: string
  readonly points: readonly { readonly x: string; readonly y: number }[]
  readonly formatX?: (x: string) => string
  readonly formatY: (y: number) => string
}

const HEIGHT = 220

export default function Chart({ label, points, formatX = (x) => x, formatY }: ChartProps) {
  const t = useText()
  return (
    <BarChart
      series={[
        {
          title: label,
          type: 'bar',
          data: points.map(({ x, y }) => ({ x, y })),
          valueFormatter: formatY,
          // A partner's brand colors it too.
          color: 'var(--sg-accent)',
        },
      ]}
      xDomain={points.map(({ x }) => x)}
      xScaleType="categorical"
      // Without it a month of nothing has its zero in the middle.
      yDomain={[0, Math.max(1, ...points.map(({ y }) => y))]}
      height={HEIGHT}
      hideFilter
      hideLegend
      ariaLabel={label}
      i18nStrings={{
        xTickFormatter: formatX,
        yTickFormatter: formatY,
        chartAriaRoleDescription: t('chart.role'),
        xAxisAriaRoleDescription: t('chart.x'),
        yAxisAriaRoleDescription: t('chart.y'),
      }}
    />
  )
}
