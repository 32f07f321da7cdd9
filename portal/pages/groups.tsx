/** Groups by name, with what they give their members. */
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { mayCall } from '../api.ts'
import { useRead } from '../data.ts'
import { useText } from '../language.tsx'
import { ApiCall } from '../parts/api-call.tsx'
import { List } from '../parts/list-page.tsx'
import { Money, useMoney } from '../parts/money.tsx'
import { Name } from '../parts/name.tsx'
import { NewByName } from '../parts/new-by-name.tsx'
import { Empty, Page } from '../parts/page.tsx'
import { usePaging } from '../parts/paging.ts'
import { Words } from '../parts/words.tsx'
import { useSession } from '../session.tsx'

const route = getRouteApi('/groups')

export const GroupsPage = () => (
  <Words of={['people']}>
    <Groups />
  </Words>
)

function Groups() {
  const t = useText()
  const money = useMoney()
  const { me } = useSession()
  const navigate = useNavigate()
  const search = route.useSearch()
  const paging = usePaging(search)
  const request = { query: search.cursor === undefined ? {} : { cursor: search.cursor } }
  const groups = useRead('listGroups', request)
  const open = (group: string) => void navigate({ to: '/groups/$group', params: { group } })
  return (
    <Page
      title={t('groups.title')}
      description={t('groups.description')}
      actions={
        <>
          <ApiCall name="listGroups" request={request} />
          {mayCall(me.role, 'putGroup') ? (
            <NewByName button={t('groups.new')} label={t('group.name')} onName={open} />
          ) : null}
        </>
      }
    >
      <List
        label={t('groups.title')}
        read={groups}
        keyOf={({ name }) => name}
        paging={paging}
        columns={[
          {
            id: 'name',
            header: t('group.name'),
            width: 190,
            names: true,
            cell: ({ name }) => (
              <Link className="link" to="/groups/$group" params={{ group: name }}>
                <Name>{name}</Name>
              </Link>
            ),
          },
          {
            id: 'description',
            header: t('group.description'),
            width: 260,
            cell: ({ description }) => <Name>{description}</Name>,
          },
          {
            id: 'credit',
            header: t('group.initialCredit'),
            width: 150,
            cell: ({ initialCredit }) => <Money amount={initialCredit} />,
          },
          {
            id: 'quota',
            header: t('group.quota'),
            width: 220,
            cell: ({ quota }) =>
              quota === null
                ? t('quota.none')
                : t('quota.short', {
                    amount: money(quota.amount),
                    period: t(`quota.period.${quota.period}`),
                  }),
          },
        ]}
        empty={<Empty title={t('groups.empty.title')} text={t('groups.empty.text')} />}
      />
    </Page>
  )
}
