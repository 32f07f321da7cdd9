/** Releases, cancels or refunds one job or many: asks first, then says of each what came of it. */
import Button from '@cloudscape-design/components/button'
import Modal from '@cloudscape-design/components/modal'
import { useState } from 'react'
import type { Job } from '#shared/contracts/job.ts'
import type { Release } from '#shared/contracts/waiting.ts'
import { useText } from '../../language.tsx'
import { readAmount } from '../../parts/amount.ts'
import { ApiCall } from '../../parts/api-call.tsx'
import { CheckField, ChoiceField, MoneyField, TextField } from '../../parts/form.tsx'
import { Money } from '../../parts/money.tsx'
import { Name } from '../../parts/name.tsx'
import { problemText } from '../../parts/problem.tsx'
import { Dot } from '../../parts/state.tsx'
import '../../style/rules.css'
import { ACT_ROUTES, type Act } from './acts.ts'
import { type ActBody, type Row, useActs } from './use-acts.ts'

export interface ActDialogProps {
  readonly act: Act
  readonly jobs: readonly Job[]
  readonly onClose: () => void
}

type Sides = 'same' | 'duplex' | 'simplex'

const NOTHING = {
  text: '',
  amount: '',
  grayscale: false,
  sides: 'same' as Sides,
  copies: '',
}
type Typed = typeof NOTHING

export default function ActDialog({ act, jobs, onClose }: ActDialogProps) {
  const t = useText()
  const [typed, setTyped] = useState(NOTHING)
  const { rows, isRunning, run } = useActs(act)
  const body = makeBody(act, typed)
  const begun = rows.length > 0
  const failed = rows.filter(({ state }) => state === 'failed').map(({ job }) => job)
  const [first] = jobs
  return (
    <Modal
      visible
      size={begun || jobs.length > 1 ? 'large' : 'medium'}
      header={t(`act.${act}.title`, { count: jobs.length })}
      onDismiss={onClose}
      footer={
        <div className="row end">
          {begun ? null : first === undefined || body === null ? null : (
            <ApiCall
              name={ACT_ROUTES[act]}
              request={{ params: { job: first.id }, body } as never}
            />
          )}
          <Button variant="link" disabled={isRunning} onClick={onClose}>
            {t(begun ? 'action.close' : 'action.cancel')}
          </Button>
          {begun && failed.length === 0 ? null : (
            <Button
              variant="primary"
              loading={isRunning}
              disabled={body === null}
              onClick={() => body && void run(begun ? failed : jobs, body)}
            >
              {t(begun ? 'action.retry' : `act.${act}`)}
            </Button>
          )}
        </div>
      }
    >
      {begun ? (
        <Results rows={rows} />
      ) : (
        <div className="stack">
          <p className="flat">{t(`act.${act}.text`)}</p>
          <Fields
            act={act}
            single={jobs.length === 1 ? (first ?? null) : null}
            typed={typed}
            onChange={setTyped}
          />
          <ul className="plain-list scroll-y">
            {jobs.map((job) => (
              <li key={job.id} className="job-pair">
                <Name>{job.documentName || t('job.unnamed')}</Name>
                <Name>{job.user}</Name>
                <Money amount={job.cost} currency={job.currency} />
              </li>
            ))}
          </ul>
        </div>
      )}
    </Modal>
  )
}

interface FieldsProps {
  readonly act: Act
  /** null: several; what differs from job to job cannot be typed then. */
  readonly single: Job | null
  readonly typed: Typed
  readonly onChange: (typed: Typed) => void
}

function Fields({ act, single, typed, onChange }: FieldsProps) {
  const t = useText()
  const set = (part: Partial<Typed>) => onChange({ ...typed, ...part })
  if (act === 'cancel') {
    return (
      <TextField
        label={t('act.message')}
        description={t('act.message.text')}
        value={typed.text}
        onChange={(text) => set({ text })}
      />
    )
  }
  if (act === 'refund') {
    return (
      <>
        {single === null ? null : (
          <MoneyField
            label={t('act.amount')}
            description={t('act.amount.text')}
            value={typed.amount}
            currency={single.currency}
            onChange={(amount) => set({ amount })}
          />
        )}
        <TextField
          label={t('act.reason')}
          description={t('act.reason.text')}
          value={typed.text}
          onChange={(text) => set({ text })}
        />
      </>
    )
  }
  if (single === null) return null
  return (
    <div className="grid-form">
      <ChoiceField
        label={t('act.sides')}
        value={typed.sides}
        choices={(['same', 'duplex', 'simplex'] as const).map((value) => ({
          value,
          label: t(`act.sides.${value}`),
        }))}
        onChange={(sides) => set({ sides })}
      />
      <TextField
        label={t('act.copies')}
        inputMode="numeric"
        placeholder={String(single.copies)}
        value={typed.copies}
        onChange={(copies) => set({ copies })}
      />
      <CheckField
        label={t('act.grayscale')}
        value={typed.grayscale}
        onChange={(grayscale) => set({ grayscale })}
      />
    </div>
  )
}

function Results({ rows }: { rows: readonly Row[] }) {
  const t = useText()
  const tones = { waiting: 'quiet', done: 'good', failed: 'bad' } as const
  return (
    <ul className="plain-list" aria-live="polite">
      {rows.map(({ job, state, error }) => (
        <li key={job.id}>
          <div className="case-line">
            <Dot tone={tones[state]}>{t(`act.row.${state}`)}</Dot>
            <Name>{job.documentName || t('job.unnamed')}</Name>
          </div>
          {error === null ? null : <div className="quiet small">{problemText(t, error)}</div>}
        </li>
      ))}
    </ul>
  )
}

const COPIES = /^[1-9]\d{0,3}$/

/** null while something typed does not fit. */
function makeBody(act: Act, { text, amount, grayscale, sides, copies }: Typed): ActBody | null {
  if (act === 'cancel') return { message: text.trim() }
  if (act === 'refund') {
    const comment = text.trim()
    if (amount.trim() === '') return { comment }
    const read = readAmount(amount)
    return read === null || read.startsWith('-') ? null : { amount: read, comment }
  }
  if (copies.trim() !== '' && !COPIES.test(copies.trim())) return null
  const release: Release = {
    ...(grayscale ? { grayscale: true } : {}),
    ...(sides === 'same' ? {} : { duplex: sides === 'duplex' }),
    ...(copies.trim() === '' ? {} : { copies: Number(copies) }),
  }
  return release
}
