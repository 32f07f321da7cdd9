/** Whole files that real programs wrote, with what construction and independent renderers say of them. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { analyzeBytes } from '#help/analyze-bytes.ts'
import { COMPOSITE_COLOR, PROCESS_COLOR } from '#shared/spool/color-policy.ts'

const folder = new URL('../../../cases/spool/', import.meta.url)
const read = (file: string) => readFileSync(new URL(file, folder))

interface Expected {
  readonly file: string
  readonly language: string
  readonly pages: number
  readonly colorPages: readonly number[]
  readonly paperPt: readonly [number, number] | null
}

interface EdgePage {
  readonly page: number
  readonly what: string
  readonly process: boolean
  readonly composite: boolean
}

describe('files of real programs', () => {
  const rows = JSON.parse(read('expected.json').toString()) as Expected[]
  it.each(rows)('$file: $pages pages, color on $colorPages', (row) => {
    const findings = analyzeBytes(read(row.file))
    expect(findings).toMatchObject({
      language: row.language,
      pages: { value: row.pages, known: 'exact' },
      colorPages: { value: row.colorPages, known: 'exact' },
      problem: null,
    })
    if (!row.paperPt) return
    const [widthPt, heightPt] = row.paperPt
    expect(findings.pageSizes[0]).toMatchObject({ widthPt, heightPt })
  })
})

describe('51 ways to be or not to be color', () => {
  const rows = JSON.parse(read('edge.json').toString()) as EdgePage[]
  const bytes = read('edge.pdf')
  const composite = analyzeBytes(bytes, { policy: COMPOSITE_COLOR }).colorPages.value
  const process = analyzeBytes(bytes, { policy: PROCESS_COLOR }).colorPages.value

  it.each(rows)('$page, $what: composite $composite, process $process', (row) => {
    expect(composite?.includes(row.page)).toBe(row.composite)
    expect(process?.includes(row.page)).toBe(row.process)
  })

  it('counts ink gray and rich black as the policy says', () => {
    const policy = { ...COMPOSITE_COLOR, richBlackIsColor: true, inkGrayIsColor: false }
    const pages = analyzeBytes(bytes, { policy }).colorPages.value
    expect(pages).toContain(8)
    expect(pages).not.toContain(9)
  })
})
