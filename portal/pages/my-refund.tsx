/** Asks for money of an own job back; somebody of the staff decides. */
import Button from '@cloudscape-design/components/button'
import { useState } from 'react'
import type { Job } from '#shared/contracts/job.ts'
import { useWrite } from '../data.ts'
import { useText } from '../language.tsx'
import { readAmount } from '../parts/amount.ts'
import { ApiCall } from '../parts/api-call.tsx'
import { MoneyField, TextField } from '../parts/form.tsx'
import { useNotices } from '../parts/notices.tsx'
import { ProblemAlert } from '../parts/problem.tsx'

export default function RefundForm({ job, onClose }: { job: Job; onClose: () => void }) {
  const t = useText()
  const notices = useNotices()
  const [amount, setAmount] = useState('')
  const [comment, setComment] = useState('')
  const ask = useWrite('requestMyRefund', {
    touches: [],
    onDone: () => {
      notices.add({ type: 'success', text: t('my.refund.done') })
      onClose()
    },
  })
  const read = readAmount(amount)
  const request = {
    params: { job: job.id },
    body: { ...(read === null ? {} : { amount: read }), comment },
  }
  return (
    <div className="stack my-change">
      <TextField
        label={t('my.refund.why')}
        description={t('my.refund.why.text')}
        value={comment}
        onChange={setComment}
      />
      <MoneyField
        label={t('my.refund.amount')}
        description={t('my.refund.amount.text')}
        currency={job.currency}
        value={amount}
        onChange={setAmount}
      />
      {ask.error === null ? null : <ProblemAlert error={ask.error} />}
      <div className="row">
        <Button
          variant="primary"
          loading={ask.isPending}
          disabled={(amount !== '' && read === null) || comment.trim() === ''}
          onClick={() => ask.mutate(request)}
        >
          {t('my.refund.button')}
        </Button>
        <ApiCall name="requestMyRefund" request={request} />
      </div>
    </div>
  )
}
