/** Jobs, newest first, live; each line says what was printed, for whom, and what came of it. */
import { getRouteApi, Link } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { LANGUAGES } from '#shared/contracts/findings.ts'
import type { Job } from '#shared/contracts/job.ts'
import { useLive } from '../data.ts'
import { useText } from '../language.tsx'
import { ApiCall } from '../parts/api-call.tsx'
import type { FilterProperty } from '../parts/filter.tsx'
import { type Column, List } from '../parts/list-page.tsx'
import { Money } from '../parts/money.tsx'
import { Name } from '../parts/name.tsx'
import { Empty, Page } from '../parts/page.tsx'
import { usePaging } from '../parts/paging.ts'
import { midnightOf } from '../parts/period.ts'
import { REASON_WORDS, useReasonText } from '../parts/reason.ts'
import { JOB_STATES, JobStateDot } from '../parts/state.tsx'
import { Time } from '../parts/time.tsx'
import { Words } from '../parts/words.tsx'
import { useSession } from '../session.tsx'
import { actsOf } from './jobs/acts.ts'

// Rows are what people come for; filters and buttons follow them.
const Filter = lazy(async () => ({ default: (await import('../parts/filter.tsx')).Filter }))
const ActBar = lazy(async () => ({ default: (await import('./jobs/act-bar.tsx')).ActBar }))

const route = getRouteApi('/jobs')

export const JobsPage = () => (
  <Words of={['waiting', REASON_WORDS]}>
    <Jobs />
  </Words>
)

function Jobs() {
  const t = useText()
  const { me } = useSession()
  const search = route.useSearch()
  const paging = usePaging(search)
  const { page: _, from, to, ...query } = search
  const request = { query: { ...query, ...readDays(from, to) } }
  const jobs = useLive('listJobs', request)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  // By id: what left the list meanwhile is not chosen any more, what changed is chosen as it is now.
  const selected = (jobs.data?.items ?? []).filter(({ id }) => chosen.has(id))
  const mayAct = actsOf(me.role).length > 0
  return (
    <Page
      title={t('jobs.title')}
      description={t('jobs.description')}
      actions={
        <>
          <ApiCall name="listJobs" request={request} />
          {mayAct && selected.length > 0 ? (
            <Suspense>
              <ActBar jobs={selected} onDone={() => setChosen(new Set())} />
            </Suspense>
          ) : null}
        </>
      }
    >
      <List
        label={t('jobs.title')}
        read={jobs}
        {...(mayAct
          ? {
              selection: {
                selected,
                onChange: (items: readonly Job[]) => setChosen(new Set(items.map(({ id }) => id))),
                nameOf: ({ documentName }: Job) =>
                  t('jobs.select', { name: documentName || t('job.unnamed') }),
              },
            }
          : {})}
        columns={useJobColumns()}
        keyOf={(job) => job.id}
        paging={paging}
        filter={
          <Suspense fallback={<div className="filter-place" />}>
            <Filter
              label={t('jobs.filter')}
              properties={useJobFilters()}
              search={search}
              paging={paging}
            />
          </Suspense>
        }
        empty={<Empty title={t('jobs.empty.title')} text={t('jobs.empty.text')} />}
      />
    </Page>
  )
}

/** Days in the URL, both of them meant; the API takes moments. */
function readDays(from: string | undefined, to: string | undefined) {
  const start = midnightOf(from ?? '', 0)
  const end = midnightOf(to ?? '', 1)
  return {
    ...(start === null ? {} : { from: new Date(start).toISOString() }),
    ...(end === null ? {} : { to: new Date(end).toISOString() }),
  }
}

export function useJobColumns(): readonly Column<Job>[] {
  const t = useText()
  const reasonText = useReasonText()
  return [
    {
      id: 'document',
      header: t('job.document'),
      width: 186,
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
      width: 148,
      cell: ({ state }) => <JobStateDot state={state} />,
    },
    {
      id: 'user',
      header: t('job.user'),
      width: 80,
      cell: ({ user }) => (
        <Link className="link" to="/users/$username" params={{ username: user }}>
          <Name>{user}</Name>
        </Link>
      ),
    },
    {
      id: 'printer',
      header: t('job.printer'),
      width: 80,
      cell: ({ printer }) => <Name>{printer}</Name>,
    },
    {
      id: 'pages',
      header: t('job.pages'),
      width: 74,
      cell: ({ pages }) => <span className="number">{pages ?? t('job.unknown')}</span>,
    },
    {
      id: 'cost',
      header: t('job.cost'),
      width: 76,
      cell: (job) => <Money amount={job.cost} currency={job.currency} />,
    },
    {
      id: 'why',
      header: t('job.why'),
      width: 122,
      cell: ({ reasons }) => <Name>{reasons.map(reasonText).join('; ')}</Name>,
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
    { key: 'account', label: t('job.account'), group: t('jobs.filter.accounts') },
    {
      key: 'language',
      label: t('job.language'),
      group: t('jobs.filter.languages'),
      values: LANGUAGES.map((value) => ({ value, label: value })),
    },
    { key: 'from', label: t('jobs.filter.from'), group: t('jobs.filter.days') },
    { key: 'to', label: t('jobs.filter.to'), group: t('jobs.filter.days') },
    { key: 'minCost', label: t('jobs.filter.minCost'), group: t('jobs.filter.costs') },
    { key: 'maxCost', label: t('jobs.filter.maxCost'), group: t('jobs.filter.costs') },
  ]
}
