/** An account's figures and its entries, newest first, with the balance after each. */
import { Link } from '@tanstack/react-router'
import type { Entry, EntryCause } from '#shared/contracts/account.ts'
import { useRead } from '../data.ts'
import { type MessageId, useText } from '../language.tsx'
import { List } from './list-page.tsx'
import { Money } from './money.tsx'
import { Name } from './name.tsx'
import { Card, Empty, Facts } from './page.tsx'
import type { Paging } from './paging.ts'
import { makePlace, readPlace, withBalances } from './running-balance.ts'
import { Time } from './time.tsx'

const CAUSES = {
  job: 'entry.job',
  refund: 'entry.refund',
  adjustment: 'entry.adjustment',
  credit: 'entry.credit',
  quota: 'entry.quota',
  voucher: 'entry.voucher',
  transfer: 'entry.transfer',
} as const satisfies Record<EntryCause, MessageId>

export function Statement({ account, paging }: { account: string; paging: Paging }) {
  const t = useText()
  const shown = useRead('showAccount', { params: { account } })
  const place = readPlace(paging.cursor)
  const request = {
    params: { account },
    query: place.cursor === null ? {} : { cursor: place.cursor },
  }
  const read = useRead('listEntries', request)
  const balance = place.balance ?? shown.data?.balance
  const lines =
    read.data === undefined || balance === undefined
      ? undefined
      : withBalances(read.data.items, balance)
  const next = read.data?.next ?? null
  const entries = {
    ...read,
    data: lines && {
      items: lines.items,
      next: next === null ? null : makePlace(next, lines.before),
    },
  } as unknown as Parameters<typeof List<Line>>[0]['read']
  return (
    <>
      {shown.data === undefined ? null : (
        <Card>
          <Facts
            items={[
              [t('account.balance'), <Money key="balance" amount={shown.data.balance} />],
              [t('account.held'), <Money key="held" amount={shown.data.held} />],
              [t('account.overdraft'), <Money key="overdraft" amount={shown.data.overdraft} />],
              [
                t('account.available'),
                <strong key="available">
                  <Money amount={shown.data.available} />
                </strong>,
              ],
            ]}
          />
        </Card>
      )}
      <List
        label={t('entry.title')}
        title={t('entry.title')}
        read={entries}
        keyOf={({ id }) => id}
        paging={paging}
        columns={[
          {
            id: 'at',
            header: t('entry.at'),
            width: 150,
            names: true,
            cell: ({ at }) => <Time at={at} />,
          },
          {
            id: 'amount',
            header: t('entry.amount'),
            width: 104,
            cell: ({ amount }) => <Money amount={amount} signed />,
          },
          {
            id: 'balance',
            header: t('entry.balance'),
            width: 88,
            cell: (line) => <Money amount={line.balance} />,
          },
          {
            id: 'cause',
            header: t('entry.cause'),
            width: 108,
            cell: (entry) => <Cause entry={entry} />,
          },
          {
            id: 'comment',
            header: t('entry.comment'),
            width: 86,
            cell: ({ comment }) => <Name>{comment}</Name>,
          },
          { id: 'by', header: t('entry.by'), width: 80, cell: ({ by }) => <Name>{by}</Name> },
        ]}
        empty={<Empty title={t('entry.empty.title')} text={t('entry.empty.text')} />}
      />
    </>
  )
}

type Line = Entry & { readonly balance: string }

function Cause({ entry: { cause } }: { entry: Entry }) {
  const t = useText()
  const word = t(CAUSES[cause.kind])
  if (cause.kind !== 'job' && cause.kind !== 'refund') return word
  return (
    <Link className="link" to="/jobs/$job" params={{ job: cause.id }}>
      {word}
    </Link>
  )
}
