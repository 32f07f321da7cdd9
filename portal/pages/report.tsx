/** One report: its table and chart over a period, with filters, and as a file. */
import Button from '@cloudscape-design/components/button'
import { getRouteApi, Link } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { useIntl } from 'react-intl'
import type { Report, ReportFormat, ReportInfo, ReportName } from '#shared/contracts/report.ts'
import { useRead } from '../data.ts'
import { type Text, useText } from '../language.tsx'
import { makeMoneyFormat } from '../parts/amount.ts'
import { ApiCall } from '../parts/api-call.tsx'
import { formatDay } from '../parts/day.tsx'
import { List } from '../parts/list-page.tsx'
import { useNotices } from '../parts/notices.tsx'
import { Card, Empty, Loading, Page } from '../parts/page.tsx'
import { usePaging } from '../parts/paging.ts'
import { ProblemAlert, problemText } from '../parts/problem.tsx'
import { isFigure, ReportFigure } from '../parts/report-cell.tsx'
import { ReportFilters, type ReportSearch } from '../parts/report-filters.tsx'
import { useReportLanguage } from '../parts/report-language.ts'
import { saveFile } from '../parts/save-file.ts'
import { Words } from '../parts/words.tsx'
import { useSession } from '../session.tsx'

const Chart = lazy(() => import('../parts/chart.tsx'))
const route = getRouteApi('/reports/$report')
const ROWS = 100
/** As many bars as can be told apart. */
const BARS_LIMIT = 40

export const ReportPage = () => (
  <Words of={['reports']}>
    <OneReport key={route.useParams().report} />
  </Words>
)

function OneReport() {
  const t = useText()
  const language = useReportLanguage()
  const { report: name } = route.useParams()
  const catalog = useRead('listReports', { query: { language } })
  const info = catalog.data?.items.find((each) => each.name === name)
  const back = { to: '/reports', label: t('reports.title') } as const
  if (info !== undefined) return <Shown info={info} />
  return (
    <Page title={t('reports.title')} back={back}>
      {catalog.isError ? (
        <ProblemAlert error={catalog.error} onRetry={() => void catalog.refetch()} />
      ) : catalog.data === undefined ? (
        <Loading />
      ) : (
        <Empty title={t('report.unknown.title')} text={t('report.unknown.text')} />
      )}
    </Page>
  )
}

function Shown({ info }: { info: ReportInfo }) {
  const t = useText()
  const language = useReportLanguage()
  const search = route.useSearch()
  const paging = usePaging(search)
  const { cursor, page: _, ...filters } = search
  const params = { report: info.name }
  const query = { ...filters, language, limit: ROWS } as const
  const request = { params, query: cursor === undefined ? query : { ...query, cursor } } as never
  const complete = info.needs.every((need) => search[need] !== undefined)
  const read = useRead('showReport', request, { enabled: complete })
  const listed = {
    ...read,
    data: read.data && {
      items: read.data.rows.map((row, index) => ({ key: String(index), row })),
      next: read.data.next,
    },
  } as unknown as Parameters<typeof List<{ key: string; row: Report['rows'][number] }>>[0]['read']
  return (
    <Page
      title={info.heading}
      description={read.data === undefined ? '' : describe(t, read.data)}
      back={{ to: '/reports', label: t('reports.title') }}
      actions={
        <>
          <Downloads name={info.name} query={query} enabled={complete} />
          <ApiCall name="showReport" request={request} />
        </>
      }
    >
      <div className="stack">
        <ReportFilters
          key={JSON.stringify(filters)}
          info={info}
          search={filters as ReportSearch}
          onChange={paging.refilter}
        />
        {complete ? null : <Empty title={t('report.needs.title')} text={t('report.needs.text')} />}
        {read.data === undefined || !complete ? null : <ReportChart report={read.data} />}
        {complete ? (
          <List
            label={info.heading}
            read={listed}
            keyOf={({ key }) => key}
            paging={paging}
            columns={info.columns.map((column, index) => ({
              id: column.id,
              header: column.heading,
              width: isFigure(column.kind) ? 108 : index === 0 ? 170 : 150,
              names: index === 0,
              cell: ({ row }: { row: Report['rows'][number] }) => (
                <ReportFigure
                  column={column}
                  cell={row[column.id]}
                  currency={read.data?.currency ?? 'EUR'}
                />
              ),
            }))}
            empty={<Empty title={t('report.empty.title')} text={t('report.empty.text')} />}
          />
        ) : null}
        {read.data === undefined || !complete ? null : <Sums report={read.data} />}
      </div>
    </Page>
  )
}

