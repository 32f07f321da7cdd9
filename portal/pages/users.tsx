/** Users by name, with their money; found by how the name begins, taken along as CSV, brought in from it. */
import Button from '@cloudscape-design/components/button'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { type ApiFile, mayCall } from '../api.ts'
import { useRead } from '../data.ts'
import { useText } from '../language.tsx'
import { ApiCall } from '../parts/api-call.tsx'
import { List } from '../parts/list-page.tsx'
import { Money } from '../parts/money.tsx'
import { Name } from '../parts/name.tsx'
import { NewByName } from '../parts/new-by-name.tsx'
import { useNotices } from '../parts/notices.tsx'
import { Empty, Page } from '../parts/page.tsx'
import { usePaging } from '../parts/paging.ts'
import { problemText } from '../parts/problem.tsx'
import { saveFile } from '../parts/save-file.ts'
import { SearchBox } from '../parts/search-box.tsx'
import { Dot } from '../parts/state.tsx'
import { Words } from '../parts/words.tsx'
import { type Session, useSession } from '../session.tsx'

const route = getRouteApi('/users')

export const UsersPage = () => (
  <Words of={['people']}>
    <Users />
  </Words>
)

function Users() {
  const t = useText()
  const { me } = useSession()
  const search = route.useSearch()
  const navigate = useNavigate()
  const paging = usePaging(search)
  const request = {
    query: {
      ...(search.beginning === undefined ? {} : { beginning: search.beginning }),
      ...(search.cursor === undefined ? {} : { cursor: search.cursor }),
    },
  }
  const users = useRead('listUsers', request)
  const find = (text: string) =>
    void navigate({ to: '/users', search: text === '' ? {} : { beginning: text }, replace: true })
  const open = (name: string) =>
    void navigate({ to: '/users/$username', params: { username: name.toLowerCase() } })
  return (
    <Page
      title={t('users.title')}
      description={t('users.description')}
      actions={
        <>
          <ApiCall name="listUsers" request={request} />
          {mayCall(me.role, 'exportUsers') ? <ExportButton /> : null}
          {mayCall(me.role, 'importUsers') ? (
            <Button
              onClick={() => void navigate({ to: '/import/$kind', params: { kind: 'users' } })}
            >
              {t('import.button')}
            </Button>
          ) : null}
          {mayCall(me.role, 'putUser') ? (
            <NewByName button={t('users.new')} label={t('user.username')} onName={open} />
          ) : null}
        </>
      }
    >
      <List
        label={t('users.title')}
        read={users}
        keyOf={({ username }) => username}
        paging={paging}
        filter={
          <SearchBox label={t('users.search')} value={search.beginning ?? ''} onSearch={find} />
        }
        columns={[
          {
            id: 'username',
            header: t('user.username'),
            width: 150,
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
            width: 178,
            cell: (user) => <Name>{user.fullName}</Name>,
          },
          {
            id: 'groups',
            header: t('user.groups'),
            width: 142,
            cell: (user) => <Name>{user.groups.join(', ')}</Name>,
          },
          {
            id: 'balance',
            header: t('user.balance'),
            width: 100,
            cell: (user) => <Money amount={user.balance} />,
          },
          {
            id: 'overdraft',
            header: t('user.overdraft'),
            width: 104,
            cell: (user) => <Money amount={user.overdraft} />,
          },
          {
            id: 'role',
            header: t('user.role'),
            width: 150,
            cell: ({ role }) => t(`role.${role}`),
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
        empty={
          search.beginning === undefined ? (
            <Empty title={t('users.empty.title')} text={t('users.empty.text')} />
          ) : (
            <Empty title={t('users.none.title')} text={t('users.none.text')} />
          )
        }
      />
    </Page>
  )
}

function ExportButton() {
  const t = useText()
  const { api } = useSession()
  const notices = useNotices()
  const [busy, setBusy] = useState(false)
  const save = async () => {
    setBusy(true)
    try {
      saveFile(await fetchUsers(api), 'users.csv')
    } catch (error) {
      notices.add({ type: 'error', text: problemText(t, error) })
    }
    setBusy(false)
  }
  return (
    <Button loading={busy} onClick={() => void save()}>
      {t('users.export')}
    </Button>
  )
}

/** 40 times 5,000 users: ten times what the largest tenants have. */
const PARTS_LIMIT = 40

/** All parts as one file: the first with its heading, the others without. */
async function fetchUsers(api: Session['api']): Promise<Blob> {
  const parts: (Blob | string)[] = []
  for (let cursor: string | null = ''; cursor !== null && parts.length < PARTS_LIMIT; ) {
    const query: { cursor?: string } = cursor === '' ? {} : { cursor }
    const part: ApiFile = await api.file('exportUsers', { query })
    parts.push(parts.length === 0 ? part.blob : withoutHeading(await part.blob.text()))
    cursor = part.next
  }
  return new Blob(parts, { type: 'text/csv' })
}

const withoutHeading = (text: string): string => text.slice(text.indexOf('\n') + 1)
