/** One account: its statement, what is said of it, who may charge it, and moving its money. */
import { getRouteApi, Link } from '@tanstack/react-router'
import type { Account } from '#shared/contracts/account.ts'
import { ApiProblem, mayCall } from '../api.ts'
import { useRead } from '../data.ts'
import { useText } from '../language.tsx'
import { AccountAccess } from '../parts/account-access.tsx'
import { AccountForm } from '../parts/account-form.tsx'
import { type AccountId, readAccountId } from '../parts/account-id.ts'
import { AccountPin } from '../parts/account-pin.tsx'
import { Adjust } from '../parts/adjust.tsx'
import { ApiCall } from '../parts/api-call.tsx'
import { Money } from '../parts/money.tsx'
import { Name } from '../parts/name.tsx'
import { Card, Loading, Page } from '../parts/page.tsx'
import { usePaging } from '../parts/paging.ts'
import { ProblemAlert } from '../parts/problem.tsx'
import { Statement } from '../parts/statement.tsx'
import { Transfer } from '../parts/transfer.tsx'
import { Words } from '../parts/words.tsx'
import { useSession } from '../session.tsx'

const route = getRouteApi('/accounts/$account')

const makeAccount = (id: string, { parent, name }: AccountId): Account => ({
  id,
  name,
  parent,
  balance: '0.00',
  held: '0.00',
  overdraft: '0.00',
  ownOverdraft: '0.00',
  available: '0.00',
  restricted: true,
  disabled: false,
  pin: false,
  priority: 100,
})

export const AccountPage = () => (
  <Words of={['money']}>
    <OneAccount key={route.useParams().account} />
  </Words>
)

function OneAccount() {
  const t = useText()
  const { me } = useSession()
  const params = route.useParams()
  const paging = usePaging(route.useSearch())
  const place = readAccountId(params.account)
  const read = useRead('showAccount', { params })
  const absent = read.error instanceof ApiProblem && read.error.details.status === 404
  const isOpened = place.kind === 'shared' || place.kind === 'purse'
  const account = read.data ?? (absent && isOpened ? makeAccount(params.account, place) : undefined)
  return (
    <Page
      title={read.data?.name || params.account}
      named
      description={absent && isOpened ? t('account.new') : params.account}
      back={{ to: '/accounts', label: t('accounts.title') }}
      actions={
        <>
          {place.username === null ? null : (
            <Link className="link" to="/users/$username" params={{ username: place.username }}>
              {t('account.owner')}
            </Link>
          )}
          <ApiCall name="listEntries" request={{ params }} />
        </>
      }
    >
      {account === undefined ? (
        read.isError ? (
          <ProblemAlert error={read.error} onRetry={() => void read.refetch()} />
        ) : (
          <Loading />
        )
      ) : (
        <div className="split">
          <div className="stack">
            {absent ? null : <Statement account={params.account} paging={paging} />}
            {absent || place.kind !== 'shared' || place.parent !== null ? null : (
              <SubAccounts parent={params.account} />
            )}
          </div>
          <div className="stack">
            {absent || !mayCall(me.role, 'adjustAccount') ? null : (
              <>
                <Adjust account={params.account} />
                <Transfer from={params.account} />
              </>
            )}
            {isOpened ? <AccountForm account={account} isNew={absent} kind={place.kind} /> : null}
            {absent || place.kind !== 'shared' ? null : <AccountAccess account={params.account} />}
            {absent || !isOpened || !mayCall(me.role, 'putAccountPin') ? null : (
              <AccountPin account={account} />
            )}
          </div>
        </div>
      )}
    </Page>
  )
}

function SubAccounts({ parent }: { parent: string }) {
  const t = useText()
  const read = useRead('listAccounts', { query: { parent } })
  const items = read.data?.items ?? []
  return (
    <Card title={t('account.children')}>
      {items.length === 0 ? (
        <p className="quiet">{t('account.children.none')}</p>
      ) : (
        <ul className="plain-list">
          {items.map(({ id, name, balance }) => (
            <li key={id} className="job-line">
              <Link className="link" to="/accounts/$account" params={{ account: id }}>
                <Name>{name}</Name>
              </Link>
              <Money amount={balance} end />
            </li>
          ))}
        </ul>
      )}
      {read.data?.next == null ? null : (
        <Link className="link" to="/accounts" search={{ parent }}>
          {t('account.children.all')}
        </Link>
      )}
    </Card>
  )
}
