/** Moves money from one account to another; the way back is the undo. */
import Button from '@cloudscape-design/components/button'
import { useState } from 'react'
import { useWrite } from '../data.ts'
import { useText } from '../language.tsx'
import { useSession } from '../session.tsx'
import { EXAMPLE_ACCOUNT } from './account-id.ts'
import { readAmount } from './amount.ts'
import { ApiCall } from './api-call.tsx'
import { fieldError, MoneyField, TextField } from './form.tsx'
import { useMoney } from './money.tsx'
import { useNotices } from './notices.tsx'
import { Card } from './page.tsx'
import { ProblemAlert } from './problem.tsx'

export function Transfer({ from }: { from: string }) {
  const t = useText()
  const { currency } = useSession()
  const money = useMoney()
  const notices = useNotices()
  const [to, setTo] = useState('')
  const [amount, setAmount] = useState('')
  const [comment, setComment] = useState('')
  const write = useWrite('createTransfer', {
    touches: ['showAccount', 'listAccounts', 'listEntries', 'showUser', 'listUsers'],
    onDone: (moved, { body }) => {
      setAmount('')
      setComment('')
      const back = {
        from: body.to,
        to: body.from,
        amount: body.amount,
        comment: t('adjust.undo', { comment: moved.comment }),
      }
      notices.add({
        type: 'success',
        text: t('transfer.done', { amount: money(body.amount), to: body.to }),
        undo: () => write.mutateAsync({ body: back }),
      })
    },
  })
  const read = readAmount(amount)
  const body = { from, to: to.trim(), amount: read ?? '1.00', comment }
  const valid = read !== null && !/^(-|0(\.0+)?$)/.test(read) && body.to !== '' && body.to !== from
  return (
    <Card title={t('transfer.title')}>
      <div className="stack">
        <TextField
          label={t('transfer.to')}
          description={t('transfer.to.text')}
          placeholder={EXAMPLE_ACCOUNT}
          value={to}
          error={fieldError(write.error, 'to')}
          onChange={setTo}
        />
        <MoneyField
          label={t('transfer.amount')}
          value={amount}
          currency={currency}
          onChange={setAmount}
        />
        <TextField label={t('transfer.comment')} value={comment} onChange={setComment} />
        {write.error === null ? null : <ProblemAlert error={write.error} />}
        <div className="row">
          <Button
            disabled={!valid}
            loading={write.isPending}
            onClick={() => write.mutate({ body })}
          >
            {t('transfer.button')}
          </Button>
          <ApiCall name="createTransfer" request={{ body }} />
        </div>
      </div>
    </Card>
  )
}
