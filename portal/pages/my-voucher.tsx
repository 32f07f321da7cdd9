/** Tops the own account up by the code of a voucher. */
import Button from '@cloudscape-design/components/button'
import { type FormEvent, useState } from 'react'
import { useWrite } from '../data.ts'
import { useText } from '../language.tsx'
import { ApiCall } from '../parts/api-call.tsx'
import { TextField } from '../parts/form.tsx'
import { useMoney } from '../parts/money.tsx'
import { useNotices } from '../parts/notices.tsx'
import { Card } from '../parts/page.tsx'
import { ProblemAlert } from '../parts/problem.tsx'

export function Voucher() {
  const t = useText()
  const notices = useNotices()
  const money = useMoney()
  const [code, setCode] = useState('')
  const redeem = useWrite('redeemMyVoucher', {
    touches: ['listMyAccounts', 'listMyEntries'],
    onDone: ({ amount }) => {
      setCode('')
      notices.add({ type: 'success', text: t('my.voucher.done', { amount: money(amount) }) })
    },
  })
  const request = { body: { code: code.trim() } }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    redeem.mutate(request)
  }
  return (
    <Card title={t('my.voucher')}>
      <form className="stack" onSubmit={submit}>
        <TextField
          label={t('my.voucher.code')}
          description={t('my.voucher.text')}
          value={code}
          onChange={setCode}
        />
        {redeem.error === null ? null : <ProblemAlert error={redeem.error} />}
        <div className="row">
          <Button formAction="submit" loading={redeem.isPending} disabled={code.trim() === ''}>
            {t('my.voucher.button')}
          </Button>
          <ApiCall name="redeemMyVoucher" request={request} />
        </div>
      </form>
    </Card>
  )
}
