/** Paper sizes by name where they have one, else in the reader's own measure. */
import { paperSizeOf } from '#shared/contracts/paper-sizes.ts'

const POINTS_PER_INCH = 72
const MILLIMETERS_PER_INCH = 25.4
/** CLDR: regions whose papers and rulers are in inches. */
const INCH_REGIONS = new Set(['US', 'CA', 'MX', 'PH', 'CL', 'CO'])

export function formatPaper(locale: string, widthPt: number, heightPt: number): string {
  const name = paperSizeOf(widthPt, heightPt)
  if (name !== null) return name
  const inches = INCH_REGIONS.has(new Intl.Locale(locale).maximize().region ?? '')
  const scale = (inches ? 1 : MILLIMETERS_PER_INCH) / POINTS_PER_INCH
  const format = new Intl.NumberFormat(locale, { maximumFractionDigits: inches ? 1 : 0 })
  return `${format.format(widthPt * scale)} × ${format.format(heightPt * scale)} ${inches ? 'in' : 'mm'}`
}
