/** One printer: prices, who may do what, what is changed on the way, and when jobs print. */
import Button from '@cloudscape-design/components/button'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import type { Printer } from '#shared/contracts/printer.ts'
import { mayCall } from '../api.ts'
import { useRead, useWrite } from '../data.ts'
import { useText } from '../language.tsx'
import { ApiCall } from '../parts/api-call.tsx'
import { changesOf } from '../parts/changes.ts'
import {
  CheckField,
  ChoiceField,
  fieldError,
  SaveBar,
  TextField,
  useDraft,
} from '../parts/form.tsx'
import { useNotices } from '../parts/notices.tsx'
import { NumberField } from '../parts/number-field.tsx'
import { Card, Facts, Loading, Page } from '../parts/page.tsx'
import { PriceFields } from '../parts/price-fields.tsx'
import { cleanPrices, isPriceList } from '../parts/price-lists.ts'
import { ProblemAlert } from '../parts/problem.tsx'
import {
  cleanRestrictions,
  isRestrictions,
  RestrictionFields,
} from '../parts/restriction-fields.tsx'
import { ScopeField } from '../parts/scope-field.tsx'
import { Time } from '../parts/time.tsx'
import { Words } from '../parts/words.tsx'
import { useSession } from '../session.tsx'

const PriceExample = lazy(() => import('../parts/price-example.tsx'))
const route = getRouteApi('/printers/$printer')
const SECONDS_PER_MINUTE = 60
const HOLD_MINUTES_LIMIT = 7 * 24 * 60

export const PrinterPage = () => (
  <Words of={['printing']}>
    <OnePrinter />
  </Words>
)

function OnePrinter() {
  const t = useText()
  const { me } = useSession()
  const navigate = useNavigate()
  const params = route.useParams()
  const printer = useRead('showPrinter', { params })
  return (
    <Page
      title={printer.data?.name ?? params.printer}
      named
      narrow
      back={{ to: '/printers', label: t('printers.title') }}
      description={params.printer}
      actions={
        <>
          <ApiCall name="showPrinter" request={{ params }} />
          {mayCall(me.role, 'patchPrinter') ? (
            <Button onClick={() => void navigate({ to: '/printers/$printer/copy', params })}>
              {t('printer.copy')}
            </Button>
          ) : null}
        </>
      }
    >
      {printer.data === undefined ? (
        printer.isError ? (
          <ProblemAlert error={printer.error} onRetry={() => void printer.refetch()} />
        ) : (
          <Loading />
        )
      ) : (
        <PrinterForm key={params.printer} printer={printer.data} />
      )}
    </Page>
  )
}

type Typed = Pick<
  Printer,
  'name' | 'disabled' | 'colorMode' | 'prices' | 'restrictions' | 'conversions' | 'hold'
>

const typedOf = (printer: Printer): Typed => ({
  name: printer.name,
  disabled: printer.disabled,
  colorMode: printer.colorMode,
  prices: printer.prices,
  restrictions: printer.restrictions,
  conversions: printer.conversions,
  hold: printer.hold,
})

function PrinterForm({ printer }: { printer: Printer }) {
  const t = useText()
  const { me } = useSession()
  const notices = useNotices()
  const params = { printer: printer.id }
  const stored = typedOf(printer)
  const draft = useDraft<Typed>(stored)
  const patch = useWrite('patchPrinter', {
    touches: ['showPrinter', 'listPrinters'],
    onDone: () => {
      draft.reset()
      notices.add({
        type: 'success',
        text: t('printer.saved'),
        undo: () => patch.mutateAsync({ params, body: stored }),
      })
    },
  })
  const { value, set } = draft
  const body = changesOf(stored, {
    ...value,
    prices: cleanPrices(value.prices),
    restrictions: cleanRestrictions(value.restrictions),
  })
  const valid =
    isPriceList(value.prices) &&
    isRestrictions(value.restrictions) &&
    !Number.isNaN(value.hold.seconds)
  return (
    <div className="stack">
      <Card title={t('printer.general')}>
        <div className="stack">
          <TextField
            label={t('printer.name')}
            value={value.name}
            error={fieldError(patch.error, 'name')}
            onChange={(name) => set({ name })}
          />
          <CheckField
            label={t('printer.off')}
            description={t('printer.off.text')}
            value={value.disabled}
            onChange={(disabled) => set({ disabled })}
          />
          <Facts
            items={[
              [
                t('printer.queue'),
                <span key="queue" className="mono">
                  {printer.queue}
                </span>,
              ],
              [t('printer.since'), <Time key="since" at={printer.createdAt} />],
            ]}
          />
        </div>
      </Card>
      <Card title={t('printer.prices')}>
        <div className="stack">
          <PriceFields value={value.prices} onChange={(prices) => set({ prices })} />
          <ChoiceField
            label={t('printer.colorMode')}
            description={t('printer.colorMode.text')}
            value={value.colorMode}
            choices={(['page', 'document', 'grayscale'] as const).map((mode) => ({
              value: mode,
              label: t(`colorMode.${mode}`),
            }))}
            onChange={(colorMode) => set({ colorMode })}
          />
          <Suspense fallback={<Loading />}>
            <PriceExample prices={value.prices} colorMode={value.colorMode} />
          </Suspense>
        </div>
      </Card>
      <Card title={t('printer.restrictions')}>
        <RestrictionFields
          value={value.restrictions}
          onChange={(restrictions) => set({ restrictions })}
        />
      </Card>
      <Card title={t('printer.conversions')}>
        <div className="grid-form">
          <ScopeField
            label={t('printer.grayscale')}
            value={value.conversions.grayscale}
            onChange={(grayscale) => set({ conversions: { ...value.conversions, grayscale } })}
          />
          <ScopeField
            label={t('printer.duplex')}
            value={value.conversions.duplex}
            onChange={(duplex) => set({ conversions: { ...value.conversions, duplex } })}
          />
        </div>
      </Card>
      <Card title={t('printer.hold')}>
        <div className="grid-form">
          <ChoiceField
            label={t('printer.hold.label')}
            description={t('printer.hold.text')}
            value={value.hold.mode}
            choices={(['none', 'user', 'manager'] as const).map((mode) => ({
              value: mode,
              label: t(`hold.${mode}`),
            }))}
            onChange={(mode) => set({ hold: { ...value.hold, mode } })}
          />
          {value.hold.mode === 'none' ? null : (
            <NumberField
              label={t('printer.hold.minutes')}
              description={t('printer.hold.minutes.text')}
              value={value.hold.seconds === null ? null : value.hold.seconds / SECONDS_PER_MINUTE}
              least={1}
              most={HOLD_MINUTES_LIMIT}
              onChange={(minutes) =>
                set({
                  hold: {
                    ...value.hold,
                    seconds: minutes === null ? null : minutes * SECONDS_PER_MINUTE,
                  },
                })
              }
            />
          )}
        </div>
      </Card>
      {mayCall(me.role, 'patchPrinter') ? (
        <SaveBar
          draft={draft}
          saving={patch.isPending}
          error={patch.error}
          valid={valid}
          onSave={() => patch.mutate({ params, body })}
          more={<ApiCall name="patchPrinter" request={{ params, body }} />}
        />
      ) : null}
    </div>
  )
}
