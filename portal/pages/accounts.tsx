/** Accounts by id: what is posted, reserved, and left to spend. */
import { getRouteApi, Link } from '@tanstack/react-router'
import { useRead } from '../data.ts'
import { useText } from '../language.tsx'
import { ApiCall } from '../parts/api-call.tsx'
import { List } from '../parts/list-page.tsx'
import { Money } from '../parts/money.tsx'
import { Name } from '../parts/name.tsx'
import { Empty, Page } from '../parts/page.tsx'
import { usePaging } from '../parts/paging.ts'

const route = getRouteApi('/accounts')

export function AccountsPage() {
  const t = useText()
  const search = route.useSearch()
  const paging = usePaging(search)
  const request = { query: search.cursor === undefined ? {} : { cursor: search.cursor } }
  const accounts = useRead('listAccounts', request)
  return (
    <Page
      title={t('accounts.title')}
      description={t('accounts.description')}
      actions={<ApiCall name="listAccounts" request={request} />}
    >
      <List
        label={t('accounts.title')}
        read={accounts}
        keyOf={({ id }) => id}
        paging={paging}
        columns={[
          {
            id: 'id',
            header: t('account.id'),
            width: 190,
            names: true,
            cell: ({ id }) => (
              <Link className="link" to="/accounts/$account" params={{ account: id }}>
                <Name>{id}</Name>
              </Link>
            ),
          },
          {
            id: 'name',
            header: t('account.name'),
            width: 190,
            cell: ({ name }) => <Name>{name}</Name>,
          },
          {
            id: 'balance',
            header: t('account.balance'),
            width: 110,
            cell: ({ balance }) => <Money amount={balance} />,
          },
          {
            id: 'held',
            header: t('account.held'),
            width: 110,
            cell: ({ held }) => <Money amount={held} />,
          },
          {
            id: 'overdraft',
            header: t('account.overdraft'),
            width: 120,
            cell: (each) => <Money amount={each.overdraft} />,
          },
          {
            id: 'available',
            header: t('account.available'),
            width: 120,
            cell: (each) => <Money amount={each.available} />,
          },
        ]}
        empty={<Empty title={t('accounts.empty.title')} text={t('accounts.empty.text')} />}
      />
    </Page>
  )
}
