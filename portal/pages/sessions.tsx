/** Where somebody is signed in: one's own browsers, or a user's for an admin; one or all of them ended. */
import Button from '@cloudscape-design/components/button'
import { getRouteApi } from '@tanstack/react-router'
import type { Session } from '#shared/contracts/session.ts'
import { mayCall } from '../api.ts'
import { useRead, useWrite } from '../data.ts'
import { useText } from '../language.tsx'
import { ApiCall } from '../parts/api-call.tsx'
import { useConfirm } from '../parts/confirm.tsx'
import { type Column, List } from '../parts/list-page.tsx'
import { Name } from '../parts/name.tsx'
import { useNotices } from '../parts/notices.tsx'
import { Empty, Page } from '../parts/page.tsx'
import { usePaging } from '../parts/paging.ts'
import { ProblemAlert } from '../parts/problem.tsx'
import { Dot } from '../parts/state.tsx'
import { Time } from '../parts/time.tsx'
import { Words } from '../parts/words.tsx'
import { useSession } from '../session.tsx'

const mine = getRouteApi('/my/sessions')
const ofUser = getRouteApi('/users/$username/sessions')
const WORDS = ['security']

export function MySessionsPage() {
  return (
    <Words of={WORDS}>
      <MySessions />
    </Words>
  )
}

export function UserSessionsPage() {
  return (
    <Words of={WORDS}>
      <UserSessions />
    </Words>
  )
}

function MySessions() {
  const t = useText()
  const confirm = useConfirm()
  const notices = useNotices()
  const { signOut } = useSession()
  const search = mine.useSearch()
  const paging = usePaging(search)
  const request = { query: search.cursor === undefined ? {} : { cursor: search.cursor } }
  const sessions = useRead('listMySessions', request)
  const end = useWrite('endMySession', {
    touches: ['listMySessions'],
    onDone: () => notices.add({ type: 'success', text: t('sessions.ended', { count: 1 }) }),
  })
  const everywhere = useWrite('signOut', { touches: [], onDone: () => void signOut() })
  const leave = async () => {
    const question = {
      title: t('sessions.everywhere.title'),
      text: t('sessions.everywhere.text'),
      action: t('sessions.everywhere'),
    }
    if (await confirm(question)) everywhere.mutate({ body: { everywhere: true } })
  }
  const error = end.error ?? everywhere.error
  const actions: Column<Session> = {
    id: 'actions',
    header: t('sessions.actions'),
    width: 116,
    cell: ({ id, browser, current }) =>
      current ? null : (
        <Button
          variant="inline-link"
          ariaLabel={t('sessions.end.of', { browser })}
          disabled={end.isPending}
          onClick={() => end.mutate({ params: { session: id } })}
        >
          {t('sessions.end')}
        </Button>
      ),
  }
  return (
    <Page
      title={t('sessions.title')}
      description={t('sessions.description')}
      actions={
        <>
          <Button loading={everywhere.isPending} onClick={() => void leave()}>
            {t('sessions.everywhere')}
          </Button>
          <ApiCall name="listMySessions" request={request} />
        </>
      }
    >
      <div className="stack">
        {error === null ? null : <ProblemAlert error={error} />}
        <List
          label={t('sessions.title')}
          read={sessions}
          keyOf={({ id }) => id}
          paging={paging}
          columns={[...useColumns(), actions]}
          empty={<Empty title={t('sessions.empty.title')} text={t('sessions.empty.text')} />}
        />
      </div>
    </Page>
  )
}

function UserSessions() {
  const t = useText()
  const confirm = useConfirm()
  const notices = useNotices()
  const { me } = useSession()
  const params = ofUser.useParams()
  const search = ofUser.useSearch()
  const paging = usePaging(search)
  const request = {
    params,
    query: search.cursor === undefined ? {} : { cursor: search.cursor },
  }
  const sessions = useRead('listUserSessions', request)
  const end = useWrite('endUserSessions', {
    touches: ['listUserSessions'],
    onDone: ({ ended }) =>
      notices.add({ type: 'success', text: t('sessions.ended', { count: ended }) }),
  })
  const endAll = async () => {
    const question = {
      title: t('sessions.user.title', { user: params.username }),
      text: t('sessions.user.text'),
      action: t('sessions.user.end'),
    }
    if (await confirm(question)) end.mutate({ params })
  }
  return (
    <Page
      title={params.username}
      named
      description={t('sessions.user.description')}
      back={{ to: '/users', label: t('users.title') }}
      actions={
        <>
          {mayCall(me.role, 'endUserSessions') ? (
            <Button loading={end.isPending} onClick={() => void endAll()}>
              {t('sessions.user.end')}
            </Button>
          ) : null}
          <ApiCall name="listUserSessions" request={request} />
        </>
      }
    >
      <div className="stack">
        {end.error === null ? null : <ProblemAlert error={end.error} />}
        <List
          label={t('sessions.title')}
          read={sessions}
          keyOf={({ id }) => id}
          paging={paging}
          columns={useColumns()}
          empty={<Empty title={t('sessions.empty.title')} text={t('sessions.empty.text')} />}
        />
      </div>
    </Page>
  )
}

function useColumns(): readonly Column<Session>[] {
  const t = useText()
  return [
    {
      id: 'browser',
      header: t('sessions.browser'),
      width: 270,
      names: true,
      cell: ({ browser }) => <Name>{browser || t('sessions.browser.unknown')}</Name>,
    },
    {
      id: 'current',
      header: t('sessions.state'),
      width: 120,
      cell: ({ current }) =>
        current ? <Dot tone="good">{t('sessions.current')}</Dot> : t('sessions.other'),
    },
    {
      id: 'since',
      header: t('sessions.since'),
      width: 160,
      cell: ({ createdAt }) => <Time at={createdAt} />,
    },
    {
      id: 'seen',
      header: t('sessions.seen'),
      width: 150,
      cell: ({ lastSeenAt }) => <Time at={lastSeenAt} as="ago" />,
    },
    {
      id: 'until',
      header: t('sessions.until'),
      width: 160,
      cell: ({ endsAt }) => <Time at={endsAt} />,
    },
  ]
}
