/** One user: money with its statement, adjusting it, and the profile. */
import { getRouteApi, Link } from '@tanstack/react-router'
import { ApiProblem, mayCall } from '../api.ts'
import { useRead } from '../data.ts'
import { useText } from '../language.tsx'
import { Adjust } from '../parts/adjust.tsx'
import { ApiCall } from '../parts/api-call.tsx'
import { Loading, Page } from '../parts/page.tsx'
import { usePaging } from '../parts/paging.ts'
import { ProblemAlert } from '../parts/problem.tsx'
import { Statement } from '../parts/statement.tsx'
import { Words } from '../parts/words.tsx'
import { useSession } from '../session.tsx'
import { makeNobody, UserProfile } from './user-profile.tsx'

const route = getRouteApi('/users/$username')

export const UserPage = () => (
  <Words of={['people', 'money']}>
    <OneUser />
  </Words>
)

function OneUser() {
  const t = useText()
  const { me } = useSession()
  const { username } = route.useParams()
  const paging = usePaging(route.useSearch())
  const user = useRead('showUser', { params: { username } })
  const absent = user.error instanceof ApiProblem && user.error.details.status === 404
  const back = { to: '/users', label: t('users.title') } as const
  if (user.data === undefined && !absent) {
    return (
      <Page title={username} named back={back}>
        {user.isError ? (
          <ProblemAlert error={user.error} onRetry={() => void user.refetch()} />
        ) : (
          <Loading />
        )}
      </Page>
    )
  }
  const account = `user:${username}`
  const shown = user.data ?? makeNobody(username)
  return (
    <Page
      title={shown.fullName || username}
      named
      description={absent ? t('user.new') : username}
      back={back}
      actions={
        <>
          <Link className="link" to="/jobs" search={{ user: username }}>
            {t('user.jobs')}
          </Link>
          {mayCall(me.role, 'listUserSessions') ? (
            <Link className="link" to="/users/$username/sessions" params={{ username }}>
              {t('user.sessions')}
            </Link>
          ) : null}
          <ApiCall name="showUser" request={{ params: { username } }} />
        </>
      }
    >
      <div className="split">
        <div className="stack">
          {absent || !mayCall(me.role, 'listEntries') ? null : (
            <Statement account={account} paging={paging} />
          )}
        </div>
        <div className="stack">
          {absent || !mayCall(me.role, 'adjustAccount') ? null : <Adjust account={account} />}
          <UserProfile key={username} user={shown} isNew={absent} />
        </div>
      </div>
    </Page>
  )
}
