/** Findings as rows for people; a count that is only estimated carries a `~`, an unknown one is a `?`. */
import { basename } from 'node:path'
import { type Findings, formatPageRanges } from '#shared/contracts/findings.ts'

const WIDTHS = [32, 11, 7, 16, 13, 6, 6, 6]
const POINTS_PER_MM = 72 / 25.4

export const TABLE_HEAD = joinCells([
  'file',
  'language',
  'pages',
  'color pages',
  'paper mm',
  'copies',
  'sides',
  'sheets',
  'problem',
])

export function formatRow(file: string, findings: Findings): string {
  return joinCells([
    makePrintable(basename(file)),
    findings.language,
    mark(findings.pages.value === null ? '?' : `${findings.pages.value}`, findings.pages.known),
    mark(formatColorPages(findings.colorPages.value), findings.colorPages.known),
    formatPaper(findings.pageSizes),
    `${findings.copies}`,
    `${findings.sides ?? '?'}`,
    `${findings.sheets ?? '?'}`,
    findings.problem === null ? '' : `${findings.problem.code}: ${findings.problem.detail}`,
  ])
}

function formatColorPages(pages: readonly number[] | null): string {
  if (pages === null) return '?'
  return pages.length === 0 ? 'none' : formatPageRanges(pages)
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
