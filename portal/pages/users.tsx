/** Users by name, with their money. */
import Button from '@cloudscape-design/components/button'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { mayCall } from '../api.ts'
import { useRead } from '../data.ts'
import { useText } from '../language.tsx'
import { ApiCall } from '../parts/api-call.tsx'
import { List } from '../parts/list-page.tsx'
import { Money } from '../parts/money.tsx'
import { Name } from '../parts/name.tsx'
import { Empty, Page } from '../parts/page.tsx'
import { usePaging } from '../parts/paging.ts'
import { Dot } from '../parts/state.tsx'
import { useSession } from '../session.tsx'

const route = getRouteApi('/users')

export function UsersPage() {
  const t = useText()
  const { me } = useSession()
  const search = route.useSearch()
  const paging = usePaging(search)
  const request = { query: search.cursor === undefined ? {} : { cursor: search.cursor } }
  const users = useRead('listUsers', request)
  return (
    <Page
      title={t('users.title')}
      description={t('users.description')}
      actions={
        <>
          <ApiCall name="listUsers" request={request} />
          {mayCall(me.role, 'putUser') ? <NewUser /> : null}
        </>
      }
    >
      <List
        label={t('users.title')}
        read={users}
        keyOf={({ username }) => username}
        paging={paging}
        columns={[
          {
            id: 'username',
            header: t('user.username'),
            width: 170,
            names: true,
            cell: ({ username }) => (
              <Link className="link" to="/users/$username" params={{ username }}>
                <Name>{username}</Name>
              </Link>
            ),
          },
          {
            id: 'name',
            header: t('user.fullName'),
            width: 200,
            cell: (user) => <Name>{user.fullName}</Name>,
          },
          {
            id: 'groups',
            header: t('user.groups'),
            width: 150,
            cell: (user) => <Name>{user.groups.join(', ')}</Name>,
          },
          {
            id: 'balance',
            header: t('user.balance'),
            width: 110,
            cell: (user) => <Money amount={user.balance} />,
          },
          {
            id: 'overdraft',
            header: t('user.overdraft'),
            width: 110,
            cell: (user) => <Money amount={user.overdraft} />,
          },
          {
            id: 'state',
            header: t('user.state'),
            width: 140,
            cell: ({ disabled }) => (
              <Dot tone={disabled ? 'bad' : 'good'}>
                {t(disabled ? 'user.disabled' : 'user.enabled')}
              </Dot>
            ),
          },
        ]}
        empty={<Empty title={t('users.empty.title')} text={t('users.empty.text')} />}
      />
    </Page>
  )
}

/** A user is created by its page's first save, so that there is one form for both. */
function NewUser() {
  const t = useText()
  const navigate = useNavigate()
  const [open, setOpen] = useState(false)
  const [name, setName] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const username = name.trim().toLowerCase()
    if (username !== '') void navigate({ to: '/users/$username', params: { username } })
  }
  if (!open) {
    return (
      <Button variant="primary" onClick={() => setOpen(true)}>
        {t('users.new')}
      </Button>
    )
  }
  return (
    <form className="row" onSubmit={submit}>
      <input
        className="plain-input"
        aria-label={t('user.username')}
        placeholder={t('user.username')}
        value={name}
        // biome-ignore lint/a11y/noAutofocus: the person has just asked for this field
        autoFocus
        onChange={(event) => setName(event.target.value)}
      />
      <Button variant="primary" formAction="submit">
        {t('action.next')}
      </Button>
    </form>
  )
}
