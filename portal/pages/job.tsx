/** One job's story: what happened when, why it was decided so, and what it cost line by line. */
import Button from '@cloudscape-design/components/button'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useIntl } from 'react-intl'
import type { Job, JobTrace } from '#shared/contracts/job.ts'
import { mayCall } from '../api.ts'
import { useLive, useRead } from '../data.ts'
import { useText } from '../language.tsx'
import { ApiCall } from '../parts/api-call.tsx'
import { Money } from '../parts/money.tsx'
import { Name } from '../parts/name.tsx'
import { Card, Facts, Loading, Page } from '../parts/page.tsx'
import { formatPaper } from '../parts/paper.ts'
import { ProblemAlert } from '../parts/problem.tsx'
import { REASON_WORDS } from '../parts/reason.ts'
import { Dot, JobStateDot } from '../parts/state.tsx'
import { PriceLines, TraceSteps } from '../parts/trace.tsx'
import { Words } from '../parts/words.tsx'
import { useSession } from '../session.tsx'
import { Timeline } from './job-timeline.tsx'
import { ActBar } from './jobs/act-bar.tsx'

const route = getRouteApi('/jobs/$job')

export const JobPage = () => (
  <Words of={['waiting', 'decisions', REASON_WORDS]}>
    <ShownJob />
  </Words>
)

function ShownJob() {
  const t = useText()
  const navigate = useNavigate()
  const { me } = useSession()
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
      actions={
        <>
          <ApiCall name="showJobTrace" request={{ params }} />
          {trace.data !== undefined && mayCall(me.role, 'tryRules') ? (
            <Button onClick={() => void navigate({ to: '/rules', search: params })}>
              {t('job.tryRules')}
            </Button>
          ) : null}
          <ActBar jobs={[job.data]} onlyFitting />
        </>
      }
    >
      <div className="split">
        <div className="stack">
          <JobFacts job={job.data} trace={trace.data} />
          {trace.data === undefined ? null : (
            <>
              <PriceLines trace={trace.data.trace} currency={job.data.currency} />
              <Decision trace={trace.data} job={params.job} />
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

const NOTHING = /^0(\.0+)?$/

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
          ...(NOTHING.test(job.refunded)
            ? []
            : ([
                [
                  t('job.refunded'),
                  <Money key="refunded" amount={job.refunded} currency={job.currency} />,
                ],
              ] as const)),
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
          ...(job.comments.length === 0
            ? []
            : ([
                [t('decided.comments'), <Name key="comments">{job.comments.join('; ')}</Name>],
              ] as const)),
        ]}
      />
    </Card>
  )
}

function Decision({ trace, job }: { trace: JobTrace; job: string }) {
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
        <Recompute job={job} />
      </div>
    </Card>
  )
}

/** The proof that the trace tells the truth: decided again from what was stored, byte for byte. */
function Recompute({ job }: { job: string }) {
  const t = useText()
  const [asked, setAsked] = useState(false)
  const request = { params: { job }, query: { recompute: 'true' } } as const
  const again = useRead('showJobTrace', request, { enabled: asked })
  const recomputed = again.data?.recomputed
  return (
    <div className="stack" aria-live="polite">
      {recomputed === null || recomputed === undefined ? null : (
        <>
          <Dot tone={recomputed.same ? 'good' : 'bad'}>
            {t(recomputed.same ? 'recompute.same' : 'recompute.different')}
          </Dot>
          {recomputed.same || again.data === undefined ? null : (
            <TraceSteps trace={{ trace: recomputed.trace, reasons: again.data.reasons }} />
          )}
        </>
      )}
      {again.isError ? <ProblemAlert error={again.error} /> : null}
      <div className="row">
        <Button
          loading={again.isFetching}
          onClick={() => (asked ? void again.refetch() : setAsked(true))}
        >
          {t('recompute.button')}
        </Button>
        <ApiCall name="showJobTrace" request={request} />
      </div>
    </div>
  )
}
