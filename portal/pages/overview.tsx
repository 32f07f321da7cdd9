/** Today at a glance: jobs, pages, money, what needs a person and where it is cured, the last 30 days, the latest jobs. */
import { Link } from '@tanstack/react-router'
import { lazy, type ReactNode, Suspense } from 'react'
import { useIntl } from 'react-intl'
import type { Overview } from '#shared/contracts/overview.ts'
import { useLive } from '../data.ts'
import { useText } from '../language.tsx'
import { ApiCall } from '../parts/api-call.tsx'
import { formatDay } from '../parts/day.tsx'
import { Money, useMoney } from '../parts/money.tsx'
import { Name } from '../parts/name.tsx'
import { Card, Empty, Loading, Page } from '../parts/page.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { JobStateDot } from '../parts/state.tsx'
import { Time } from '../parts/time.tsx'
import { Words } from '../parts/words.tsx'

const Chart = lazy(() => import('../parts/chart.tsx'))
const LATEST_SHOWN = 6
const latest = { query: { limit: LATEST_SHOWN } }
const SHEETS_PER_REAM = 500

export const OverviewPage = () => (
  <Words of={['overview']}>
    <Figures />
  </Words>
)

function Figures() {
  const t = useText()
  const overview = useLive('showOverview', { query: {} })
  return (
    <Page
      title={t('overview.title')}
      description={t('overview.description')}
      actions={<ApiCall name="showOverview" request={{ query: {} }} />}
    >
      {overview.data === undefined ? (
        overview.isError ? (
          <ProblemAlert error={overview.error} onRetry={() => void overview.refetch()} />
        ) : (
          <Loading />
        )
      ) : (
        <div className="stack">
          <Today today={overview.data.today} />
          <div className="split">
            <div className="stack">
              <Card title={t('overview.month')}>
                <Month days={overview.data.days} />
              </Card>
              <Card title={t('overview.latest')}>
                <LatestJobs />
              </Card>
            </div>
            <Card title={t('overview.attention')}>
              <Attention overview={overview.data} />
            </Card>
          </div>
        </div>
      )}
    </Page>
  )
}

function Today({ today }: { today: Overview['today'] }) {
  const t = useText()
  const { formatNumber } = useIntl()
  return (
    <div className="cards">
      <Figure label={t('overview.jobs')} below={t('overview.jobs.held', { count: today.held })}>
        {formatNumber(today.jobs)}
      </Figure>
      <Figure
        label={t('overview.pages')}
        below={t('overview.pages.color', { count: today.colorSides })}
      >
        {formatNumber(today.sides)}
      </Figure>
      <Figure
        label={t('overview.charged')}
        below={t('overview.sheets', {
          count: today.sheets,
          reams: formatNumber(today.sheets / SHEETS_PER_REAM, { maximumFractionDigits: 2 }),
        })}
      >
        <Money amount={today.cost} />
      </Figure>
      <Figure
        label={t('overview.refused')}
        below={t('overview.unprinted', { count: today.unprinted })}
      >
        {formatNumber(today.refused)}
      </Figure>
    </div>
  )
}

interface FigureProps {
  readonly label: string
  readonly below: string
  readonly children: ReactNode
}

function Figure({ label, below, children }: FigureProps) {
  return (
    <section className="card">
      <div className="figure-label">{label}</div>
      <div className="figure-value">{children}</div>
      <div className="quiet small">{below}</div>
    </section>
  )
}

function Month({ days }: { days: Overview['days'] }) {
  const t = useText()
  const { locale, formatNumber } = useIntl()
  const points = days.map(({ day, sides }) => ({ x: day, y: sides }))
  return (
    <Suspense fallback={<Loading />}>
      <Chart
        label={t('overview.month.label')}
        points={points}
        formatX={(day) => formatDay(locale, day, { day: 'numeric', month: 'short' })}
        formatY={(sides) => formatNumber(sides)}
      />
    </Suspense>
  )
}

function LatestJobs() {
  const t = useText()
  const jobs = useLive('listJobs', latest)
  if (jobs.data === undefined) {
    return jobs.isError ? (
      <ProblemAlert error={jobs.error} onRetry={() => void jobs.refetch()} />
    ) : (
      <Loading />
    )
  }
  if (jobs.data.items.length === 0) {
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
      {jobs.data.items.map((job) => (
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

/** What a person should look at, each leading to where it is cured. */
function Attention({ overview: { alerts, today } }: { overview: Overview }) {
  const t = useText()
  const money = useMoney()
  const { offlineConnectors, stuckJobs, lowBalances } = alerts
  const alertsCount = offlineConnectors.count + stuckJobs.count + lowBalances.count + today.held
  if (alertsCount === 0) return <p className="quiet">{t('overview.allWell')}</p>
  return (
    <ul className="plain-list">
      {offlineConnectors.items.map(({ id, name, lastSeenAt }) => (
        <li key={id}>
          <span className="dot bad">
            <Link className="link" to="/sites">
              {t('overview.silent', { name })}
            </Link>
          </span>{' '}
          <span className="quiet small">
            {lastSeenAt === null ? null : <Time at={lastSeenAt} as="ago" />}
          </span>
        </li>
      ))}
      {stuckJobs.items.map(({ id, user, createdAt }) => (
        <li key={id}>
          <span className="dot bad">
            <Link className="link" to="/jobs/$job" params={{ job: id }}>
              {t('overview.stuck', { user })}
            </Link>
          </span>{' '}
          <span className="quiet small">
            <Time at={createdAt} as="ago" />
          </span>
        </li>
      ))}
      {stuckJobs.count > stuckJobs.items.length ? (
        <li className="quiet">
          {t('overview.more', { count: stuckJobs.count - stuckJobs.items.length })}
        </li>
      ) : null}
      {today.held === 0 ? null : (
        <li>
          <span className="dot warn">
            <Link className="link" to="/jobs" search={{ state: 'held' }}>
              {t('overview.held', { count: today.held })}
            </Link>
          </span>
        </li>
      )}
      {lowBalances.items.map(({ username, available }) => (
        <li key={username}>
          <span className="dot warn">
            <Link className="link" to="/users/$username" params={{ username }}>
              {t('overview.low', { username, amount: money(available) })}
            </Link>
          </span>
        </li>
      ))}
    </ul>
  )
}
