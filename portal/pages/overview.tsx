/** Today at a glance: jobs, pages, money, what needs a person, and what was last. */
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useIntl } from 'react-intl'
import type { Job } from '#shared/contracts/job.ts'
import { mayCall } from '../api.ts'
import { useLive } from '../data.ts'
import { now } from '../doors.ts'
import { useText } from '../language.tsx'
import { sumAmounts } from '../parts/amount.ts'
import { ApiCall } from '../parts/api-call.tsx'
import { Bars } from '../parts/bars.tsx'
import { connectorState } from '../parts/connector-state.ts'
import { Money } from '../parts/money.tsx'
import { Name } from '../parts/name.tsx'
import { Card, Empty, Loading, Page } from '../parts/page.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { JobStateDot } from '../parts/state.tsx'
import { Time } from '../parts/time.tsx'
import { useSession } from '../session.tsx'

/** As many of the newest jobs as one page of the API holds; a busier day says that it shows a part. */
const JOBS_READ = 200
const LATEST_SHOWN = 6
const query = { limit: JOBS_READ }

export function OverviewPage() {
  const t = useText()
  const { me } = useSession()
  if (!mayCall(me.role, 'listJobs')) {
    return (
      <Page title={t('overview.title')} narrow>
        <Empty title={t('overview.user.title')} text={t('overview.user.text')} />
      </Page>
    )
  }
  return <AdminOverview />
}

function AdminOverview() {
  const t = useText()
  const jobs = useLive('listJobs', { query })
  const today = (jobs.data?.items ?? []).filter(
    ({ createdAt }) => Date.parse(createdAt) >= startOfDay(),
  )
  const isPart = jobs.data?.next !== null && today.length === JOBS_READ
  return (
    <Page
      title={t('overview.title')}
      description={isPart ? t('overview.part', { count: JOBS_READ }) : t('overview.description')}
      actions={<ApiCall name="listJobs" request={{ query }} />}
    >
      {jobs.data === undefined ? (
        jobs.isError ? (
          <ProblemAlert error={jobs.error} onRetry={() => void jobs.refetch()} />
        ) : (
          <Loading />
        )
      ) : (
        <div className="stack">
          <TodayFigures jobs={today} />
          <div className="split">
            <div className="stack">
              <Card title={t('overview.byHour')}>
                <HourBars jobs={today} />
              </Card>
              <Card title={t('overview.latest')}>
                <LatestJobs jobs={jobs.data.items.slice(0, LATEST_SHOWN)} />
              </Card>
            </div>
            <Card title={t('overview.attention')}>
              <Attention jobs={jobs.data.items} />
            </Card>
          </div>
        </div>
      )}
    </Page>
  )
}

function TodayFigures({ jobs }: { jobs: readonly Job[] }) {
  const t = useText()
  const { formatNumber } = useIntl()
  const printed = jobs.filter(({ state }) => state === 'completed')
  const pages = printed.reduce((sum, job) => sum + (job.pages ?? 0) * job.copies, 0)
  const refused = jobs.filter(({ state }) => state === 'refused').length
  return (
    <div className="cards">
      <Figure label={t('overview.jobs')}>{formatNumber(jobs.length)}</Figure>
      <Figure label={t('overview.pages')}>{formatNumber(pages)}</Figure>
      <Figure label={t('overview.charged')}>
        <Money amount={sumAmounts(printed.map(({ cost }) => cost))} />
      </Figure>
      <Figure label={t('overview.refused')}>{formatNumber(refused)}</Figure>
    </div>
  )
}

function Figure({ label, children }: { label: string; children: ReactNode }) {
  return (
    <section className="card">
      <div className="figure-label">{label}</div>
      <div className="figure-value">{children}</div>
    </section>
  )
}

function HourBars({ jobs }: { jobs: readonly Job[] }) {
  const t = useText()
  const { locale } = useIntl()
  const hour = new Intl.DateTimeFormat(locale, { hour: 'numeric' })
  const midnight = new Date(startOfDay())
  const bars = Array.from({ length: 24 }, (_, index) => ({
    name: hour.format(new Date(midnight).setHours(index)),
    value: jobs.filter(({ createdAt }) => new Date(createdAt).getHours() === index).length,
  }))
  return (
    <Bars label={t('overview.byHour.label', { count: jobs.length })} bars={bars} nameEvery={3} />
  )
}

function LatestJobs({ jobs }: { jobs: readonly Job[] }) {
  const t = useText()
  if (jobs.length === 0) {
    return (
      <Empty
        title={t('jobs.empty.title')}
        text={t('jobs.empty.text')}
        action={
          <Link className="link" to="/sites/enroll">
            {t('sites.enroll')}
          </Link>
        }
      />
    )
  }
  return (
    <ul className="plain-list">
      {jobs.map((job) => (
        <li key={job.id} className="job-line">
          <Link className="link" to="/jobs/$job" params={{ job: job.id }}>
            <Name>{job.documentName || t('job.unnamed')}</Name>
          </Link>
          <span className="quiet">
            <Name>{job.user}</Name>
          </span>
          <JobStateDot state={job.state} />
          <span className="quiet">
            <Time at={job.createdAt} as="ago" />
          </span>
        </li>
      ))}
    </ul>
  )
}

/** What a person should look at: connectors that are silent, jobs that wait. */
function Attention({ jobs }: { jobs: readonly Job[] }) {
  const t = useText()
  const { me } = useSession()
  const connectors = useLive('listConnectors', {}, { enabled: mayCall(me.role, 'listConnectors') })
  const silent = (connectors.data?.items ?? []).filter((each) => connectorState(each) === 'offline')
  const held = jobs.filter(({ state }) => state === 'held').length
  if (silent.length === 0 && held === 0) return <p className="quiet">{t('overview.allWell')}</p>
  return (
    <ul className="plain-list">
      {silent.map(({ id, name }) => (
        <li key={id}>
          <span className="dot bad">
            <Link className="link" to="/sites">
              {t('overview.silent', { name })}
            </Link>
          </span>
        </li>
      ))}
      {held === 0 ? null : (
        <li>
          <span className="dot warn">
            <Link className="link" to="/jobs" search={{ state: 'held' }}>
              {t('overview.held', { count: held })}
            </Link>
          </span>
        </li>
      )}
    </ul>
  )
}

/** Midnight where the reader is. */
const startOfDay = (): number => new Date(now()).setHours(0, 0, 0, 0)
