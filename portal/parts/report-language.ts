/** The language that the server writes reports in: the reader's where it knows it. */
import type { ReportLanguage } from '#shared/contracts/report.ts'
import { useLanguage } from '../language.tsx'

const KNOWN = Object.keys({ en: 0, de: 0, fr: 0, es: 0 } satisfies Record<ReportLanguage, 0>)

export function useReportLanguage(): ReportLanguage {
  const { tag } = useLanguage()
  return KNOWN.includes(tag) ? (tag as ReportLanguage) : 'en'
}
