/** A small bar chart; its figures stand in its label, so that nobody has to see it. */

export interface BarsProps {
  readonly label: string
  readonly bars: readonly { readonly name: string; readonly value: number }[]
  /** Every how many bars a name is written. */
  readonly nameEvery: number
}

const WIDTH = 720
const HEIGHT = 150
const FOOT = 20
const GAP = 4

export function Bars({ label, bars, nameEvery }: BarsProps) {
  const most = Math.max(1, ...bars.map(({ value }) => value))
  const step = WIDTH / bars.length
  return (
    <svg className="bars" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      {bars.map(({ name, value }, index) => {
        const height = value === 0 ? 2 : Math.max(4, (value / most) * (HEIGHT - FOOT - 6))
        return (
          <g key={name}>
            <rect
              className={value === 0 ? 'rest' : ''}
              x={index * step + GAP / 2}
              y={HEIGHT - FOOT - height}
              width={step - GAP}
              height={height}
              rx={2}
            >
              <title>{`${name}: ${value}`}</title>
            </rect>
            {index % nameEvery === 0 ? (
              <text
                x={index === 0 ? 0 : index * step + step / 2}
                y={HEIGHT - 5}
                textAnchor={index === 0 ? 'start' : 'middle'}
              >
                {name}
              </text>
            ) : null}
          </g>
        )
      })}
    </svg>
  )
}
