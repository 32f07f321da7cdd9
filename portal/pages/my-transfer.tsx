/** Gives own money to another user; shown where the tenant allows it. */
import Button from '@cloudscape-design/components/button'
import { useState } from 'react'
import { useWrite } from '../data.ts'
import { useText } from '../language.tsx'
import { isZero, readAmount } from '../parts/amount.ts'
import { ApiCall } from '../parts/api-call.tsx'
import { useConfirm } from '../parts/confirm.tsx'
import { fieldError, MoneyField, TextField } from '../parts/form.tsx'
import { useMoney } from '../parts/money.tsx'
import { useNotices } from '../parts/notices.tsx'
import { Card } from '../parts/page.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { useSession } from '../session.tsx'

const NOTHING = { to: '', amount: '', comment: '' }

export function Transfer() {
  const t = useText()
  const confirm = useConfirm()
  const notices = useNotices()
  const money = useMoney()
  const { currency } = useSession()
  const [typed, setTyped] = useState(NOTHING)
  const set = (part: Partial<typeof NOTHING>) => setTyped((before) => ({ ...before, ...part }))
  const give = useWrite('createMyTransfer', {
    touches: ['listMyAccounts', 'listMyEntries'],
    onDone: ({ amount }) => {
      setTyped(NOTHING)
      notices.add({ type: 'success', text: t('my.transfer.done', { amount: money(amount) }) })
    },
  })
  const amount = readAmount(typed.amount)
  const to = typed.to.trim().toLowerCase()
  const valid = amount !== null && !amount.startsWith('-') && !isZero(amount) && to !== ''
  const request = { body: { to, amount: amount ?? '1.00', comment: typed.comment } }
  const ask = async () => {
    const sure = await confirm({
      title: t('my.transfer.sure', { amount: money(request.body.amount), to }),
      text: t('my.transfer.sure.text'),
      action: t('my.transfer.button'),
    })
    if (sure) give.mutate(request)
  }
  return (
    <Card title={t('my.transfer')}>
      <div className="stack">
        <TextField
          label={t('my.transfer.to')}
          value={typed.to}
          error={fieldError(give.error, 'to')}
          onChange={(text) => set({ to: text })}
        />
        <MoneyField
          label={t('my.transfer.amount')}
          value={typed.amount}
          currency={currency}
          error={fieldError(give.error, 'amount')}
          onChange={(text) => set({ amount: text })}
        />
        <TextField
          label={t('my.transfer.comment')}
          value={typed.comment}
          onChange={(comment) => set({ comment })}
        />
        {give.error === null ? null : <ProblemAlert error={give.error} />}
        <div className="row">
          <Button loading={give.isPending} disabled={!valid} onClick={() => void ask()}>
            {t('my.transfer.button')}
          </Button>
          <ApiCall name="createMyTransfer" request={request} />
        </div>
      </div>
    </Card>
  )
}
