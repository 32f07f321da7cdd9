/** Reports that are sent by e-mail: when, to whom, and whether the last one went out. */
import Button from '@cloudscape-design/components/button'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type {
  ReportFilter,
  ReportInfo,
  ReportName,
  ReportSchedule,
  ReportScheduleBody,
} from '#shared/contracts/report.ts'
import { mayCall } from '../api.ts'
import { useRead, useWrite } from '../data.ts'
import { useText } from '../language.tsx'
import { ApiCall } from '../parts/api-call.tsx'
import { useConfirm } from '../parts/confirm.tsx'
import { Day } from '../parts/day.tsx'
import { CheckField, ChoiceField, fieldError, TextField } from '../parts/form.tsx'
import { Name } from '../parts/name.tsx'
import { useNotices } from '../parts/notices.tsx'
import { NumberField } from '../parts/number-field.tsx'
import { Card, Empty, Loading, Page } from '../parts/page.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { useReportLanguage } from '../parts/report-language.ts'
import { readGroups } from '../parts/scope-field.tsx'
import { Dot } from '../parts/state.tsx'
import { Words } from '../parts/words.tsx'
import { useSession } from '../session.tsx'

const EXAMPLE_ADDRESS = 'office@example.org'
const route = getRouteApi('/report-schedules')

export const ReportSchedulesPage = () => (
  <Words of={['reports']}>
    <Schedules />
  </Words>
)

function Schedules() {
  const t = useText()
  const { me } = useSession()
  const navigate = useNavigate()
  const language = useReportLanguage()
  const { report, schedule } = route.useSearch()
  const catalog = useRead('listReports', { query: { language } })
  const schedules = useRead('listReportSchedules', {})
  const infos = catalog.data?.items ?? []
  const headingOf = (name: ReportName) => infos.find((each) => each.name === name)?.heading ?? name
  const edited = schedules.data?.items.find(({ id }) => id === schedule)
  const open = (search: { report?: string; schedule?: string }) =>
    void navigate({ to: '/report-schedules', search })
  const isOpen = report !== undefined || edited !== undefined
  return (
    <Page
      title={t('schedules.title')}
      description={t('schedules.description')}
      back={{ to: '/reports', label: t('reports.title') }}
      actions={
        <>
          <ApiCall name="listReportSchedules" request={{}} />
          {mayCall(me.role, 'createReportSchedule') && !isOpen ? (
            <Button variant="primary" onClick={() => open({ report: 'summary' })}>
              {t('schedules.new')}
            </Button>
          ) : null}
        </>
      }
    >
      <div className="stack">
        {isOpen && infos.length > 0 ? (
          <ScheduleForm
            key={schedule ?? report ?? ''}
            stored={edited ?? null}
            infos={infos}
            first={infos.find(({ name }) => name === report)?.name ?? 'summary'}
            onClose={() => open({})}
          />
        ) : null}
        {schedules.data === undefined ? (
          schedules.isError ? (
            <ProblemAlert error={schedules.error} onRetry={() => void schedules.refetch()} />
          ) : (
            <Loading />
          )
        ) : schedules.data.items.length === 0 ? (
          <Empty title={t('schedules.empty.title')} text={t('schedules.empty.text')} />
        ) : (
          <Card>
            <ul className="plain-list">
              {schedules.data.items.map((each) => (
                <ScheduleLine
                  key={each.id}
                  schedule={each}
                  heading={headingOf(each.report)}
                  onEdit={() => open({ schedule: each.id })}
                />
              ))}
            </ul>
          </Card>
        )}
      </div>
    </Page>
  )
}

interface ScheduleLineProps {
  readonly schedule: ReportSchedule
  readonly heading: string
  readonly onEdit: () => void
}

function ScheduleLine({ schedule, heading, onEdit }: ScheduleLineProps) {
  const t = useText()
  const { me } = useSession()
  const confirm = useConfirm()
  const { id, rhythm, hour, recipients, active, sentThrough, failure, format } = schedule
  const remove = useWrite('deleteReportSchedule', { touches: ['listReportSchedules'] })
  const ask = async () => {
    const question = {
      title: t('schedules.delete.title', { heading }),
      text: t('schedules.delete.text'),
      action: t('schedules.delete'),
    }
    if (await confirm(question)) remove.mutate({ params: { schedule: id } })
  }
  return (
    <li className="stack" style={{ gap: 6 }}>
      <div className="row">
        <strong>{heading}</strong>
        <span>{t('schedules.when', { rhythm: t(`rhythm.${rhythm}`), hour })}</span>
        <span className="quiet">{format.toUpperCase()}</span>
        {active ? null : <Dot tone="quiet">{t('schedules.paused')}</Dot>}
        {failure === null ? null : <Dot tone="bad">{t('schedules.failed', { failure })}</Dot>}
      </div>
      <div className="quiet">
        <Name>{recipients.join(', ')}</Name>
      </div>
      <div className="row">
        {sentThrough === null ? (
          <span className="quiet">{t('schedules.never')}</span>
        ) : (
          <span className="quiet">
            {t('schedules.through')} <Day day={sentThrough} />
          </span>
        )}
        {mayCall(me.role, 'putReportSchedule') ? (
          <>
            <Button ariaLabel={t('schedules.edit.label', { heading })} onClick={onEdit}>
              {t('schedules.edit')}
            </Button>
            <Button
              ariaLabel={t('schedules.delete.label', { heading })}
              loading={remove.isPending}
              onClick={() => void ask()}
            >
              {t('schedules.delete')}
            </Button>
          </>
        ) : null}
      </div>
      {remove.error === null ? null : <ProblemAlert error={remove.error} />}
    </li>
  )
}

