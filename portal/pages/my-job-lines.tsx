/** Own jobs as lines that a phone can show: what, when, what it cost, and why it ended so. */

import type { UseQueryResult } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import type { Job } from '#shared/contracts/job.ts'
import { useText } from '../language.tsx'
import { isZero, sumAmounts } from '../parts/amount.ts'
import { cut, withoutControls } from '../parts/clean-name.ts'
import { Money, useMoney } from '../parts/money.tsx'
import { Name } from '../parts/name.tsx'
import { Empty, Loading } from '../parts/page.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { useReasonText } from '../parts/reason.ts'
import { JobStateDot } from '../parts/state.tsx'
import { Time } from '../parts/time.tsx'

const RefundForm = lazy(() => import('./my-refund.tsx'))
/** Of a name within a label. */
const LABEL_LIMIT = 80

export interface JobLinesProps {
  readonly jobs: readonly Job[] | undefined
  readonly read: UseQueryResult<unknown, Error>
}

export function JobLines({ jobs, read }: JobLinesProps) {
  const t = useText()
  if (jobs === undefined) {
    if (read.isError) return <ProblemAlert error={read.error} onRetry={() => void read.refetch()} />
    return <Loading />
  }
  if (jobs.length === 0)
    return <Empty title={t('my.jobs.empty.title')} text={t('my.jobs.empty.text')} />
  return (
    <ul className="plain-list">
      {jobs.map((job) => (
        <JobLine key={job.id} job={job} />
      ))}
    </ul>
  )
}

function JobLine({ job }: { job: Job }) {
  const t = useText()
  const money = useMoney(job.currency)
  const reasonText = useReasonText()
  const name = useJobName()(job)
  const [asking, setAsking] = useState(false)
  return (
    <li className="my-job">
      <div className="my-job-head">
        <span className="strong">
          <Name>{job.documentName || t('job.unnamed')}</Name>
        </span>
        <JobStateDot state={job.state} />
      </div>
      <JobFacts job={job} />
      <div className="quiet small">
        <Time at={job.createdAt} />
        {job.reasons.map((reason) => (
          <div key={reason.code} className="my-reason">
            <bdi>{reasonText(reason)}</bdi>
          </div>
        ))}
        {isZero(job.refunded) ? null : (
          <div>{t('my.refunded', { amount: money(job.refunded) })}</div>
        )}
      </div>
      {isZero(sumAmounts([job.cost, `-${job.refunded}`])) ? null : (
        <div>
          <button
            type="button"
            className="link my-link"
            aria-expanded={asking}
            aria-label={t('my.refund.of', { document: name })}
            onClick={() => setAsking(!asking)}
          >
            {t('my.refund')}
          </button>
        </div>
      )}
      {asking ? (
        <Suspense>
          <RefundForm job={job} onClose={() => setAsking(false)} />
        </Suspense>
      ) : null}
    </li>
  )
}

/** Where it went, how much paper, and what it costs. */
export function JobFacts({ job }: { job: Job }) {
  const t = useText()
  return (
    <div className="my-job-facts">
      <span>
        <Name>{job.printer}</Name>
      </span>
      <span className="number">
        {job.pages === null
          ? t('my.pages.unknown')
          : t('my.pages', { pages: job.pages, copies: job.copies })}
      </span>
      <span>{t(job.duplex ? 'job.duplex' : 'job.simplex')}</span>
      <Money amount={job.cost} currency={job.currency} />
    </div>
  )
}

/** Within a label or a sentence, where no element can keep its direction apart. */
export function useJobName(): (job: Pick<Job, 'documentName'>) => string {
  const t = useText()
  return ({ documentName }) => isolate(documentName) || t('job.unnamed')
}

/** U+2068 and U+2069 around it; whatever overrides are inside end there (UAX #9). */
function isolate(name: string): string {
  const text = cut(withoutControls(name).replace(/[\u202a-\u202e\u2066-\u2069]/g, ''), LABEL_LIMIT)
  return text === '' ? '' : `\u2068${text}\u2069`
}
