/** What is said of an account: its name, whether it may owe, whether it is open. */
import type { Account } from '#shared/contracts/account.ts'
import { mayCall } from '../api.ts'
import { useWrite } from '../data.ts'
import { useText } from '../language.tsx'
import { useSession } from '../session.tsx'
import type { AccountKind } from './account-id.ts'
import { readAmount } from './amount.ts'
import { ApiCall } from './api-call.tsx'
import { changesOf } from './changes.ts'
import { CheckField, fieldError, MoneyField, SaveBar, TextField, useDraft } from './form.tsx'
import { useNotices } from './notices.tsx'
import { NumberField } from './number-field.tsx'
import { Card } from './page.tsx'

const PRIORITY_LIMIT = 1_000

interface Typed {
  readonly name: string
  readonly restricted: boolean
  readonly disabled: boolean
  readonly overdraft: string
  readonly priority: number
}

export interface AccountFormProps {
  readonly account: Account
  readonly isNew: boolean
  readonly kind: AccountKind
}

export function AccountForm({ account, isNew, kind }: AccountFormProps) {
  const t = useText()
  const { me, currency } = useSession()
  const notices = useNotices()
  const stored = typedOf(account)
  const draft = useDraft<Typed>(stored)
  const params = { account: account.id }
  const touches = ['showAccount', 'listAccounts'] as const
  const onDone = () => {
    draft.reset()
    notices.add({ type: 'success', text: t('account.saved') })
  }
  const put = useWrite('putAccount', { touches, onDone })
  const patch = useWrite('patchAccount', { touches, onDone })
  const write = isNew ? put : patch
  const { value, set } = draft
  const whole = bodyOf(value)
  const changed = changesOf(bodyOf(stored), whole)
  const valid =
    value.name !== '' &&
    (value.overdraft === '' || readAmount(value.overdraft) !== null) &&
    !Number.isNaN(value.priority)
  return (
    <Card title={t('account.settings')}>
      <div className="stack">
        <TextField
          label={t('account.name')}
          value={value.name}
          error={fieldError(write.error, 'name')}
          onChange={(name) => set({ name })}
        />
        <MoneyField
          label={t('account.overdraft')}
          description={t('account.overdraft.text')}
          value={value.overdraft}
          currency={currency}
          error={fieldError(write.error, 'overdraft')}
          onChange={(overdraft) => set({ overdraft })}
        />
        {kind === 'purse' ? (
          <NumberField
            label={t('account.priority')}
            description={t('account.priority.text')}
            value={value.priority}
            least={0}
            most={PRIORITY_LIMIT}
            onChange={(priority) => set({ priority: priority ?? Number.NaN })}
          />
        ) : null}
        <CheckField
          label={t('account.restricted')}
          description={t('account.restricted.text')}
          value={value.restricted}
          onChange={(restricted) => set({ restricted })}
        />
        <CheckField
          label={t('account.disabled')}
          description={t('account.disabled.text')}
          value={value.disabled}
          onChange={(disabled) => set({ disabled })}
        />
        {mayCall(me.role, 'putAccount') ? (
          <SaveBar
            draft={isNew ? { ...draft, isChanged: true } : draft}
            saving={write.isPending}
            error={write.error}
            valid={valid}
            onSave={() =>
              isNew ? put.mutate({ params, body: whole }) : patch.mutate({ params, body: changed })
            }
            more={
              isNew ? (
                <ApiCall name="putAccount" request={{ params, body: whole }} />
              ) : (
                <ApiCall name="patchAccount" request={{ params, body: changed }} />
              )
            }
          />
        ) : null}
      </div>
    </Card>
  )
}

const typedOf = ({ name, restricted, disabled, ownOverdraft, priority }: Account): Typed => ({
  name,
  restricted,
  disabled,
  overdraft: ownOverdraft ?? '',
  priority,
})

const bodyOf = (typed: Typed) => ({
  ...typed,
  overdraft: typed.overdraft === '' ? null : (readAmount(typed.overdraft) ?? typed.overdraft),
})
