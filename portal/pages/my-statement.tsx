/** What went on and off an own account, newest first. */
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import type { Entry } from '#shared/contracts/account.ts'
import { useRead } from '../data.ts'
import { type MessageId, useText } from '../language.tsx'
import { ApiCall } from '../parts/api-call.tsx'
import { ChoiceField } from '../parts/form.tsx'
import { Money } from '../parts/money.tsx'
import { Name } from '../parts/name.tsx'
import { Card, Empty, Loading, Page } from '../parts/page.tsx'
import { Pager } from '../parts/pager.tsx'
import { usePaging } from '../parts/paging.ts'
import { ProblemAlert } from '../parts/problem.tsx'
import { Time } from '../parts/time.tsx'
import { Words } from '../parts/words.tsx'
import { useSession } from '../session.tsx'
import { isOwn } from './my-balances.tsx'
import '../style/my.css'

const route = getRouteApi('/my/statement')
const WORDS = ['my']

const CAUSES: Readonly<Record<Entry['cause']['kind'], MessageId>> = {
  job: 'my.cause.job',
  refund: 'my.cause.refund',
  adjustment: 'my.cause.adjustment',
  credit: 'my.cause.credit',
  quota: 'my.cause.quota',
  voucher: 'my.cause.voucher',
  transfer: 'my.cause.transfer',
}

export function MyStatementPage() {
  return (
    <Words of={WORDS}>
      <OwnStatement />
    </Words>
  )
}

function OwnStatement() {
  const t = useText()
  const { me } = useSession()
  const navigate = useNavigate()
  const search = route.useSearch()
  const paging = usePaging(search)
  const { page: _, ...query } = search
  const request = { query }
  const accounts = useRead('listMyAccounts', {})
  const entries = useRead('listMyEntries', request)
  const main = `user:${me.username}`
  const mine = (accounts.data?.items ?? []).filter(({ id }) => isOwn(id, main))
  return (
    <Page
      title={t('entry.title')}
      description={t('my.statement.description')}
      back={{ to: '/my', label: t('my.title') }}
      narrow
      actions={<ApiCall name="listMyEntries" request={request} />}
    >
      <div className="stack">
        {mine.length < 2 ? null : (
          <ChoiceField
            label={t('account.id')}
            value={search.account ?? mine[0]?.id ?? ''}
            choices={mine.map(({ id, name }) => ({ value: id, label: name || id }))}
            onChange={(account) => void navigate({ to: '/my/statement', search: { account } })}
          />
        )}
        <Card>
          {entries.data === undefined ? (
            entries.isError ? (
              <ProblemAlert error={entries.error} onRetry={() => void entries.refetch()} />
            ) : (
              <Loading />
            )
          ) : entries.data.items.length === 0 ? (
            <Empty title={t('entry.empty.title')} text={t('my.statement.empty')} />
          ) : (
            <ul className="plain-list">
              {entries.data.items.map((entry) => (
                <EntryLine key={entry.id} entry={entry} />
              ))}
            </ul>
          )}
          <Pager label={t('entry.title')} paging={paging} next={entries.data?.next ?? null} />
        </Card>
      </div>
    </Page>
  )
}

function EntryLine({ entry: { at, amount, cause, comment } }: { entry: Entry }) {
  const t = useText()
  return (
    <li className="my-job">
      <div className="my-job-head">
        <span className="strong">{t(CAUSES[cause.kind])}</span>
        <Money amount={amount} signed />
      </div>
      <div className="quiet small">
        <Time at={at} /> {comment === '' ? null : <Name>{comment}</Name>}
      </div>
    </li>
  )
}
