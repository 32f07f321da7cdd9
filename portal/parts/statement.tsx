/** An account's figures and its entries, newest first. */
import { Link } from '@tanstack/react-router'
import type { Entry } from '#shared/contracts/account.ts'
import { useRead } from '../data.ts'
import { type MessageId, useText } from '../language.tsx'
import { List } from './list-page.tsx'
import { Money } from './money.tsx'
import { Name } from './name.tsx'
import { Card, Empty, Facts } from './page.tsx'
import type { Paging } from './paging.ts'
import { Time } from './time.tsx'

/** Kinds that have a word of their own; the others show theirs. */
const KINDS: Readonly<Record<string, MessageId>> = {
  job: 'entry.job',
  adjustment: 'entry.adjustment',
}

export function Statement({ account, paging }: { account: string; paging: Paging }) {
  const t = useText()
  const shown = useRead('showAccount', { params: { account } })
  const query = paging.cursor === undefined ? {} : { cursor: paging.cursor }
  const entries = useRead('listEntries', { params: { account }, query })
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
            width: 152,
            names: true,
            cell: ({ at }) => <Time at={at} />,
          },
          {
            id: 'amount',
            header: t('entry.amount'),
            width: 96,
            cell: ({ amount }) => <Money amount={amount} signed />,
          },
          {
            id: 'cause',
            header: t('entry.cause'),
            width: 116,
            cell: (entry) => <Cause entry={entry} />,
          },
          {
            id: 'comment',
            header: t('entry.comment'),
            width: 124,
            cell: ({ comment }) => <Name>{comment}</Name>,
          },
          { id: 'by', header: t('entry.by'), width: 100, cell: ({ by }) => <Name>{by}</Name> },
        ]}
        empty={<Empty title={t('entry.empty.title')} text={t('entry.empty.text')} />}
      />
    </>
  )
}

function Cause({ entry: { cause } }: { entry: Entry }) {
  const t = useText()
  const message = KINDS[cause.kind]
  const word = message === undefined ? cause.kind : t(message)
  if (cause.kind !== 'job') return word
  return (
    <Link className="link" to="/jobs/$job" params={{ job: cause.id }}>
      {word}
    </Link>
  )
}
