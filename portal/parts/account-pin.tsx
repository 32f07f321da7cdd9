/** Puts a PIN on an account, or takes it off; nobody ever sees it again. */
import Button from '@cloudscape-design/components/button'
import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import { useState } from 'react'
import type { Account } from '#shared/contracts/account.ts'
import { useWrite } from '../data.ts'
import { useText } from '../language.tsx'
import { ApiCall } from './api-call.tsx'
import { useConfirm } from './confirm.tsx'
import { useNotices } from './notices.tsx'
import { Card } from './page.tsx'
import { ProblemAlert } from './problem.tsx'

/** 4 to 64 printable characters without spaces. */
const PIN = /^[\x21-\x7e]{4,64}$/

export function AccountPin({ account }: { account: Account }) {
  const t = useText()
  const notices = useNotices()
  const confirm = useConfirm()
  const [pin, setPin] = useState('')
  const params = { account: account.id }
  const touches = ['showAccount', 'listAccounts'] as const
  const put = useWrite('putAccountPin', {
    touches,
    onDone: () => {
      setPin('')
      notices.add({ type: 'success', text: t('pin.put') })
    },
  })
  const remove = useWrite('deleteAccountPin', {
    touches,
    onDone: () => notices.add({ type: 'success', text: t('pin.removed') }),
  })
  const ask = async () => {
    const question = {
      title: t('pin.remove.title'),
      text: t('pin.remove.text'),
      action: t('pin.remove'),
    }
    if (await confirm(question)) remove.mutate({ params })
  }
  const error = put.error ?? remove.error
  return (
    <Card title={t('pin.title')}>
      <div className="stack">
        <p className="quiet">{t(account.pin ? 'pin.is' : 'pin.none')}</p>
        <FormField
          stretch
          label={t('pin.new')}
          description={t('pin.text')}
          errorText={pin !== '' && !PIN.test(pin) ? t('pin.wrong') : undefined}
        >
          <Input
            type="password"
            autoComplete="new-password"
            value={pin}
            onChange={({ detail }) => setPin(detail.value)}
          />
        </FormField>
        {error === null ? null : <ProblemAlert error={error} />}
        <div className="row">
          <Button
            disabled={!PIN.test(pin)}
            loading={put.isPending}
            onClick={() => put.mutate({ params, body: { pin } })}
          >
            {t('pin.set')}
          </Button>
          {account.pin ? (
            <Button loading={remove.isPending} onClick={() => void ask()}>
              {t('pin.remove')}
            </Button>
          ) : null}
          <ApiCall name="putAccountPin" request={{ params, body: { pin: '…' } }} />
        </div>
      </div>
    </Card>
  )
}
