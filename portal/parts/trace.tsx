/** A decision in plain words: each step of the published order with what it looked at, and the price line by line. */
import { useIntl } from 'react-intl'
import type { JobTrace } from '#shared/contracts/job.ts'
import { type MessageId, useText } from '../language.tsx'
import { Money } from './money.tsx'
import { Name } from './name.tsx'
import { Card } from './page.tsx'
import { useReasonText } from './reason.ts'
import { Dot, type Tone } from './state.tsx'

type Trace = JobTrace['trace']
type Outcome = Trace['steps'][number]['outcome']

const OUTCOMES = {
  passed: { tone: 'quiet', message: 'trace.passed' },
  changed: { tone: 'info', message: 'trace.changed' },
  refused: { tone: 'bad', message: 'trace.refused' },
  asked: { tone: 'warn', message: 'trace.asked' },
  held: { tone: 'warn', message: 'trace.held' },
  priced: { tone: 'good', message: 'trace.priced' },
  skipped: { tone: 'quiet', message: 'trace.skipped' },
} as const satisfies Record<Outcome, { tone: Tone; message: MessageId }>

export function TraceSteps({ trace }: { trace: Pick<JobTrace, 'trace' | 'reasons'> }) {
  const t = useText()
  const reasonText = useReasonText()
  const nameOf = useStepName()
  const sentenceOf = (code: string) => {
    const reason = trace.reasons.find((each) => each.code === code)
    return reason === undefined ? code : reasonText(reason)
  }
  return (
    <div className="scroll-x">
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">{t('trace.step')}</th>
            <th scope="col">{t('trace.outcome')}</th>
            <th scope="col">{t('trace.looked')}</th>
          </tr>
        </thead>
        <tbody>
          {trace.trace.steps.map(({ rule, version, outcome, reason, looked }) => (
            <tr key={`${rule} ${version}`}>
              <td>
                <Name>{nameOf(rule)}</Name>
              </td>
              <td>
                <Dot tone={OUTCOMES[outcome].tone}>{t(OUTCOMES[outcome].message)}</Dot>
              </td>
              <td>
                {reason === null ? null : (
                  <div>
                    <bdi>{sentenceOf(reason)}</bdi>
                  </div>
                )}
                <span className="quiet small">
                  <bdi>
                    {Object.entries(looked)
                      .map(([key, value]) => `${key} ${value ?? '–'}`)
                      .join(' · ')}
                  </bdi>
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** A tenant's own rule keeps its id; a step of a later version its name as it is. */
function useStepName(): (rule: string) => string {
  const { messages, formatMessage } = useIntl()
  return (rule) => {
    const id = `step.${rule}`
    if (id in messages) return formatMessage({ id })
    return rule.startsWith('rule:') ? rule : rule.replaceAll('-', ' ')
  }
}

export function PriceLines({ trace, currency }: { trace: Trace; currency: string }) {
  const t = useText()
  if (trace.priceLines.length === 0) return null
  return (
    <Card title={t('price.title')}>
      <div className="scroll-x">
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">{t('price.what')}</th>
              <th scope="col" className="end">
                {t('price.count')}
              </th>
              <th scope="col" className="end">
                {t('price.each')}
              </th>
              <th scope="col" className="end">
                {t('price.amount')}
              </th>
            </tr>
          </thead>
          <tbody>
            {trace.priceLines.map(({ what, count, each, amount }) => (
              <tr key={what}>
                <td>
                  <Name>{what}</Name>
                </td>
                <td className="end number">{count}</td>
                <td className="end">
                  <Money amount={each} currency={currency} />
                </td>
                <td className="end">
                  <Money amount={amount} currency={currency} />
                </td>
              </tr>
            ))}
          </tbody>
          {trace.balanceBefore === null || trace.balanceAfter === null ? null : (
            <tfoot>
              <tr>
                <td colSpan={3} className="quiet">
                  {t('price.balance')}
                </td>
                <td className="end">
                  <Money amount={trace.balanceBefore} currency={currency} />
                  {' → '}
                  <Money amount={trace.balanceAfter} currency={currency} />
                </td>
              </tr>
            </tfoot>
          )}
        </table>
      </div>
    </Card>
  )
}
