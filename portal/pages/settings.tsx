/** Rules for all printers of the tenant. */
import type { TenantSettings } from '#shared/contracts/tenant.ts'
import { mayCall } from '../api.ts'
import { useRead, useWrite } from '../data.ts'
import { useText } from '../language.tsx'
import { readAmount } from '../parts/amount.ts'
import { ApiCall } from '../parts/api-call.tsx'
import {
  ChoiceField,
  fieldError,
  MoneyField,
  SaveBar,
  TextField,
  useDraft,
} from '../parts/form.tsx'
import { useNotices } from '../parts/notices.tsx'
import { Card, Facts, Loading, Page } from '../parts/page.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { useSession } from '../session.tsx'

export function SettingsPage() {
  const t = useText()
  const settings = useRead('showSettings', {})
  return (
    <Page
      title={t('settings.title')}
      description={t('settings.description')}
      narrow
      actions={<ApiCall name="showSettings" request={{}} />}
    >
      {settings.data === undefined ? (
        settings.isError ? (
          <ProblemAlert error={settings.error} onRetry={() => void settings.refetch()} />
        ) : (
          <Loading />
        )
      ) : (
        <SettingsForm settings={settings.data as TenantSettings} />
      )}
    </Page>
  )
}

const SECONDS_PER_MINUTE = 60

function SettingsForm({ settings }: { settings: TenantSettings }) {
  const t = useText()
  const { me, currency, tenantId } = useSession()
  const notices = useNotices()
  const stored = {
    ...settings,
    holdMinutes: String(Math.round(settings.holdSeconds / SECONDS_PER_MINUTE)),
  }
  const draft = useDraft(stored)
  const put = useWrite('putSettings', {
    touches: ['showSettings'],
    onDone: () => {
      draft.reset()
      notices.add({
        type: 'success',
        text: t('settings.saved'),
        undo: () => put.mutateAsync({ body: settings }),
      })
    },
  })
  const { value, set } = draft
  const { holdMinutes, ...typed } = value
  const holdSeconds = Number(holdMinutes) * SECONDS_PER_MINUTE
  const body = { ...typed, holdSeconds, flatPrice: readAmount(value.flatPrice) ?? value.flatPrice }
  return (
    <div className="stack">
      <Card title={t('settings.tenant')}>
        <Facts
          items={[
            [t('settings.name'), me.tenant?.name ?? ''],
            [t('settings.currency'), currency],
            [
              t('settings.id'),
              <span key="id" className="mono">
                {tenantId}
              </span>,
            ],
          ]}
        />
      </Card>
      <Card title={t('settings.unknown')}>
        <div className="stack">
          <ChoiceField
            label={t('settings.unknownUser')}
            description={t('settings.unknownUser.text')}
            value={value.unknownUser}
            choices={(['create', 'refuse', 'guest'] as const).map((choice) => ({
              value: choice,
              label: t(`unknownUser.${choice}`),
            }))}
            onChange={(unknownUser) => set({ unknownUser })}
          />
          <ChoiceField
            label={t('settings.unknownPages')}
            description={t('settings.unknownPages.text')}
            value={value.unknownPages}
            choices={(['hold', 'flat', 'allow'] as const).map((choice) => ({
              value: choice,
              label: t(`unknownPages.${choice}`),
            }))}
            onChange={(unknownPages) => set({ unknownPages })}
          />
          {value.unknownPages === 'flat' ? (
            <MoneyField
              label={t('settings.flatPrice')}
              value={value.flatPrice}
              currency={currency}
              error={fieldError(put.error, 'flatPrice')}
              onChange={(flatPrice) => set({ flatPrice })}
            />
          ) : null}
        </div>
      </Card>
      <Card title={t('settings.waiting')}>
        <TextField
          label={t('settings.holdMinutes')}
          description={t('settings.holdMinutes.text')}
          inputMode="numeric"
          value={value.holdMinutes}
          error={fieldError(put.error, 'holdSeconds')}
          onChange={(minutes) => set({ holdMinutes: minutes.replace(/\D/g, '') })}
        />
      </Card>
      {mayCall(me.role, 'putSettings') ? (
        <SaveBar
          draft={draft}
          saving={put.isPending}
          error={put.error}
          valid={readAmount(value.flatPrice) !== null && holdSeconds > 0}
          onSave={() => put.mutate({ body })}
          more={<ApiCall name="putSettings" request={{ body }} />}
        />
      ) : null}
    </div>
  )
}
