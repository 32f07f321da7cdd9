/** Who may charge a shared account. */
import { mayCall } from '../api.ts'
import { useRead, useWrite } from '../data.ts'
import { useText } from '../language.tsx'
import { useSession } from '../session.tsx'
import { ApiCall } from './api-call.tsx'
import { CheckField, fieldError, SaveBar, TextField, useDraft } from './form.tsx'
import { useNotices } from './notices.tsx'
import { Card, Loading } from './page.tsx'
import { ProblemAlert } from './problem.tsx'
import { readGroups } from './scope-field.tsx'

interface Access {
  readonly everyone: boolean
  readonly users: readonly string[]
  readonly groups: readonly string[]
}

export function AccountAccess({ account }: { account: string }) {
  const t = useText()
  const access = useRead('showAccountAccess', { params: { account } })
  return (
    <Card title={t('access.title')}>
      {access.data === undefined ? (
        access.isError ? (
          <ProblemAlert error={access.error} onRetry={() => void access.refetch()} />
        ) : (
          <Loading />
        )
      ) : (
        <AccessForm account={account} access={access.data} />
      )}
    </Card>
  )
}

function AccessForm({ account, access }: { account: string; access: Access }) {
  const t = useText()
  const { me } = useSession()
  const notices = useNotices()
  const draft = useDraft({
    everyone: access.everyone,
    users: access.users.join(', '),
    groups: access.groups.join(', '),
  })
  const params = { account }
  const put = useWrite('putAccountAccess', {
    touches: ['showAccountAccess'],
    onDone: () => {
      draft.reset()
      const body = { ...access, users: [...access.users], groups: [...access.groups] }
      notices.add({
        type: 'success',
        text: t('access.saved'),
        undo: () => put.mutateAsync({ params, body }),
      })
    },
  })
  const { value, set } = draft
  const body = {
    everyone: value.everyone,
    users: readGroups(value.users.toLowerCase()),
    groups: readGroups(value.groups),
  }
  return (
    <div className="stack">
      <CheckField
        label={t('access.everyone')}
        value={value.everyone}
        onChange={(everyone) => set({ everyone })}
      />
      <TextField
        label={t('access.users')}
        description={t('access.list.text')}
        value={value.users}
        error={fieldError(put.error, 'users')}
        onChange={(users) => set({ users })}
      />
      <TextField
        label={t('access.groups')}
        description={t('access.list.text')}
        value={value.groups}
        error={fieldError(put.error, 'groups')}
        onChange={(groups) => set({ groups })}
      />
      {mayCall(me.role, 'putAccountAccess') ? (
        <SaveBar
          draft={draft}
          saving={put.isPending}
          error={put.error}
          onSave={() => put.mutate({ params, body })}
          more={<ApiCall name="putAccountAccess" request={{ params, body }} />}
        />
      ) : null}
    </div>
  )
}
