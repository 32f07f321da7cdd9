/** One user: money with its statement, profile, and the jobs. */
import { getRouteApi, Link } from '@tanstack/react-router'
import type { User } from '#shared/contracts/user.ts'
import { ApiProblem, mayCall } from '../api.ts'
import { useRead, useWrite } from '../data.ts'
import { useText } from '../language.tsx'
import { Adjust } from '../parts/adjust.tsx'
import { readAmount } from '../parts/amount.ts'
import { ApiCall } from '../parts/api-call.tsx'
import { CheckField, fieldError, MoneyField, SaveBar, TextField, useDraft } from '../parts/form.tsx'
import { useNotices } from '../parts/notices.tsx'
import { Card, Loading, Page } from '../parts/page.tsx'
import { usePaging } from '../parts/paging.ts'
import { ProblemAlert } from '../parts/problem.tsx'
import { readGroups } from '../parts/scope-field.tsx'
import { Statement } from '../parts/statement.tsx'
import { useSession } from '../session.tsx'

const route = getRouteApi('/users/$username')

type Shown = Pick<
  User,
  'username' | 'fullName' | 'email' | 'groups' | 'ownOverdraft' | 'restricted' | 'disabled'
>

const makeNobody = (username: string): Shown => ({
  username,
  fullName: '',
  email: '',
  groups: [],
  restricted: true,
  ownOverdraft: null,
  disabled: false,
})

export function UserPage() {
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
          <ApiCall name="showUser" request={{ params: { username } }} />
        </>
      }
    >
      <div className="split">
        <div className="stack">
          {absent ? null : <Statement account={account} paging={paging} />}
        </div>
        <div className="stack">
          {absent || !mayCall(me.role, 'adjustAccount') ? null : <Adjust account={account} />}
          <Profile key={username} user={shown} isNew={absent} />
        </div>
      </div>
    </Page>
  )
}

interface Typed {
  readonly fullName: string
  readonly email: string
  readonly groups: string
  readonly overdraft: string
  readonly restricted: boolean
  readonly disabled: boolean
}

function Profile({ user, isNew }: { user: Shown; isNew: boolean }) {
  const t = useText()
  const { me, currency } = useSession()
  const notices = useNotices()
  const { username } = user
  const stored: Typed = { ...pick(user), groups: user.groups.join(', ') }
  const draft = useDraft<Typed>(stored)
  const touches = ['showUser', 'listUsers'] as const
  const done = (undo?: () => Promise<unknown>) => {
    draft.reset()
    notices.add({ type: 'success', text: t('user.saved'), ...(undo === undefined ? {} : { undo }) })
  }
  const put = useWrite('putUser', { touches, onDone: () => done() })
  const patch = useWrite('patchUser', {
    touches,
    onDone: () => done(() => patch.mutateAsync({ params: { username }, body: bodyOf(stored) })),
  })
  const write = isNew ? put : patch
  const { value, set } = draft
  const valid = value.overdraft === '' || readAmount(value.overdraft) !== null
  const request = { params: { username }, body: bodyOf(value) }
  return (
    <Card title={t('user.profile')}>
      <div className="stack">
        <TextField
          label={t('user.fullName')}
          value={value.fullName}
          error={fieldError(write.error, 'fullName')}
          onChange={(fullName) => set({ fullName })}
        />
        <TextField
          label={t('user.email')}
          type="email"
          value={value.email}
          error={fieldError(write.error, 'email')}
          onChange={(email) => set({ email })}
        />
        <TextField
          label={t('user.groups')}
          description={t('user.groups.text')}
          value={value.groups}
          error={fieldError(write.error, 'groups')}
          onChange={(groups) => set({ groups })}
        />
        <MoneyField
          label={t('user.overdraft')}
          description={t('user.overdraft.text')}
          value={value.overdraft}
          currency={currency}
          onChange={(overdraft) => set({ overdraft })}
        />
        <CheckField
          label={t('user.restricted')}
          description={t('user.restricted.text')}
          value={value.restricted}
          onChange={(restricted) => set({ restricted })}
        />
        <CheckField
          label={t('user.disabled.label')}
          description={t('user.disabled.text')}
          value={value.disabled}
          onChange={(disabled) => set({ disabled })}
        />
        {mayCall(me.role, 'putUser') ? (
          <SaveBar
            draft={isNew ? { ...draft, isChanged: true } : draft}
            saving={write.isPending}
            error={write.error}
            valid={valid}
            onSave={() => write.mutate(request)}
            more={<ApiCall name={isNew ? 'putUser' : 'patchUser'} request={request} />}
          />
        ) : null}
      </div>
    </Card>
  )
}

const pick = ({ fullName, email, ownOverdraft, restricted, disabled }: Shown) => ({
  fullName,
  email,
  overdraft: ownOverdraft ?? '',
  restricted,
  disabled,
})

const bodyOf = (typed: Typed) => ({
  ...typed,
  // Nothing typed: the organization's overdraft counts.
  overdraft: typed.overdraft === '' ? null : (readAmount(typed.overdraft) ?? typed.overdraft),
  groups: readGroups(typed.groups),
})
