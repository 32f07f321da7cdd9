/** Accounts as a tree: what is posted, reserved, and left to spend. */
import { getRouteApi, Link } from '@tanstack/react-router'
import { mayCall } from '../api.ts'
import { useRead } from '../data.ts'
import { useText } from '../language.tsx'
import { readAccountId } from '../parts/account-id.ts'
import { ApiCall } from '../parts/api-call.tsx'
import { List } from '../parts/list-page.tsx'
import { Money } from '../parts/money.tsx'
import { Name } from '../parts/name.tsx'
import { NewAccount } from '../parts/new-account.tsx'
import { Empty, Page } from '../parts/page.tsx'
import { usePaging } from '../parts/paging.ts'
import { Dot } from '../parts/state.tsx'
import { Words } from '../parts/words.tsx'
import { useSession } from '../session.tsx'

const route = getRouteApi('/accounts')

export const AccountsPage = () => (
  <Words of={['money']}>
    <Accounts />
  </Words>
)

function Accounts() {
  const t = useText()
  const { me } = useSession()
  const search = route.useSearch()
  const paging = usePaging(search)
  const request = {
    query: {
      ...(search.parent === undefined ? {} : { parent: search.parent }),
      ...(search.cursor === undefined ? {} : { cursor: search.cursor }),
    },
  }
  const accounts = useRead('listAccounts', request)
  return (
    <Page
      title={t('accounts.title')}
      description={t('accounts.description')}
      actions={<ApiCall name="listAccounts" request={request} />}
    >
      <div className="stack">
        {mayCall(me.role, 'putAccount') ? <NewAccount /> : null}
        {search.parent === undefined ? null : (
          <p className="row">
            <span>{t('accounts.under')}</span>
            <strong>
              <Name>{search.parent}</Name>
            </strong>
            <Link className="link" to="/accounts">
              {t('accounts.all')}
            </Link>
          </p>
        )}
        <List
          label={t('accounts.title')}
          read={accounts}
          keyOf={({ id }) => id}
          paging={paging}
          columns={[
            {
              id: 'id',
              header: t('account.id'),
              width: 230,
              names: true,
              cell: ({ id, parent }) => (
                <span className={parent === null ? '' : 'tree-child'}>
                  <Link className="link" to="/accounts/$account" params={{ account: id }}>
                    <Name>{parent === null ? id : readAccountId(id).name}</Name>
                  </Link>
                </span>
              ),
            },
            {
              id: 'name',
              header: t('account.name'),
              width: 180,
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
              id: 'available',
              header: t('account.available'),
              width: 120,
              cell: (each) => <Money amount={each.available} />,
            },
            {
              id: 'pin',
              header: t('account.pin'),
              width: 70,
              cell: ({ pin }) => (pin ? t('account.pin.set') : ''),
            },
            {
              id: 'state',
              header: t('account.state'),
              width: 110,
              cell: ({ disabled }) => (
                <Dot tone={disabled ? 'bad' : 'good'}>
                  {t(disabled ? 'account.closed' : 'account.open')}
                </Dot>
              ),
            },
          ]}
          empty={<Empty title={t('accounts.empty.title')} text={t('accounts.empty.text')} />}
        />
      </div>
    </Page>
  )
}
