/** One printer: prices, who may do what, what is changed on the way, and what happens while the cloud is away. */
import { getRouteApi } from '@tanstack/react-router'
import type { Printer, PrinterPatch } from '#shared/contracts/printer.ts'
import { mayCall } from '../api.ts'
import { useRead, useWrite } from '../data.ts'
import { useText } from '../language.tsx'
import { ApiCall } from '../parts/api-call.tsx'
import {
  CheckField,
  ChoiceField,
  fieldError,
  SaveBar,
  TextField,
  useDraft,
} from '../parts/form.tsx'
import { useNotices } from '../parts/notices.tsx'
import { Card, Facts, Loading, Page } from '../parts/page.tsx'
import { cleanPrices, isPriceList, PriceFields } from '../parts/price-fields.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { ScopeField } from '../parts/scope-field.tsx'
import { Time } from '../parts/time.tsx'
import { useSession } from '../session.tsx'

const route = getRouteApi('/printers/$printer')

export function PrinterPage() {
  const t = useText()
  const params = route.useParams()
  const printer = useRead('showPrinter', { params })
  const back = { to: '/printers', label: t('printers.title') } as const
  return (
    <Page
      title={printer.data?.name ?? params.printer}
      named
      narrow
      back={back}
      description={params.printer}
      actions={<ApiCall name="showPrinter" request={{ params }} />}
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
  const body = changesOf(stored, { ...value, prices: cleanPrices(value.prices) })
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
        </div>
      </Card>
      <Restrictions value={value} set={set} />
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
      </Card>
      {mayCall(me.role, 'patchPrinter') ? (
        <SaveBar
          draft={draft}
          saving={patch.isPending}
          error={patch.error}
          valid={isPriceList(value.prices)}
          onSave={() => patch.mutate({ params, body })}
          more={<ApiCall name="patchPrinter" request={{ params, body }} />}
        />
      ) : null}
    </div>
  )
}

function Restrictions({ value, set }: { value: Typed; set: (part: Partial<Typed>) => void }) {
  const t = useText()
  const { restrictions } = value
  const restrict = (part: Partial<Typed['restrictions']>) =>
    set({ restrictions: { ...restrictions, ...part } })
  return (
    <Card title={t('printer.restrictions')}>
      <div className="grid-form">
        <ScopeField
          label={t('printer.access')}
          value={restrictions.access}
          onChange={(access) => restrict({ access })}
        />
        <ScopeField
          label={t('printer.colorAllowed')}
          value={restrictions.colorAllowed}
          onChange={(colorAllowed) => restrict({ colorAllowed })}
        />
        <TextField
          label={t('printer.maxPages')}
          description={t('printer.noLimit')}
          inputMode="numeric"
          value={restrictions.maxPages === null ? '' : String(restrictions.maxPages)}
          onChange={(typed) => restrict({ maxPages: readLimit(typed) })}
        />
        <TextField
          label={t('printer.maxCopies')}
          description={t('printer.noLimit')}
          inputMode="numeric"
          value={restrictions.maxCopies === null ? '' : String(restrictions.maxCopies)}
          onChange={(typed) => restrict({ maxCopies: readLimit(typed) })}
        />
      </div>
    </Card>
  )
}

/** Digits only; nothing typed = no limit. */
function readLimit(typed: string): number | null {
  const digits = typed.replace(/\D/g, '').slice(0, 7)
  return digits === '' ? null : Number(digits)
}

/** Only what differs travels, so that two admins who change different things do not undo each other. */
function changesOf(stored: Typed, typed: Typed): PrinterPatch {
  const keys = Object.keys(typed) as (keyof Typed)[]
  return Object.fromEntries(
    keys
      .filter((key) => JSON.stringify(stored[key]) !== JSON.stringify(typed[key]))
      .map((key) => [key, typed[key]]),
  )
}
