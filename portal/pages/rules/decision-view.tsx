/** A decision in plain words, then its price and its whole trace, or all of it as data. */
import { type ReactNode, useState } from 'react'
import type { Verdict } from '#shared/contracts/verdict.ts'
import { useText } from '../../language.tsx'
import { Money } from '../../parts/money.tsx'
import { Name } from '../../parts/name.tsx'
import { Card, Facts } from '../../parts/page.tsx'
import { useReasonText } from '../../parts/reason.ts'
import { Dot, type Tone } from '../../parts/state.tsx'
import { PriceLines, TraceSteps } from '../../parts/trace.tsx'
import { useSession } from '../../session.tsx'
import type { DecisionShown } from './decision-shown.ts'

const TONES = {
  release: 'good',
  redirect: 'info',
  hold: 'warn',
  ask: 'warn',
  refuse: 'bad',
} as const satisfies Record<Verdict, Tone>

export interface DecisionViewProps {
  readonly decision: DecisionShown
  readonly foot?: ReactNode
}

export function DecisionView({ decision, foot }: DecisionViewProps) {
  const t = useText()
  const { currency } = useSession()
  const reasonText = useReasonText()
  const [asData, setAsData] = useState(false)
  const { verdict, reasons, trace } = decision
  const matched = trace.steps.filter(
    ({ rule, looked }) => rule.startsWith('rule:') && looked.matched === true,
  )
  return (
    <>
      <Card title={t('decided.title')}>
        <div className="stack" aria-live="polite">
          <strong>
            <Dot tone={TONES[verdict]}>{t(`decided.${verdict}`)}</Dot>
          </strong>
          {reasons.map((reason) => (
            <div key={`${reason.code} ${reason.text}`}>
              <bdi>{reasonText(reason)}</bdi>
            </div>
          ))}
          <Facts items={useFacts(decision)} />
          <div className="quiet small">
            {matched.length === 0
              ? t('decided.matched.none')
              : t('decided.matched', {
                  rules: matched.map(({ rule }) => rule.slice('rule:'.length)).join(', '),
                })}
          </div>
          {foot}
        </div>
      </Card>
      <PriceLines trace={trace} currency={currency} />
      <Card title={t('trace.title')}>
        <div className="stack">
          <fieldset className="row" aria-label={t('trace.view')}>
            {[false, true].map((data) => (
              <button
                key={String(data)}
                type="button"
                className="chip"
                aria-pressed={asData === data}
                onClick={() => setAsData(data)}
              >
                {t(data ? 'trace.data' : 'trace.words')}
              </button>
            ))}
          </fieldset>
          {asData ? (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
            <pre className="code" tabIndex={0}>
              {JSON.stringify(decision, null, 2)}
            </pre>
          ) : (
            <TraceSteps trace={{ trace, reasons }} />
          )}
        </div>
      </Card>
    </>
  )
}

function useFacts(decision: DecisionShown): readonly (readonly [string, ReactNode])[] {
  const t = useText()
  const { cost, quoted, charges, account, changes, redirectTo, holdSeconds, releaseBy } = decision
  const { prompt, comments, notifications } = decision
  const changed = [
    ...(changes.grayscale ? [t('decided.grayscale')] : []),
    ...(changes.duplex ? [t('decided.duplex')] : []),
    ...(changes.watermark === undefined
      ? []
      : [t('decided.watermark', { text: changes.watermark })]),
  ]
  const payers =
    charges.length === 0 && account !== null ? [account] : charges.map((one) => one.account)
  return [
    [t('decided.cost'), <Money key="cost" amount={quoted ?? cost} />],
    ...(payers.length === 0
      ? []
      : ([[t('decided.account'), <Name key="account">{payers.join(', ')}</Name>]] as const)),
    ...(changed.length === 0 ? [] : ([[t('decided.changes'), changed.join(', ')]] as const)),
    ...(redirectTo === null
      ? []
      : ([[t('decided.printer'), <Name key="printer">{redirectTo}</Name>]] as const)),
    ...(holdSeconds === null
      ? []
      : ([[t('decided.waits'), t('decided.seconds', { seconds: holdSeconds })]] as const)),
    ...(releaseBy === null
      ? []
      : ([[t('decided.releasedBy'), t(`decided.releasedBy.${releaseBy}`)]] as const)),
    ...(prompt === null
      ? []
      : ([
          [
            t('decided.choices'),
            <Name key="choices">{prompt.choices.map(({ label }) => label).join(' / ')}</Name>,
          ],
        ] as const)),
    ...(comments.length === 0
      ? []
      : ([[t('decided.comments'), <Name key="comments">{comments.join('; ')}</Name>]] as const)),
    ...(notifications.length === 0
      ? []
      : ([
          [
            t('decided.told'),
            <Name key="told">
              {notifications.map(({ to, text }) => `${to}: ${text}`).join('; ')}
            </Name>,
          ],
        ] as const)),
  ]
}
