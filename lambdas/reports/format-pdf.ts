/** A report as PDF: a table with its heading on every page, page numbers, and nothing that is loaded from anywhere. */
import PDFDocument from 'pdfkit'
import type {
  Report,
  ReportCell,
  ReportColumn,
  ReportLanguage,
  ReportRow,
} from '#shared/contracts/report.ts'
import { toWinAnsi } from './win-ansi.ts'
import { WORDS } from './words.ts'

const MARGIN_PT = 36
const ROW_HEIGHT_PT = 16
const TEXT_PT = 8
const HEADING_PT = 16
const CELL_GAP_PT = 6
/** More columns do not fit upright. */
const UPRIGHT_COLUMNS = 8
/** Widths beside each other: text needs more than numbers. */
const TEXT_WEIGHT = 2
const REGULAR = 'Helvetica'
const BOLD = 'Helvetica-Bold'
const INK = '#1b1f24'
const PALE = '#5c6670'
const LINE = '#d5dae0'

export interface PdfSurroundings {
  readonly tenantName: string
  readonly language: ReportLanguage
}

export function formatReportPdf(report: Report, around: PdfSurroundings): Promise<Buffer> {
  const upright = report.columns.length <= UPRIGHT_COLUMNS
  const page: Page = new PDFDocument({
    size: 'A4',
    layout: upright ? 'portrait' : 'landscape',
    margin: MARGIN_PT,
    // Pages are kept until their number is known.
    bufferPages: true,
    font: REGULAR,
    // Nothing of the moment stands in the file, so the same report is the same bytes.
    info: { Title: toWinAnsi(report.heading), CreationDate: new Date(0) },
  })
  const bytes = gather(page)
  const widths = widthsOf(page, report.columns)
  drawTitle(page, report, around)
  drawHeader(page, report.columns, widths)
  for (const row of report.rows) drawRow(page, report.columns, widths, row, REGULAR)
  if (report.rows.length === 0) drawLine(page, WORDS.nothing[around.language])
  drawSum(page, report, widths, report.others, WORDS.others[around.language])
  drawSum(page, report, widths, report.total, WORDS.total[around.language])
  const notes = report.next === null ? report.notes : [...report.notes, WORDS.more[around.language]]
  for (const note of notes) drawLine(page, note)
  drawPageNumbers(page, report, around)
  page.end()
  return bytes
}

type Page = InstanceType<typeof PDFDocument>

function gather(page: Page): Promise<Buffer> {
  const chunks: Buffer[] = []
  return new Promise((resolve, reject) => {
    page.on('data', (chunk: Buffer) => chunks.push(chunk))
    page.on('end', () => resolve(Buffer.concat(chunks)))
    page.on('error', reject)
  })
}

function widthsOf(page: Page, columns: readonly ReportColumn[]): readonly number[] {
  const weights = columns.map(({ kind }) => (kind === 'text' || kind === 'time' ? TEXT_WEIGHT : 1))
  const sum = weights.reduce((total, weight) => total + weight, 0)
  const room = page.page.width - 2 * MARGIN_PT
  return weights.map((weight) => (room * weight) / sum)
}

function drawTitle(page: Page, report: Report, { tenantName }: PdfSurroundings): void {
  const period = report.from === null ? '' : `${report.from} – ${report.to} (${report.timeZone})`
  page.font(BOLD).fontSize(HEADING_PT).fillColor(INK).text(toWinAnsi(report.heading))
  page
    .font(REGULAR)
    .fontSize(TEXT_PT + 2)
    .fillColor(PALE)
  page.text(
    toWinAnsi([tenantName, period, report.currency].filter((one) => one !== '').join(' · ')),
  )
  page.moveDown(1)
}

function drawHeader(page: Page, columns: readonly ReportColumn[], widths: readonly number[]): void {
  const names = Object.fromEntries(columns.map(({ id, heading }) => [id, heading]))
  drawCells(page, columns, widths, names, BOLD)
}

