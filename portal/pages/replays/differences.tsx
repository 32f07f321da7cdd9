/** What would have been different, kind by kind, each with some of its jobs. */
import { Link } from '@tanstack/react-router'
import { useIntl } from 'react-intl'
import type { Replay, ReplaySample } from '#shared/contracts/replay.ts'
import { useText } from '../../language.tsx'
import { Money } from '../../parts/money.tsx'
import { Name } from '../../parts/name.tsx'
import { Card } from '../../parts/page.tsx'

export function Differences({ replay }: { replay: Replay }) {
  const t = useText()
  const { formatNumber } = useIntl()
  const { differences, unchanged, currency } = replay
  return (
    <>
      <h2 className="list-title">{t('replay.differences', { unchanged })}</h2>
      {differences.length === 0 ? (
        <p className="quiet flat">{t('replay.differences.none')}</p>
      ) : null}
      {differences.map(({ kind, jobs, costMore, sheetsMore, samples }) => (
        <Card key={kind} title={t(`difference.${kind}`, { count: jobs })}>
          <div className="stack">
            <div className="row quiet">
              <span>
                <Money amount={costMore} currency={currency} signed />
              </span>
              <span>
                {t('difference.sheets', {
                  sheets: formatNumber(sheetsMore, { signDisplay: 'exceptZero' }),
                })}
              </span>
            </div>
            <div className="scroll-x">
              <table className="plain-table">
                <thead>
                  <tr>
                    <th scope="col">{t('difference.job')}</th>
                    <th scope="col">{t('difference.user')}</th>
                    <th scope="col">{t('replay.before')}</th>
                    <th scope="col">{t('replay.after')}</th>
                  </tr>
                </thead>
                <tbody>
                  {samples.map((sample) => (
                    <tr key={sample.jobId}>
                      <td>
                        <Link className="link" to="/jobs/$job" params={{ job: sample.jobId }}>
                          <Name>{sample.documentName || t('job.unnamed')}</Name>
                        </Link>
                      </td>
                      <td>
                        <Name>{sample.user}</Name>
                      </td>
                      <td>
                        <Decided decided={sample.before} currency={currency} />
                      </td>
                      <td>
                        <Decided decided={sample.after} currency={currency} />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </div>
        </Card>
      ))}
    </>
  )
}

interface DecidedProps {
  readonly decided: ReplaySample['before']
  readonly currency: string
}

function Decided({ decided, currency }: DecidedProps) {
  const t = useText()
  const { verdict, cost, grayscale, duplex, printerId, account } = decided
  const marks = [
    ...(grayscale ? [t('decided.grayscale')] : []),
    ...(duplex ? [t('decided.duplex')] : []),
    ...(printerId === null ? [] : [printerId]),
    ...(account === null ? [] : [account]),
  ]
  return (
    <>
      {t(`decided.short.${verdict}`)} · <Money amount={cost} currency={currency} />
      <div className="quiet small">
        <Name>{marks.join(' · ')}</Name>
      </div>
    </>
  )
}
