/** Which pages of a document go on which sides, and where on the side each one lies. Pure arithmetic. */
import type { JobTicket } from '#shared/contracts/job-facts.ts'

/** Pages from 0; empty = a blank side, so that the next copy starts on a sheet of its own. */
export type Side = readonly number[]

/**
 * Several pages a side first, then the choice of sides, then copies: as the job was counted and priced
 * (shared/spool/measure.ts).
 */
export function planSides(pagesCount: number, ticket: JobTicket, duplex: boolean): readonly Side[] {
  const perSide = Math.max(1, ticket.pagesPerSide)
  const imposed: Side[] = []
  for (let page = 0; page < pagesCount; page += perSide) {
    const last = Math.min(page + perSide, pagesCount)
    imposed.push(Array.from({ length: last - page }, (_, i) => page + i))
  }
  const ranges = ticket.pageRanges === '' ? null : ticket.pageRanges.split(',').map(parseRange)
  const chosen = imposed.filter((_, index) => {
    const number = index + 1
    if (ticket.pageSet === 'even' && number % 2 === 1) return false
    if (ticket.pageSet === 'odd' && number % 2 === 0) return false
    return ranges === null || ranges.some(([lower, upper]) => number >= lower && number <= upper)
  })
  if (ticket.copies > 1 && !ticket.collate) return uncollated(chosen, ticket.copies, duplex)
  const isPadded = duplex && ticket.copies > 1 && chosen.length % 2 === 1
  const copy = isPadded ? [...chosen, []] : chosen
  return Array.from({ length: ticket.copies }, () => copy).flat()
}

function parseRange(part: string): [number, number] {
  const [lower, upper] = part.split('-').map(Number)
  return [lower ?? 1, upper ?? lower ?? 1]
}

/** Sheet by sheet: each as often as there are copies. */
function uncollated(sides: readonly Side[], copies: number, duplex: boolean): readonly Side[] {
  const sheet = duplex ? 2 : 1
  const planned: Side[] = []
  for (let at = 0; at < sides.length; at += sheet) {
    const [front, back] = [sides[at]!, sides[at + 1] ?? []]
    for (let copy = 0; copy < copies; copy++) planned.push(...(duplex ? [front, back] : [front]))
  }
  return planned
}

/** A page on its side, in dots from the top left; quarter turns clockwise. */
export interface PlacedPage {
  readonly page: number
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  readonly quarterTurns: 0 | 1
}

export interface PageSize {
  readonly width: number
  readonly height: number
}

/** Points that a page may be off and still count as exactly the paper's size. */
const SAME_SIZE_PT = 3
const POINTS_PER_INCH = 72

/** `sizeOf` tells points. Pages keep their shape; one alone keeps its size too unless the paper is smaller. */
export function placePages(
  side: Side,
  perSide: number,
  sizeOf: (page: number) => PageSize,
  paper: { widthDots: number; heightDots: number; dpi: number },
): readonly PlacedPage[] {
  const first = side[0]
  if (first === undefined) return []
  const { columns, rows, isTurned } = gridOf(perSide, sizeOf(first), paper)
  // The grid as it is read; on paper it lies turned clockwise, if it is.
  const [across, down] = isTurned ? [rows, columns] : [columns, rows]
  const cell = { width: paper.widthDots / across, height: paper.heightDots / down }
  return side.map((page, index) => {
    const [column, row] = [index % columns, Math.floor(index / columns)]
    const [x, y] = isTurned ? [rows - 1 - row, column] : [column, row]
    const size = sizeOf(page)
    const points = isTurned ? { width: size.height, height: size.width } : size
    const { width, height } = fitInto(points, cell, perSide === 1, paper.dpi)
    return {
      page,
      left: Math.round(x * cell.width + (cell.width - width) / 2),
      top: Math.round(y * cell.height + (cell.height - height) / 2),
      width: Math.max(1, Math.round(width)),
      height: Math.max(1, Math.round(height)),
      quarterTurns: isTurned ? 1 : 0,
    }
  })
}

/** Squares keep the page's way up; two and six pages want the paper the other way. */
function gridOf(
  perSide: number,
  page: PageSize,
  paper: { widthDots: number; heightDots: number },
): { columns: number; rows: number; isTurned: boolean } {
  const root = Math.ceil(Math.sqrt(perSide))
  const isSquare = root * root === perSide || perSide === 3
  const isWide = page.width > page.height
  const readsWide = isSquare ? isWide : !isWide
  const [long, short] = isSquare ? [root, root] : [root, Math.ceil(perSide / root)]
  const [columns, rows] = readsWide ? [long, short] : [short, long]
  return { columns, rows, isTurned: readsWide !== paper.widthDots > paper.heightDots }
}

function fitInto(
  points: PageSize,
  cell: { width: number; height: number },
  isAlone: boolean,
  dpi: number,
): { width: number; height: number } {
  const natural = {
    width: (points.width / POINTS_PER_INCH) * dpi,
    height: (points.height / POINTS_PER_INCH) * dpi,
  }
  const tolerance = (SAME_SIZE_PT / POINTS_PER_INCH) * dpi
  const isSame =
    Math.abs(natural.width - cell.width) <= tolerance &&
    Math.abs(natural.height - cell.height) <= tolerance
  if (isSame) return cell
  const scale = Math.min(cell.width / natural.width, cell.height / natural.height)
  const used = isAlone ? Math.min(1, scale) : scale
  return { width: natural.width * used, height: natural.height * used }
}
