/** Which reports there are, and what is sent by e-mail. */
import { Link } from '@tanstack/react-router'
import type { ReportName } from '#shared/contracts/report.ts'
import { mayCall } from '../api.ts'
import { useRead } from '../data.ts'
import { useText } from '../language.tsx'
import { ApiCall } from '../parts/api-call.tsx'
import { Card, Loading, Page } from '../parts/page.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { useReportLanguage } from '../parts/report-language.ts'
import { Words } from '../parts/words.tsx'
import { useSession } from '../session.tsx'

/** By what one wants to know. */
const FAMILIES = {
  usage: ['summary', 'job-types', 'refusals', 'print-log', 'largest-jobs', 'environment'],
  people: ['users', 'users-by-type', 'most-active-users', 'user-list', 'groups'],
  printers: ['printers', 'printers-by-type', 'busiest-printers', 'printer-list'],
  money: ['accounts', 'account-statement'],
} as const satisfies Record<string, readonly ReportName[]>

export const ReportsPage = () => (
  <Words of={['reports']}>
    <Reports />
  </Words>
)

function Reports() {
  const t = useText()
  const { me } = useSession()
  const language = useReportLanguage()
  const request = { query: { language } }
  const catalog = useRead('listReports', request)
  const byName = new Map(catalog.data?.items.map((each) => [each.name, each]))
  return (
    <Page
      title={t('reports.title')}
      description={t('reports.description')}
      actions={
        <>
          {mayCall(me.role, 'listReportSchedules') ? (
            <Link className="link" to="/report-schedules">
              {t('reports.schedules')}
            </Link>
          ) : null}
          <ApiCall name="listReports" request={request} />
        </>
      }
    >
      {catalog.data === undefined ? (
        catalog.isError ? (
          <ProblemAlert error={catalog.error} onRetry={() => void catalog.refetch()} />
        ) : (
          <Loading />
        )
      ) : (
        <div className="card-columns">
          {(Object.keys(FAMILIES) as (keyof typeof FAMILIES)[]).map((family) => {
            const reports = FAMILIES[family].flatMap((name) => byName.get(name) ?? [])
            return reports.length === 0 ? null : (
              <Card key={family} title={t(`reports.family.${family}`)}>
                <ul className="plain-list">
                  {reports.map(({ name, heading }) => (
                    <li key={name}>
                      <Link className="link" to="/reports/$report" params={{ report: name }}>
                        {heading}
                      </Link>
                      <div className="quiet small">{t(`report.about.${name}`)}</div>
                    </li>
                  ))}
                </ul>
              </Card>
            )
          })}
        </div>
      )}
    </Page>
  )
}