function drawRow(
  page: Page,
  columns: readonly ReportColumn[],
  widths: readonly number[],
  row: ReportRow,
  font: string,
): void {
  if (page.y + ROW_HEIGHT_PT > bottomOf(page)) {
    page.addPage()
    drawHeader(page, columns, widths)
  }
  drawCells(page, columns, widths, row, font)
}

function drawCells(
  page: Page,
  columns: readonly ReportColumn[],
  widths: readonly number[],
  row: ReportRow,
  font: string,
): void {
  const { y } = page
  let x = MARGIN_PT
  page.font(font).fontSize(TEXT_PT).fillColor(INK)
  columns.forEach(({ id, kind }, index) => {
    const width = widths[index] ?? 0
    const align = kind === 'text' || kind === 'time' || kind === 'day' ? 'left' : 'right'
    const text = shorten(page, formatCell(row[id] ?? null, kind), width - CELL_GAP_PT)
    page.text(text, x, y + 4, { width: width - CELL_GAP_PT, align, lineBreak: false })
    x += width
  })
  page
    .moveTo(MARGIN_PT, y + ROW_HEIGHT_PT)
    .lineTo(page.page.width - MARGIN_PT, y + ROW_HEIGHT_PT)
    .lineWidth(0.5)
    .strokeColor(LINE)
    .stroke()
  page.x = MARGIN_PT
  page.y = y + ROW_HEIGHT_PT
}

/** Cut with an ellipsis, so that every row has one line. */
function shorten(page: Page, text: string, widthPt: number): string {
  if (page.widthOfString(text) <= widthPt) return text
  let [low, high] = [0, text.length]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (page.widthOfString(`${text.slice(0, middle)}…`) <= widthPt) low = middle
    else high = middle - 1
  }
  return `${text.slice(0, low)}…`
}

function formatCell(cell: ReportCell, kind: ReportColumn['kind']): string {
  if (cell === null) return ''
  if (kind === 'time') return String(cell).slice(0, 'YYYY-MM-DDTHH:MM'.length).replace('T', ' ')
  return toWinAnsi(String(cell))
}

function drawSum(
  page: Page,
  { columns }: Report,
  widths: readonly number[],
  row: ReportRow | null,
  word: string,
): void {
  if (row === null) return
  drawRow(page, columns, widths, { ...row, [columns[0]?.id ?? '']: word }, BOLD)
}

function drawLine(page: Page, text: string): void {
  if (page.y + 2 * ROW_HEIGHT_PT > bottomOf(page)) page.addPage()
  page.font(REGULAR).fontSize(TEXT_PT).fillColor(PALE).moveDown(0.6)
  page.text(toWinAnsi(text), MARGIN_PT, page.y, { width: page.page.width - 2 * MARGIN_PT })
}

function drawPageNumbers(page: Page, report: Report, { tenantName, language }: PdfSurroundings) {
  const { start, count } = page.bufferedPageRange()
  const name = toWinAnsi(`${tenantName} · ${report.heading}`)
  for (let index = 0; index < count; index++) {
    page.switchToPage(start + index)
    // Below the margin, where text would begin a new page.
    page.page.margins.bottom = 0
    const y = page.page.height - MARGIN_PT / 2 - TEXT_PT
    const width = page.page.width - 2 * MARGIN_PT
    const number = `${WORDS.page[language]} ${index + 1} ${WORDS.of[language]} ${count}`
    page.font(REGULAR).fontSize(TEXT_PT).fillColor(PALE)
    page.text(shorten(page, name, width / 2), MARGIN_PT, y, {
      width,
      align: 'left',
      lineBreak: false,
    })
    page.text(number, MARGIN_PT, y, { width, align: 'right', lineBreak: false })
  }
}

const bottomOf = (page: Page): number => page.page.height - MARGIN_PT
