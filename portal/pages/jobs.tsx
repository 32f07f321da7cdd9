/** Jobs, newest first, live; each line says what was printed, for whom, and what came of it. */
import { getRouteApi, Link } from '@tanstack/react-router'
import type { Job } from '#shared/contracts/job.ts'
import { useLive } from '../data.ts'
import { useText } from '../language.tsx'
import { ApiCall } from '../parts/api-call.tsx'
import { Filter, type FilterProperty } from '../parts/filter.tsx'
import { type Column, List } from '../parts/list-page.tsx'
import { Money } from '../parts/money.tsx'
import { Name } from '../parts/name.tsx'
import { Empty, Page } from '../parts/page.tsx'
import { usePaging } from '../parts/paging.ts'
import { JOB_STATES, JobStateDot } from '../parts/state.tsx'
import { Time } from '../parts/time.tsx'

const route = getRouteApi('/jobs')

export function JobsPage() {
  const t = useText()
  const search = route.useSearch()
  const paging = usePaging(search)
  const { page: _, ...query } = search
  const request = { query }
  const jobs = useLive('listJobs', request)
  return (
    <Page
      title={t('jobs.title')}
      description={t('jobs.description')}
      actions={<ApiCall name="listJobs" request={request} />}
    >
      <List
        label={t('jobs.title')}
        read={jobs}
        columns={useJobColumns()}
        keyOf={(job) => job.id}
        paging={paging}
        filter={
          <Filter
            label={t('jobs.filter')}
            properties={useJobFilters()}
            search={search}
            paging={paging}
          />
        }
        empty={<Empty title={t('jobs.empty.title')} text={t('jobs.empty.text')} />}
      />
    </Page>
  )
}

export function useJobColumns(): readonly Column<Job>[] {
  const t = useText()
  return [
    {
      id: 'document',
      header: t('job.document'),
      width: 212,
      names: true,
      cell: (job) => (
        <Link className="link" to="/jobs/$job" params={{ job: job.id }}>
          <Name>{job.documentName || t('job.unnamed')}</Name>
        </Link>
      ),
    },
    {
      id: 'state',
      header: t('job.state'),
      width: 110,
      cell: ({ state }) => <JobStateDot state={state} />,
    },
    {
      id: 'user',
      header: t('job.user'),
      width: 84,
      cell: ({ user }) => (
        <Link className="link" to="/users/$username" params={{ username: user }}>
          <Name>{user}</Name>
        </Link>
      ),
    },
    {
      id: 'printer',
      header: t('job.printer'),
      width: 84,
      cell: ({ printer }) => <Name>{printer}</Name>,
    },
    {
      id: 'pages',
      header: t('job.pages'),
      width: 82,
      cell: ({ pages }) => <span className="number">{pages ?? t('job.unknown')}</span>,
    },
    {
      id: 'cost',
      header: t('job.cost'),
      width: 80,
      cell: (job) => <Money amount={job.cost} currency={job.currency} />,
    },
    {
      id: 'why',
      header: t('job.why'),
      width: 130,
      cell: ({ reasons }) => <Name>{reasons.map(({ text }) => text).join('; ')}</Name>,
    },
    { id: 'at', header: t('job.at'), width: 158, cell: ({ createdAt }) => <Time at={createdAt} /> },
  ]
}

function useJobFilters(): readonly FilterProperty[] {
  const t = useText()
  return [
    {
      key: 'state',
      label: t('job.state'),
      group: t('jobs.filter.states'),
      values: Object.entries(JOB_STATES).map(([value, { message }]) => ({
        value,
        label: t(message),
      })),
    },
    { key: 'user', label: t('job.user'), group: t('jobs.filter.users') },
    { key: 'printer', label: t('job.printer'), group: t('jobs.filter.printers') },
    { key: 'document', label: t('job.document'), group: t('jobs.filter.documents') },
  ]
}
