// How right the analyzer is on a folder of documents whose truth is written in its manifest.
import { createHash } from 'node:crypto'
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { makeFileSource } from '#connector/disk/document-file.ts'
import { analyzeDocument, type DocumentFindings } from '#shared/spool/analyze.ts'
import { COMPOSITE_COLOR, PROCESS_COLOR } from '#shared/spool/color-policy.ts'
import type { ColorPolicy } from '#shared/spool/port.ts'
import { makeTools } from './analyze-bytes.ts'

/** A line of `manifest.jsonl`: what is true of a file, and who says so. */
const truthRow = z.object({
  file: z.string(),
  sha256: z.string(),
  language: z.string(),
  pages: z.int().nullable(),
  pages_known: z.string().nullable(),
  color_pages: z.array(z.int()).nullable(),
  color_known: z.string().nullable(),
})
export type TruthRow = z.infer<typeof truthRow>

/** Pages of `edge.pdf`, one a row: what they hold, and whether a device must mix inks for it (and an eye sees it). */
const edgeRows = z.array(
  z.union([
    z.tuple([z.string(), z.union([z.literal(0), z.literal(1)])]),
    z.object({ what: z.string(), process: z.boolean(), composite: z.boolean() }),
  ]),
)

export interface Judged {
  readonly file: string
  /** The truth's language, by our name where we have one. */
  readonly language: string
  readonly pages: 'right' | 'unknown' | 'wrong' | 'wrong-exact' | 'unjudged'
  /** Pages whose color is known by a render. */
  readonly colorPages: number
  readonly colorPagesRight: number
  /** Pages of which we say that we do not know. */
  readonly colorPagesOpen: number
  /** What we got wrong or left open, in words. */
  readonly misses: readonly string[]
}

/** What the manifest's languages are here: the first names the row of the table, every one is a right answer. */
const LANGUAGES: Readonly<Record<string, readonly string[]>> = {
  ps: ['postscript'],
  pjl: ['in PJL', 'pdf', 'postscript', 'pcl5', 'pclxl', 'text'],
  'pcl3/pcl5-raster': ['pcl3', 'pcl5'],
  'escp/vendor': ['escp', 'unknown'],
  // Some vendors wrap what we do read.
  'vendor-raster': ['vendor raster', 'unknown', 'pcl5', 'escp'],
}

