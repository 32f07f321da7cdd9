/** Makes an API token; its text is shown once and is gone with the card. */
import Button from '@cloudscape-design/components/button'
import { useState } from 'react'
import type { PersonRole } from '#shared/contracts/credentials.ts'
import { useWrite } from '../data.ts'
import { useText } from '../language.tsx'
import { ApiCall } from '../parts/api-call.tsx'
import { Code } from '../parts/code.tsx'
import { CheckField, ChoiceField, fieldError, TextField } from '../parts/form.tsx'
import { Card } from '../parts/page.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { Time } from '../parts/time.tsx'

/** As the contract has them. */
const DAYS_DEFAULT = 90
const DAYS_LIMIT = 366
const ROLES = [
  'admin',
  'rule-editor',
  'operator',
  'helpdesk',
  'billing',
  'auditor',
] as const satisfies readonly PersonRole[]

interface Typed {
  readonly name: string
  readonly role: (typeof ROLES)[number]
  readonly readOnly: boolean
  readonly days: string
}
/** The least that is still of use to a program. */
const START: Typed = { name: '', role: 'auditor', readOnly: true, days: String(DAYS_DEFAULT) }

/** `own`: it may what its person may; else a program of the tenant gets a role. */
export function TokenForm({ own }: { own: boolean }) {
  const t = useText()
  const [typed, setTyped] = useState(START)
  const set = (part: Partial<Typed>) => setTyped((before) => ({ ...before, ...part }))
  const createOwn = useWrite('createMyToken', { touches: ['listMyTokens'] })
  const create = useWrite('createToken', { touches: ['listTokens'] })
  const write = own ? createOwn : create
  const days = Number(typed.days)
  const fits = days >= 1 && days <= DAYS_LIMIT
  const limits = { name: typed.name.trim(), readOnly: typed.readOnly, days }
  const body = { ...limits, role: typed.role }
  if (write.data !== undefined) {
    const { token, endsAt } = write.data
    return (
      <Card title={t('tokens.made')}>
        <div className="stack" role="status">
          <p style={{ margin: 0 }}>{t('tokens.made.text')}</p>
          <Code text={token} />
          {endsAt === null ? null : (
            <p className="quiet" style={{ margin: 0 }}>
              {t('tokens.ends')} <Time at={endsAt} />
            </p>
          )}
          <div>
            <Button
              variant="primary"
              onClick={() => {
                write.reset()
                setTyped(START)
              }}
            >
              {t('tokens.stored')}
            </Button>
          </div>
        </div>
      </Card>
    )
  }
  return (
    <Card title={t('tokens.new')}>
      <div className="stack">
        <TextField
          label={t('tokens.name')}
          description={t('tokens.name.text')}
          value={typed.name}
          error={fieldError(write.error, 'name')}
          onChange={(name) => set({ name })}
        />
        {own ? null : (
          <ChoiceField
            label={t('tokens.role')}
            description={t('tokens.role.text')}
            value={typed.role}
            choices={ROLES.map((role) => ({ value: role, label: t(`role.${role}`) }))}
            onChange={(role) => set({ role })}
          />
        )}
        <CheckField
          label={t('tokens.readOnly')}
          description={t('tokens.readOnly.text')}
          value={typed.readOnly}
          onChange={(readOnly) => set({ readOnly })}
        />
        <TextField
          label={t('tokens.days')}
          inputMode="numeric"
          value={typed.days}
          error={
            fits ? fieldError(write.error, 'days') : t('tokens.days.wrong', { limit: DAYS_LIMIT })
          }
          onChange={(text) => set({ days: text.replace(/\D/g, '').slice(0, 3) })}
        />
        {write.error === null ? null : <ProblemAlert error={write.error} />}
        <div className="row">
          <Button
            variant="primary"
            loading={write.isPending}
            disabled={limits.name === '' || !fits}
            onClick={() => (own ? createOwn.mutate({ body: limits }) : create.mutate({ body }))}
          >
            {t('tokens.create')}
          </Button>
          {own ? (
            <ApiCall name="createMyToken" request={{ body: limits }} />
          ) : (
            <ApiCall name="createToken" request={{ body }} />
          )}
        </div>
      </div>
    </Card>
  )
}
