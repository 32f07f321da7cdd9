/** Own jobs that wait: let them print, as they are or otherwise, or delete them. */
import Button from '@cloudscape-design/components/button'
import type { UseQueryResult } from '@tanstack/react-query'
import { useState } from 'react'
import type { RouteName } from '#shared/contracts/api.ts'
import type { Job } from '#shared/contracts/job.ts'
import type { Release } from '#shared/contracts/waiting.ts'
import { useWrite } from '../data.ts'
import { useText } from '../language.tsx'
import { ApiCall } from '../parts/api-call.tsx'
import { useConfirm } from '../parts/confirm.tsx'
import { CheckField, ChoiceField, TextField } from '../parts/form.tsx'
import { Money, useMoney } from '../parts/money.tsx'
import { Name } from '../parts/name.tsx'
import { useNotices } from '../parts/notices.tsx'
import { Card, Empty, Loading } from '../parts/page.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { useReasonText } from '../parts/reason.ts'
import { Time } from '../parts/time.tsx'
import { JobFacts, useJobName } from './my-job-lines.tsx'

const TOUCHES: readonly RouteName[] = [
  'listMyHeld',
  'listMyPrompts',
  'listMyJobs',
  'listMyAccounts',
]
/** As the contract has it. */
const COPIES_LIMIT = 9_999

export interface HeldJobsProps {
  readonly jobs: readonly Job[]
  readonly read: UseQueryResult<unknown, Error>
}

export function HeldJobs({ jobs, read }: HeldJobsProps) {
  const t = useText()
  return (
    <Card title={t('my.held')}>
      {read.data === undefined ? (
        read.isError ? (
          <ProblemAlert error={read.error} onRetry={() => void read.refetch()} />
        ) : (
          <Loading />
        )
      ) : jobs.length === 0 ? (
        <Empty title={t('my.held.empty.title')} text={t('my.held.empty.text')} />
      ) : (
        <ul className="plain-list">
          {jobs.map((job) => (
            <HeldJob key={job.id} job={job} />
          ))}
        </ul>
      )}
    </Card>
  )
}

function HeldJob({ job }: { job: Job }) {
  const t = useText()
  const confirm = useConfirm()
  const notices = useNotices()
  const money = useMoney(job.currency)
  const reasonText = useReasonText()
  const name = useJobName()(job)
  const [changing, setChanging] = useState(false)
  const params = { job: job.id }
  const release = useWrite('releaseMyJob', {
    touches: TOUCHES,
    onDone: ({ cost, copies }) =>
      notices.add({ type: 'success', text: t('my.released', { copies, cost: money(cost) }) }),
  })
  const cancel = useWrite('cancelMyJob', {
    touches: TOUCHES,
    onDone: () => notices.add({ type: 'info', text: t('my.deleted') }),
  })
  const busy = release.isPending || cancel.isPending
  const mayRelease = job.releaseBy !== 'manager'
  const remove = async () => {
    const question = {
      title: t('my.delete.title', { document: name }),
      text: t('my.delete.text'),
      action: t('my.delete'),
    }
    if (await confirm(question)) cancel.mutate({ params, body: {} })
  }
  return (
    <li className="my-job">
      <div className="strong">
        <Name>{job.documentName || t('job.unnamed')}</Name>
      </div>
      <JobFacts job={job} />
      <div className="quiet small">
        {job.reasons.map((reason) => (
          <div key={reason.code} className="my-reason">
            <bdi>{reasonText(reason)}</bdi>
          </div>
        ))}
        {job.waitsUntil === undefined ? null : (
          <div>
            {t('my.held.until')} <Time at={job.waitsUntil} />
          </div>
        )}
      </div>
      {release.error === null ? null : <ProblemAlert error={release.error} />}
      {cancel.error === null ? null : <ProblemAlert error={cancel.error} />}
      <div className="row">
        {mayRelease ? (
          <>
            <Button
              variant="primary"
              loading={release.isPending}
              disabled={busy}
              ariaLabel={t('my.release.of', { document: name, cost: money(job.cost) })}
              onClick={() => release.mutate({ params, body: {} })}
            >
              {t('my.release')} <Money amount={job.cost} currency={job.currency} />
            </Button>
            <Button
              disabled={busy}
              ariaExpanded={changing}
              ariaLabel={t('my.change.of', { document: name })}
              onClick={() => setChanging(!changing)}
            >
              {t('my.change')}
            </Button>
          </>
        ) : null}
        <Button
          disabled={busy}
          ariaLabel={t('my.delete.of', { document: name })}
          onClick={() => void remove()}
        >
          {t('my.delete')}
        </Button>
      </div>
      {changing && mayRelease ? (
        <ChangedRelease
          job={job}
          busy={busy}
          onRelease={(body) => release.mutate({ params, body })}
        />
      ) : null}
    </li>
  )
}

interface ChangedReleaseProps {
  readonly job: Job
  readonly busy: boolean
  readonly onRelease: (body: Release) => void
}

/** What the printer's rules do not allow, the server refuses with its reason; the new price comes with its reply. */
function ChangedRelease({ job, busy, onRelease }: ChangedReleaseProps) {
  const t = useText()
  const [copies, setCopies] = useState(String(job.copies))
  const [sides, setSides] = useState<'both' | 'one'>(job.duplex ? 'both' : 'one')
  const [gray, setGray] = useState(false)
  const count = Number(copies)
  const fits = Number.isInteger(count) && count >= 1 && count <= COPIES_LIMIT
  const body: Release = {
    ...(count === job.copies ? {} : { copies: count }),
    ...((sides === 'both') === job.duplex ? {} : { duplex: sides === 'both' }),
    ...(gray ? { grayscale: true as const } : {}),
  }
  return (
    <div className="stack my-change">
      <div className="grid-form">
        <TextField
          label={t('job.copies')}
          inputMode="numeric"
          value={copies}
          error={fits ? undefined : t('my.copies.wrong', { limit: COPIES_LIMIT })}
          onChange={(typed) => setCopies(typed.replace(/\D/g, '').slice(0, 5))}
        />
        <ChoiceField
          label={t('job.sides')}
          value={sides}
          choices={[
            { value: 'one', label: t('job.simplex') },
            { value: 'both', label: t('job.duplex') },
          ]}
          onChange={setSides}
        />
      </div>
      {job.colorPages === 0 ? null : (
        <CheckField
          label={t('my.gray')}
          description={t('my.gray.text')}
          value={gray}
          onChange={setGray}
        />
      )}
      <p className="quiet small">{t('my.change.text')}</p>
      <div className="row">
        <Button variant="primary" disabled={busy || !fits} onClick={() => onRelease(body)}>
          {t('my.change.release')}
        </Button>
        <ApiCall name="releaseMyJob" request={{ params: { job: job.id }, body }} />
      </div>
    </div>
  )
}
