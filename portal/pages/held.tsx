/** Jobs that wait for a person, live: who may let them go, until when, and what can be done to many at once. */
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Job } from '#shared/contracts/job.ts'
import { useLive } from '../data.ts'
import { useText } from '../language.tsx'
import { ApiCall } from '../parts/api-call.tsx'
import { type Column, List } from '../parts/list-page.tsx'
import { Money } from '../parts/money.tsx'
import { Name } from '../parts/name.tsx'
import { Empty, Page } from '../parts/page.tsx'
import { usePaging } from '../parts/paging.ts'
import { REASON_WORDS, useReasonText } from '../parts/reason.ts'
import { JobStateDot } from '../parts/state.tsx'
import { Time } from '../parts/time.tsx'
import { Words } from '../parts/words.tsx'
import { useSession } from '../session.tsx'
import { ActBar } from './jobs/act-bar.tsx'
import { actsOf } from './jobs/acts.ts'

const route = getRouteApi('/held')

export const HeldPage = () => (
  <Words of={['waiting', REASON_WORDS]}>
    <Held />
  </Words>
)

function Held() {
  const t = useText()
  const { me } = useSession()
  const search = route.useSearch()
  const paging = usePaging(search)
  const request = { query: search.cursor === undefined ? {} : { cursor: search.cursor } }
  const held = useLive('listHeld', request)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  // By id: what left the list meanwhile is not chosen any more, what changed is chosen as it is now.
  const selected = (held.data?.items ?? []).filter(({ id }) => chosen.has(id))
  const mayAct = actsOf(me.role).some((act) => act !== 'refund')
  const columns = useHeldColumns()
  return (
    <Page
      title={t('held.title')}
      description={t('held.description')}
      actions={
        <>
          <ApiCall name="listHeld" request={request} />
          {mayAct ? (
            <ActBar
              jobs={selected}
              acts={['release', 'cancel']}
              onDone={() => setChosen(new Set())}
            />
          ) : null}
        </>
      }
    >
      <List
        label={t('held.title')}
        read={held}
        columns={columns}
        keyOf={({ id }) => id}
        paging={paging}
        {...(mayAct
          ? {
              selection: {
                selected,
                onChange: (jobs: readonly Job[]) => setChosen(new Set(jobs.map(({ id }) => id))),
                nameOf: ({ documentName }: Job) =>
                  t('jobs.select', { name: documentName || t('job.unnamed') }),
              },
            }
          : {})}
        empty={<Empty title={t('held.empty.title')} text={t('held.empty.text')} />}
      />
    </Page>
  )
}

function useHeldColumns(): readonly Column<Job>[] {
  const t = useText()
  const reasonText = useReasonText()
  return [
    {
      id: 'document',
      header: t('job.document'),
      width: 160,
      names: true,
      cell: (job) => (
        <Link className="link" to="/jobs/$job" params={{ job: job.id }}>
          <Name>{job.documentName || t('job.unnamed')}</Name>
        </Link>
      ),
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
      id: 'state',
      header: t('job.state'),
      width: 148,
      cell: ({ state }) => <JobStateDot state={state} />,
    },
    {
      id: 'cost',
      header: t('job.cost'),
      width: 74,
      cell: (job) => <Money amount={job.quoted ?? job.cost} currency={job.currency} />,
    },
    {
      id: 'for',
      header: t('held.for'),
      width: 116,
      cell: ({ releaseBy }) => (releaseBy === undefined ? '' : t(`held.for.${releaseBy}`)),
    },
    {
      id: 'why',
      header: t('job.why'),
      width: 108,
      cell: ({ reasons }) => <Name>{reasons.map(reasonText).join('; ')}</Name>,
    },
    {
      id: 'until',
      header: t('held.until'),
      width: 158,
      cell: ({ waitsUntil }) => (waitsUntil === undefined ? '' : <Time at={waitsUntil} />),
    },
  ]
}
