/** A report as CSV that spreadsheets open without running anything. */
import type { Report, ReportLanguage, ReportRow } from '#shared/contracts/report.ts'
import { formatCsv } from '../http/csv/csv.ts'
import { WORDS } from './words.ts'

/** Tells spreadsheets that the text is UTF-8. */
const BYTE_ORDER_MARK = '\ufeff'

export function formatReportCsv(report: Report, language: ReportLanguage): string {
  const { columns, rows, others, total } = report
  const makeLine = (row: ReportRow) => columns.map(({ id }) => String(row[id] ?? ''))
  const named = (row: ReportRow | null, word: string) =>
    row === null ? [] : [makeLine({ ...row, [columns[0]?.id ?? '']: word })]
  return (
    BYTE_ORDER_MARK +
    formatCsv([
      columns.map(({ heading }) => heading),
      ...rows.map(makeLine),
      ...named(others, WORDS.others[language]),
      ...named(total, WORDS.total[language]),
    ])
  )
}