/** Reads `manifest.jsonl` in the folder; the files lie in `files/` or beside it. Throws on a row that is none. */
export function judgeFolder(folder: string): Judged[] {
  const rows = readFileSync(join(folder, 'manifest.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => truthRow.parse(JSON.parse(line)))
  const files = existsSync(join(folder, 'files')) ? join(folder, 'files') : folder
  const judged = rows.map((row) => judgeFile(row, join(files, row.file)))
  const edge = join(folder, 'edge.json')
  return existsSync(edge) ? [...judged, ...judgeEdge(edge, join(files, 'edge.pdf'))] : judged
}

function judgeFile(row: TruthRow, path: string): Judged {
  const accepted = LANGUAGES[row.language] ?? [row.language]
  const problem = problemWithFile(row, path)
  const nothing = { colorPages: 0, colorPagesRight: 0, colorPagesOpen: 0 }
  const base = { file: row.file, language: accepted[0]! }
  if (problem !== null) return { ...base, pages: 'unjudged', ...nothing, misses: [problem] }

  const findings = analyzeFile(path)
  const pages = judgePages(row, findings)
  const color =
    arePagesTrusted(row) && isColorTrusted(row)
      ? judgeColor(row, findings)
      : { ...nothing, misses: [] }
  const misses = [...color.misses]
  if (!accepted.includes(findings.language)) {
    misses.unshift(`language: \`${findings.language}\` for \`${row.language}\``)
  }
  if (pages !== 'right' && pages !== 'unjudged') {
    const { value, known } = findings.pages
    misses.unshift(`pages: ${value ?? '?'} (${known}) for ${row.pages}, says ${row.pages_known}`)
  }
  if (misses.length > 0 && findings.problem !== null) misses.push(findings.problem.detail)
  return { ...base, pages, ...color, misses }
}

function problemWithFile(row: TruthRow, path: string): string | null {
  if (!existsSync(path)) return 'the file is missing'
  const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex')
  return sha256 === row.sha256 ? null : 'the file is not the one that the manifest knows'
}

function analyzeFile(path: string, policy: ColorPolicy = COMPOSITE_COLOR): DocumentFindings {
  const descriptor = openSync(path, 'r')
  try {
    return analyzeDocument(makeFileSource(descriptor), makeTools({ policy }))
  } finally {
    closeSync(descriptor)
  }
}

function judgePages(row: TruthRow, { pages }: DocumentFindings): Judged['pages'] {
  if (row.pages === null || !arePagesTrusted(row)) return 'unjudged'
  if (pages.value === null) return 'unknown'
  if (pages.value === row.pages) return 'right'
  return pages.known === 'exact' ? 'wrong-exact' : 'wrong'
}

/** Two must agree. `gpcl6` alone counts what runs over the edge of a plot as pages of their own. */
function arePagesTrusted({ pages_known: known }: TruthRow): boolean {
  return known !== null && !/unconfirmed|unknown|^gpcl6$/.test(known)
}

function isColorTrusted({ color_pages: pages, color_known: known }: TruthRow): boolean {
  return pages !== null && /render|rgb\d/.test(known ?? '') && !/disagree|failed/.test(known ?? '')
}

function judgeColor(row: TruthRow, { pages, colorPages }: DocumentFindings) {
  const truth = new Set(row.color_pages)
  const found = new Set(colorPages.value)
  const all = Array.from({ length: row.pages ?? 0 }, (_, index) => index + 1)
  const isOpen = (page: number) => colorPages.value === null || page > (pages.value ?? 0)
  const open = all.filter(isOpen)
  const wrong = all.filter((page) => !isOpen(page) && truth.has(page) !== found.has(page))
  const misses = wrong.length === 0 ? [] : [describeColor(wrong, truth, colorPages.known)]
  if (open.length > 0) misses.push(`color unknown on ${open.length} pages`)
  return {
    colorPages: all.length,
    colorPagesRight: all.length - wrong.length - open.length,
    colorPagesOpen: open.length,
    misses,
  }
}

function describeColor(wrong: readonly number[], truth: ReadonlySet<number>, known: string) {
  const missed = wrong.filter((page) => truth.has(page))
  const invented = wrong.filter((page) => !truth.has(page))
  return `color (${known}): missed on [${missed}], invented on [${invented}]`
}

/** Every edge case by both tests of color, as far as the file tells them apart. */
function judgeEdge(edgePath: string, pdfPath: string): Judged[] {
  const rows = edgeRows.parse(JSON.parse(readFileSync(edgePath, 'utf8')))
  const cases = rows.map((row) =>
    'what' in row ? row : { what: row[0], process: row[1] === 1, composite: null },
  )
  return (['composite', 'process'] as const).flatMap((test) => {
    const truth = cases.filter((one) => one[test] !== null)
    if (truth.length === 0) return []
    const { colorPages } = analyzeFile(
      pdfPath,
      test === 'composite' ? COMPOSITE_COLOR : PROCESS_COLOR,
    )
    const wrong = cases.flatMap((one, index) =>
      one[test] === null || colorPages.value?.includes(index + 1) === one[test]
        ? []
        : [`page ${index + 1}, ${one.what}: ${one[test] ? 'missed' : 'invented'}`],
    )
    return {
      file: `edge.pdf, by the ${test} test`,
      language: `edge, ${test}`,
      pages: 'unjudged' as const,
      colorPages: truth.length,
      colorPagesRight: truth.length - wrong.length,
      colorPagesOpen: 0,
      misses: wrong,
    }
  })
}
