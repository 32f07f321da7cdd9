/** Findings as rows for people; a count that is only estimated carries a `~`, an unknown one is a `?`. */
import { basename } from 'node:path'
import { type Findings, formatPageRanges } from '#shared/contracts/findings.ts'
import type { Coverage } from '#shared/spool/coverage.ts'

const WIDTHS = [32, 11, 7, 16, 13, 6, 6, 6]
const COVERAGE_WIDTH = 22
const POINTS_PER_MM = 72 / 25.4

const NAMES = ['file', 'language', 'pages', 'color pages', 'paper mm', 'copies', 'sides', 'sheets']

export function formatHead(hasCoverage = false): string {
  const coverage = hasCoverage ? [fitCell('ink % of a page', COVERAGE_WIDTH)] : []
  return joinCells([...NAMES, ...coverage, 'problem'])
}

/** Without `coverage` there is no column for it. */
export function formatRow(file: string, findings: Findings, coverage?: Coverage): string {
  return joinCells([
    makePrintable(basename(file)),
    findings.language,
    mark(findings.pages.value === null ? '?' : `${findings.pages.value}`, findings.pages.known),
    mark(formatColorPages(findings.colorPages.value), findings.colorPages.known),
    formatPaper(findings.pageSizes),
    `${findings.copies}`,
    `${findings.sides ?? '?'}`,
    `${findings.sheets ?? '?'}`,
    ...(coverage ? [fitCell(formatCoverage(coverage), COVERAGE_WIDTH)] : []),
    findings.problem === null ? '' : `${findings.problem.code}: ${findings.problem.detail}`,
  ])
}

function formatColorPages(pages: readonly number[] | null): string {
  if (pages === null) return '?'
  return pages.length === 0 ? 'none' : formatPageRanges(pages)
}

/** The mean of the pages that are known: "~R12 G40 B40". */
function formatCoverage({ value, known }: Coverage): string {
  const pages = value?.filter((page) => page !== null) ?? []
  const sums = new Map<string, number>()
  for (const page of pages) {
    for (const [ink, share] of Object.entries(page)) sums.set(ink, (sums.get(ink) ?? 0) + share)
  }
  if (sums.size === 0) return '?'
  const percent = (sum: number) => Math.round((sum * 100) / pages.length)
  const inks = [...sums].map(([ink, sum]) => `${INK_LETTERS[ink] ?? ink}${percent(sum)}`)
  return mark(inks.join(' '), known)
}

const INK_LETTERS: Readonly<Record<string, string>> = {
  ...{ cyan: 'C', magenta: 'M', yellow: 'Y', black: 'K' },
  ...{ red: 'R', green: 'G', blue: 'B' },
}

function mark(text: string, known: string): string {
  return known === 'estimated' ? `~${text}` : text
}

function formatPaper(sizes: Findings['pageSizes']): string {
  const first = sizes[0]
  if (!first) return '?'
  const size = `${Math.round(first.widthPt / POINTS_PER_MM)}x${Math.round(first.heightPt / POINTS_PER_MM)}`
  return sizes.length > 1 ? `${size} +${sizes.length - 1}` : size
}

/** A file name must not steer the terminal. */
function makePrintable(text: string): string {
  return text.replace(/\p{C}/gu, '?')
}

function joinCells(cells: readonly string[]): string {
  return cells
    .map((cell, index) => fitCell(cell, WIDTHS[index]))
    .join('  ')
    .trimEnd()
}

function fitCell(cell: string, width: number | undefined): string {
  if (width === undefined) return cell
  return cell.length > width ? `${cell.slice(0, width - 1)}…` : cell.padEnd(width)
}
