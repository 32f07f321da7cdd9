/** One account: its statement, and adding to it. */
import { getRouteApi } from '@tanstack/react-router'
import { mayCall } from '../api.ts'
import { useText } from '../language.tsx'
import { Adjust } from '../parts/adjust.tsx'
import { ApiCall } from '../parts/api-call.tsx'
import { Page } from '../parts/page.tsx'
import { usePaging } from '../parts/paging.ts'
import { Statement } from '../parts/statement.tsx'
import { useSession } from '../session.tsx'

const route = getRouteApi('/accounts/$account')

export function AccountPage() {
  const t = useText()
  const { me } = useSession()
  const { account } = route.useParams()
  const paging = usePaging(route.useSearch())
  return (
    <Page
      title={account}
      named
      back={{ to: '/accounts', label: t('accounts.title') }}
      actions={<ApiCall name="listEntries" request={{ params: { account } }} />}
    >
      <div className="split">
        <div className="stack">
          <Statement account={account} paging={paging} />
        </div>
        {mayCall(me.role, 'adjustAccount') ? <Adjust account={account} /> : null}
      </div>
    </Page>
  )
}