const describe = (t: Text, { from, to, timeZone }: Report): string =>
  from === null || to === null ? t('report.now') : t('report.period', { from, to, timeZone })

/** Bars by sides where there are any, else by the first figure. */
function ReportChart({ report }: { report: Report }) {
  const t = useText()
  const { locale, formatNumber } = useIntl()
  const { columns, rows, currency } = report
  const [name] = columns
  const figure =
    columns.find(({ id }) => id === 'sides') ??
    columns.find(({ kind }) => kind === 'count') ??
    columns.find(({ kind }) => kind === 'money')
  if (name === undefined || figure === undefined || rows.length < 2 || name.kind === 'time') {
    return null
  }
  const points = rows.slice(0, BARS_LIMIT).map((row) => ({
    x: String(row[name.id] ?? ''),
    y: Number(row[figure.id] ?? 0),
  }))
  const money = makeMoneyFormat(locale, currency)
  return (
    <Card title={t('report.chart', { figure: figure.heading, name: name.heading })}>
      <Suspense fallback={<Loading />}>
        <Chart
          label={figure.heading}
          points={points}
          formatX={(x) =>
            name.kind === 'day' ? formatDay(locale, x, { day: 'numeric', month: 'short' }) : x
          }
          formatY={(y) => (figure.kind === 'money' ? money(y.toFixed(2)) : formatNumber(y))}
        />
      </Suspense>
    </Card>
  )
}

/** What all rows, shown or not, add up to; and where figures come from. */
function Sums({ report }: { report: Report }) {
  const t = useText()
  const { columns, total, others, notes, currency } = report
  const lines = [
    ...(others === null ? [] : [[t('report.others'), others] as const]),
    ...(total === null ? [] : [[t('report.total'), total] as const]),
  ]
  const figures = columns.filter(({ kind }) => isFigure(kind))
  return (
    <>
      {lines.length === 0 ? null : (
        <section className="card scroll-x">
          <table className="plain-table">
            <thead>
              <tr>
                <th scope="col">{t('report.sum')}</th>
                {figures.map(({ id, heading }) => (
                  <th key={id} scope="col">
                    {heading}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {lines.map(([label, row]) => (
                <tr key={label}>
                  <th scope="row">{label}</th>
                  {figures.map((column) => (
                    <td key={column.id}>
                      <ReportFigure column={column} cell={row[column.id]} currency={currency} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {notes.length === 0 ? null : (
        <Card title={t('report.notes')}>
          <ul>
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </Card>
      )}
      <p>
        <Link className="link" to="/report-schedules" search={{ report: report.name }}>
          {t('report.schedule')}
        </Link>
      </p>
    </>
  )
}

interface DownloadsProps {
  readonly name: ReportName
  readonly query: object
  readonly enabled: boolean
}

/** Rows of a file: what one reply holds at most. */
const FILE_ROWS = 2_000

function Downloads({ name, query, enabled }: DownloadsProps) {
  const t = useText()
  const { api } = useSession()
  const notices = useNotices()
  const [busy, setBusy] = useState<ReportFormat | null>(null)
  const save = async (format: ReportFormat) => {
    setBusy(format)
    try {
      const request = { params: { report: name }, query: { ...query, limit: FILE_ROWS, format } }
      const { blob } = await api.file('showReport', request)
      saveFile(blob, `${name}.${format}`)
    } catch (error) {
      notices.add({ type: 'error', text: problemText(t, error) })
    }
    setBusy(null)
  }
  return (
    <>
      {(['csv', 'pdf', 'json'] as const).map((format) => (
        <Button
          key={format}
          iconName="download"
          disabled={!enabled}
          loading={busy === format}
          ariaLabel={t('report.download', { format: format.toUpperCase() })}
          onClick={() => void save(format)}
        >
          {format.toUpperCase()}
        </Button>
      ))}
    </>
  )
}
