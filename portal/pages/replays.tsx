/** Replays, newest first, live: past jobs decided again by other rules. */
import Button from '@cloudscape-design/components/button'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import type { ReplaySummary } from '#shared/contracts/replay.ts'
import { mayCall } from '../api.ts'
import { useLive } from '../data.ts'
import { useText } from '../language.tsx'
import { ApiCall } from '../parts/api-call.tsx'
import { List } from '../parts/list-page.tsx'
import { Name } from '../parts/name.tsx'
import { Empty, Page } from '../parts/page.tsx'
import { usePaging } from '../parts/paging.ts'
import { Time } from '../parts/time.tsx'
import { Words } from '../parts/words.tsx'
import { useSession } from '../session.tsx'
import { ReplayStateDot, useComparison } from './replays/words.tsx'

const route = getRouteApi('/replays')

export const ReplaysPage = () => (
  <Words of={['replays']}>
    <Replays />
  </Words>
)

function Replays() {
  const t = useText()
  const navigate = useNavigate()
  const { me } = useSession()
  const search = route.useSearch()
  const paging = usePaging(search)
  const request = { query: search.cursor === undefined ? {} : { cursor: search.cursor } }
  const replays = useLive('listReplays', request)
  const comparison = useComparison()
  const begin = mayCall(me.role, 'replayRules') ? (
    <Button variant="primary" onClick={() => void navigate({ to: '/replays/new' })}>
      {t('replays.new')}
    </Button>
  ) : null
  return (
    <Page
      title={t('replays.title')}
      description={t('replays.description')}
      actions={
        <>
          <ApiCall name="listReplays" request={request} />
          {begin}
        </>
      }
    >
      <List<ReplaySummary>
        label={t('replays.title')}
        read={replays}
        keyOf={({ id }) => id}
        paging={paging}
        columns={[
          {
            id: 'what',
            header: t('replays.what'),
            width: 266,
            names: true,
            cell: (replay) => (
              <Link className="link" to="/replays/$replay" params={{ replay: replay.id }}>
                {comparison(replay)}
              </Link>
            ),
          },
          {
            id: 'state',
            header: t('replays.state'),
            width: 90,
            cell: ({ state }) => <ReplayStateDot state={state} />,
          },
          {
            id: 'jobs',
            header: t('replays.jobs'),
            width: 66,
            cell: ({ progress }) => <span className="number">{progress.jobs}</span>,
          },
          {
            id: 'period',
            header: t('replays.period'),
            width: 296,
            cell: ({ from, to }) => (
              <>
                <Time at={from} /> – <Time at={to} />
              </>
            ),
          },
          {
            id: 'by',
            header: t('replays.by'),
            width: 100,
            cell: ({ by }) => <Name>{by}</Name>,
          },
          {
            id: 'at',
            header: t('replays.at'),
            width: 160,
            cell: ({ createdAt }) => <Time at={createdAt} />,
          },
        ]}
        empty={
          <Empty title={t('replays.empty.title')} text={t('replays.empty.text')} action={begin} />
        }
      />
    </Page>
  )
}
