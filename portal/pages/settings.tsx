/** Rules for all printers of the tenant. */
import type { TenantSettings } from '#shared/contracts/tenant.ts'
import { mayCall } from '../api.ts'
import { useRead, useWrite } from '../data.ts'
import { LANGUAGES, useText } from '../language.tsx'
import { readAmount } from '../parts/amount.ts'
import { ApiCall } from '../parts/api-call.tsx'
import {
  CheckField,
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
import { readGroups } from '../parts/scope-field.tsx'
import { Words } from '../parts/words.tsx'
import { useSession, useSignIn } from '../session.tsx'
import { BrandField, isColor } from './settings-brand.tsx'
import { TimeZoneField } from './settings-time-zone.tsx'

const WORDS = ['settings']

export function SettingsPage() {
  return (
    <Words of={WORDS}>
      <Settings />
    </Words>
  )
}

function Settings() {
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
        <SettingsForm settings={settings.data} />
      )}
    </Page>
  )
}

const SECONDS_PER_MINUTE = 60
const RETENTION_DAYS = { least: 30, most: 3650 }

function SettingsForm({ settings }: { settings: TenantSettings }) {
  const t = useText()
  const { me, currency, tenantId } = useSession()
  const { look } = useSignIn()
  const notices = useNotices()
  const stored = {
    ...settings,
    holdMinutes: String(Math.round(settings.holdSeconds / SECONDS_PER_MINUTE)),
    askMinutes: String(settings.askSeconds / SECONDS_PER_MINUTE),
    brandColor: settings.brandColor ?? '',
    noticeAddresses: (settings.noticeAddresses ?? []).join(', '),
    language: settings.language ?? ('' as const),
    retentionDays: String(settings.retentionDays ?? ''),
  }
  const draft = useDraft(stored)
  const put = useWrite('putSettings', {
    touches: ['showSettings'],
    onDone: () => {
      draft.reset()
      // Color, language, and whether people may give each other money, come with who is asking.
      void look()
      notices.add({
        type: 'success',
        text: t('settings.saved'),
        undo: () => put.mutateAsync({ body: settings }),
      })
    },
  })
  const { value, set } = draft
  const { holdMinutes, askMinutes, brandColor, noticeAddresses, language, ...typed } = value
  const retentionDays = value.retentionDays === '' ? undefined : Number(value.retentionDays)
  const addresses = readGroups(noticeAddresses)
  const holdSeconds = Number(holdMinutes) * SECONDS_PER_MINUTE
  const askSeconds = Math.round(Number(askMinutes.replace(',', '.')) * SECONDS_PER_MINUTE)
  const body = {
    ...typed,
    holdSeconds,
    askSeconds,
    flatPrice: readAmount(value.flatPrice) ?? value.flatPrice,
    overdraft: readAmount(value.overdraft) ?? value.overdraft,
    noticeAddresses: addresses.length === 0 ? undefined : addresses,
    // Left out, the product's own color stays.
    brandColor: brandColor === '' ? undefined : brandColor,
    language: language === '' ? undefined : language,
    retentionDays,
  }
  const isWrongRetention =
    retentionDays !== undefined &&
    (retentionDays < RETENTION_DAYS.least || retentionDays > RETENTION_DAYS.most)
  const valid =
    readAmount(value.flatPrice) !== null &&
    readAmount(value.overdraft) !== null &&
    holdSeconds > 0 &&
    askSeconds > 0 &&
    !isWrongRetention &&
    (brandColor === '' || isColor(brandColor))
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
        <div className="grid-form">
          <TextField
            label={t('settings.holdMinutes')}
            description={t('settings.holdMinutes.text')}
            inputMode="numeric"
            value={value.holdMinutes}
            error={fieldError(put.error, 'holdSeconds')}
            onChange={(minutes) => set({ holdMinutes: minutes.replace(/\D/g, '') })}
          />
          <TextField
            label={t('settings.askMinutes')}
            description={t('settings.askMinutes.text')}
            inputMode="decimal"
            value={value.askMinutes}
            error={fieldError(put.error, 'askSeconds')}
            onChange={(minutes) => set({ askMinutes: minutes.replace(/[^\d.,]/g, '') })}
          />
        </div>
      </Card>
      <Card title={t('settings.notices')}>
        <TextField
          label={t('settings.noticeAddresses')}
          description={t('settings.noticeAddresses.text')}
          value={value.noticeAddresses}
          error={fieldError(put.error, 'noticeAddresses')}
          onChange={(addresses) => set({ noticeAddresses: addresses })}
        />
      </Card>
      <Card title={t('settings.money')}>
        <div className="stack">
          <MoneyField
            label={t('settings.overdraft')}
            description={t('settings.overdraft.text')}
            value={value.overdraft}
            currency={currency}
            error={fieldError(put.error, 'overdraft')}
            onChange={(overdraft) => set({ overdraft })}
          />
          <CheckField
            label={t('settings.userTransfers')}
            description={t('settings.userTransfers.text')}
            value={value.userTransfers}
            onChange={(userTransfers) => set({ userTransfers })}
          />
        </div>
      </Card>
      <Card title={t('settings.place')}>
        <div className="stack">
          <TimeZoneField
            value={value.timeZone}
            error={fieldError(put.error, 'timeZone')}
            onChange={(timeZone) => set({ timeZone })}
          />
          <ChoiceField
            label={t('settings.language')}
            description={t('settings.language.text')}
            value={language}
            choices={[
              { value: '' as const, label: t('settings.language.browser') },
              ...Object.entries(LANGUAGES).map(([tag, label]) => ({
                value: tag as NonNullable<TenantSettings['language']>,
                label,
              })),
            ]}
            error={fieldError(put.error, 'language')}
            onChange={(tag) => set({ language: tag })}
          />
        </div>
      </Card>
      <Card title={t('settings.retention')}>
        <TextField
          label={t('settings.retentionDays')}
          description={t('settings.retentionDays.text')}
          placeholder={t('settings.retentionDays.ever')}
          inputMode="numeric"
          value={value.retentionDays}
          error={
            isWrongRetention
              ? t('settings.retentionDays.wrong', RETENTION_DAYS)
              : fieldError(put.error, 'retentionDays')
          }
          onChange={(days) => set({ retentionDays: days.replace(/\D/g, '') })}
        />
      </Card>
      <Card title={t('settings.brand')}>
        <BrandField
          value={brandColor}
          stored={settings.brandColor ?? ''}
          error={fieldError(put.error, 'brandColor')}
          onChange={(color) => set({ brandColor: color })}
        />
      </Card>
      {mayCall(me.role, 'putSettings') ? (
        <SaveBar
          draft={draft}
          saving={put.isPending}
          error={put.error}
          valid={valid}
          onSave={() => put.mutate({ body })}
          more={<ApiCall name="putSettings" request={{ body }} />}
        />
      ) : null}
    </div>
  )
}
