/** One job's story: what happened when, why it was decided so, and what it cost line by line. */
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useIntl } from 'react-intl'
import type { Job, JobTrace } from '#shared/contracts/job.ts'
import { useLive, useRead } from '../data.ts'
import { useText } from '../language.tsx'
import { ApiCall } from '../parts/api-call.tsx'
import { Money } from '../parts/money.tsx'
import { Name } from '../parts/name.tsx'
import { Card, Facts, Loading, Page } from '../parts/page.tsx'
import { formatPaper } from '../parts/paper.ts'
import { ProblemAlert } from '../parts/problem.tsx'
import { JobStateDot } from '../parts/state.tsx'
import { PriceLines, TraceSteps } from '../parts/trace.tsx'
import { Timeline } from './job-timeline.tsx'

const route = getRouteApi('/jobs/$job')

export function JobPage() {
  const t = useText()
  const params = route.useParams()
  const job = useLive('showJob', { params })
  const trace = useRead('showJobTrace', { params })
  const back = { to: '/jobs', label: t('jobs.title') } as const
  if (job.data === undefined) {
    return (
      <Page title={t('job.title')} back={back}>
        {job.isError ? (
          <ProblemAlert error={job.error} onRetry={() => void job.refetch()} />
        ) : (
          <Loading />
        )}
      </Page>
    )
  }
  return (
    <Page
      title={job.data.documentName || t('job.unnamed')}
      named
      back={back}
      actions={<ApiCall name="showJobTrace" request={{ params }} />}
    >
      <div className="split">
        <div className="stack">
          <JobFacts job={job.data} trace={trace.data} />
          {trace.data === undefined ? null : (
            <>
              <PriceLines trace={trace.data.trace} currency={job.data.currency} />
              <Decision trace={trace.data} />
            </>
          )}
        </div>
        <Card title={t('job.timeline')}>
          <Timeline job={job.data} trace={trace.data} />
        </Card>
      </div>
    </Page>
  )
}

function JobFacts({ job, trace }: { job: Job; trace: JobTrace | undefined }) {
  const t = useText()
  const { locale } = useIntl()
  const unknown = t('job.unknown')
  const papers = trace?.facts.document.pageSizes.map((size) =>
    formatPaper(locale, size.widthPt, size.heightPt),
  )
  return (
    <Card>
      <Facts
        items={[
          [t('job.state'), <JobStateDot key="state" state={job.state} />],
          [t('job.cost'), <Money key="cost" amount={job.cost} currency={job.currency} />],
          [
            t('job.user'),
            <Link key="user" className="link" to="/users/$username" params={{ username: job.user }}>
              <Name>{job.user}</Name>
            </Link>,
          ],
          [
            t('job.printer'),
            job.printerId === null ? (
              <Name key="printer">{job.printer}</Name>
            ) : (
              <Link
                key="printer"
                className="link"
                to="/printers/$printer"
                params={{ printer: job.printerId }}
              >
                <Name>{job.printer}</Name>
              </Link>
            ),
          ],
          [t('job.pages'), job.pages ?? unknown],
          [t('job.colorPages'), job.colorPages ?? unknown],
          [t('job.copies'), job.copies],
          [t('job.sheets'), job.sheets ?? unknown],
          [t('job.sides'), t(job.duplex ? 'job.duplex' : 'job.simplex')],
          [
            t('job.paper'),
            papers === undefined || papers.length === 0 ? unknown : [...new Set(papers)].join(', '),
          ],
          [t('job.language'), job.language],
          [
            t('job.account'),
            job.account === null ? t('job.none') : <Name key="account">{job.account}</Name>,
          ],
        ]}
      />
    </Card>
  )
}

function Decision({ trace }: { trace: JobTrace }) {
  const t = useText()
  const [asData, setAsData] = useState(false)
  return (
    <Card title={t('trace.title')}>
      <div className="stack">
        <fieldset className="row" aria-label={t('trace.view')}>
          <button
            type="button"
            className="chip"
            aria-pressed={!asData}
            onClick={() => setAsData(false)}
          >
            {t('trace.words')}
          </button>
          <button
            type="button"
            className="chip"
            aria-pressed={asData}
            onClick={() => setAsData(true)}
          >
            {t('trace.data')}
          </button>
        </fieldset>
        {asData ? (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          <pre className="code" tabIndex={0}>
            {JSON.stringify(trace, null, 2)}
          </pre>
        ) : (
          <TraceSteps trace={trace} />
        )}
      </div>
    </Card>
  )
}