interface ScheduleFormProps {
  /** null: a new one. */
  readonly stored: ReportSchedule | null
  readonly infos: readonly ReportInfo[]
  readonly first: ReportName
  readonly onClose: () => void
}

function ScheduleForm({ stored, infos, first, onClose }: ScheduleFormProps) {
  const t = useText()
  const notices = useNotices()
  const language = useReportLanguage()
  const [report, setReport] = useState<ReportName>(stored?.report ?? first)
  const [filters, setFilters] = useState<Readonly<Record<string, string>>>(
    (stored?.filters as Record<string, string> | undefined) ?? {},
  )
  const [rhythm, setRhythm] = useState<ReportSchedule['rhythm']>(stored?.rhythm ?? 'monthly')
  const [hour, setHour] = useState<number | null>(stored?.hour ?? 7)
  const [recipients, setRecipients] = useState(stored?.recipients.join(', ') ?? '')
  const [format, setFormat] = useState<'csv' | 'pdf'>(stored?.format ?? 'pdf')
  const [active, setActive] = useState(stored?.active ?? true)
  const info = infos.find(({ name }) => name === report)
  const onDone = () => {
    notices.add({ type: 'success', text: t('schedules.saved') })
    onClose()
  }
  const touches = ['listReportSchedules'] as const
  const create = useWrite('createReportSchedule', { touches, onDone })
  const put = useWrite('putReportSchedule', { touches, onDone })
  const write = stored === null ? create : put
  const known = info?.filters ?? []
  const given = Object.entries(filters).filter(
    ([key, value]) => known.includes(key as ReportFilter) && value.trim() !== '',
  )
  const body = {
    report,
    filters: Object.fromEntries(given),
    rhythm,
    hour: hour ?? 7,
    recipients: readGroups(recipients),
    format,
    language: stored?.language ?? language,
    active,
  } as ReportScheduleBody
  const valid =
    hour !== null &&
    !Number.isNaN(hour) &&
    body.recipients.length > 0 &&
    (info?.needs ?? []).every((need) => filters[need] !== undefined && filters[need] !== '')
  const save = () =>
    stored === null
      ? create.mutate({ body })
      : put.mutate({ params: { schedule: stored.id }, body })
  return (
    <Card title={t(stored === null ? 'schedules.new' : 'schedules.change')}>
      <div className="stack">
        <div className="grid-form">
          <ChoiceField
            label={t('schedules.report')}
            value={report}
            choices={infos.map(({ name, heading }) => ({ value: name, label: heading }))}
            onChange={setReport}
          />
          <ChoiceField
            label={t('schedules.rhythm')}
            value={rhythm}
            choices={(['daily', 'weekly', 'monthly'] as const).map((each) => ({
              value: each,
              label: t(`rhythm.${each}`),
            }))}
            onChange={setRhythm}
          />
          <NumberField
            label={t('schedules.hour')}
            description={t('schedules.hour.text')}
            value={hour}
            least={0}
            most={23}
            onChange={setHour}
          />
          <ChoiceField
            label={t('schedules.format')}
            value={format}
            choices={(['pdf', 'csv'] as const).map((each) => ({
              value: each,
              label: each.toUpperCase(),
            }))}
            onChange={setFormat}
          />
          {known.map((filter) => (
            <TextField
              key={filter}
              label={
                info?.needs.includes(filter)
                  ? t('report.filter.needed', { filter: t(`report.filter.${filter}`) })
                  : t(`report.filter.${filter}`)
              }
              value={filters[filter] ?? ''}
              error={fieldError(write.error, `/filters/${filter}`)}
              onChange={(value) => setFilters((before) => ({ ...before, [filter]: value }))}
            />
          ))}
        </div>
        <TextField
          label={t('schedules.recipients')}
          description={t('schedules.recipients.text')}
          placeholder={EXAMPLE_ADDRESS}
          value={recipients}
          error={fieldError(write.error, 'recipients')}
          onChange={setRecipients}
        />
        <CheckField label={t('schedules.active')} value={active} onChange={setActive} />
        {write.error === null ? null : <ProblemAlert error={write.error} />}
        <div className="row">
          <Button variant="primary" disabled={!valid} loading={write.isPending} onClick={save}>
            {t('action.save')}
          </Button>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          {stored === null ? (
            <ApiCall name="createReportSchedule" request={{ body }} />
          ) : (
            <ApiCall name="putReportSchedule" request={{ params: { schedule: stored.id }, body }} />
          )}
        </div>
      </div>
    </Card>
  )
}
