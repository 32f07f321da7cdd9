/** One report over a period, as data, CSV or PDF. */
import { Problem } from '#shared/contracts/problem.ts'
import type { Report } from '#shared/contracts/report.ts'
import type { RawReply, RouteHandler } from '../../middleware/call.ts'
import { hideFrom } from '../../middleware/hiding.ts'
import { mayRead } from '../../reports/catalog.ts'
import { formatReportCsv } from '../../reports/format-csv.ts'
import { formatReportPdf } from '../../reports/format-pdf.ts'
import { loadReport } from '../../reports/load-report.ts'
import { parsePeriod } from '../../reports/period.ts'
import { catchUp } from '../../reports/roll-up.ts'
import { loadTenant } from '../../stores/tenants.ts'
import { makeCursor, readCursor } from '../cursor.ts'

export const showReport: RouteHandler<'showReport'> = async ({
  params,
  query,
  credential,
  nowMs,
}) => {
  const { report: name } = params
  if (!mayRead(credential.role, name)) throw new Problem('role-insufficient')
  const { from, to, format, language, limit, cursor, ...filters } = query
  const tenant = await loadTenant(params.tenant)
  const { timeZone } = tenant.settings
  const period = parsePeriod({ from, to }, timeZone, nowMs)
  // A cursor goes on in the list that it came from: another period or filter is another list.
  const list = `${tenant.id}.report.${JSON.stringify([name, period, filters])}`
  const after = readCursor(list, cursor)
  await catchUp({ tenantId: tenant.id, timeZone, nowMs })
  const loaded = await loadReport({
    tenant,
    name,
    period,
    filters,
    language,
    nowMs,
    limit,
    after,
  })
  const next = makeCursor(list, loaded.after)
  // Here and not only on the way out: what is hidden is hidden in files too.
  const report = hideFrom(credential, { ...loaded.report, next }) as Report
  const file = { raw: true, status: 200, ...linkTo(next, limit) } as const
  const fileName = `${name}-${period.first}-${period.last}`
  switch (format) {
    case 'json':
      return report
    case 'csv':
      return {
        ...file,
        contentType: 'text/csv; charset=utf-8',
        body: formatReportCsv(report, language),
        fileName: `${fileName}.csv`,
      }
    case 'pdf': {
      const bytes = await formatReportPdf(report, { tenantName: tenant.name, language })
      return {
        ...file,
        contentType: 'application/pdf',
        body: bytes.toString('base64'),
        base64: true,
        fileName: `${fileName}.pdf`,
      }
    }
  }
}

function linkTo(next: string | null, limit: number): Pick<RawReply, 'link'> {
  if (next === null) return {}
  return { link: `<?limit=${limit}&cursor=${encodeURIComponent(next)}>; rel="next"` }
}
