/** Adds to or takes from an account; the entry that comes of it can be turned around by one of the opposite amount. */
import Button from '@cloudscape-design/components/button'
import { useState } from 'react'
import { useWrite } from '../data.ts'
import { useText } from '../language.tsx'
import { useSession } from '../session.tsx'
import { readAmount } from './amount.ts'
import { ApiCall } from './api-call.tsx'
import { MoneyField, TextField } from './form.tsx'
import { useMoney } from './money.tsx'
import { useNotices } from './notices.tsx'
import { Card } from './page.tsx'
import { ProblemAlert } from './problem.tsx'
import { negative } from './running-balance.ts'

export function Adjust({ account }: { account: string }) {
  const t = useText()
  const { currency } = useSession()
  const money = useMoney(undefined, true)
  const notices = useNotices()
  const [amount, setAmount] = useState('')
  const [comment, setComment] = useState('')
  const write = useWrite('adjustAccount', {
    touches: ['showUser', 'listUsers', 'showAccount', 'listAccounts', 'listEntries'],
    onDone: (entry) => {
      setAmount('')
      setComment('')
      const body = {
        amount: negative(entry.amount),
        comment: t('adjust.undo', { comment: entry.comment }),
      }
      notices.add({
        type: 'success',
        text: t('adjust.done', { amount: money(entry.amount) }),
        undo: () => write.mutateAsync({ params: { account }, body }),
      })
    },
  })
  const read = readAmount(amount)
  const valid = read !== null && !/^-?0(\.0+)?$/.test(read)
  const request = { params: { account }, body: { amount: read ?? '1.00', comment } }
  return (
    <Card title={t('adjust.title')}>
      <div className="stack">
        <MoneyField
          label={t('adjust.amount')}
          description={t('adjust.amount.text')}
          value={amount}
          currency={currency}
          onChange={setAmount}
        />
        <TextField label={t('adjust.comment')} value={comment} onChange={setComment} />
        {write.error === null ? null : <ProblemAlert error={write.error} />}
        <div className="row">
          <Button
            variant="primary"
            disabled={!valid}
            loading={write.isPending}
            onClick={() => write.mutate(request)}
          >
            {t('adjust.button')}
          </Button>
          <ApiCall name="adjustAccount" request={request} />
        </div>
      </div>
    </Card>
  )
}
