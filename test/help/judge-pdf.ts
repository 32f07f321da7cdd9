// One small PDF page each: content in, verdict on its color out.
import { expect, it } from 'vitest'
import { analyzeBytes } from './analyze-bytes.ts'
import { buildPages, type PagesOptions } from './build-pdf.ts'

export type Verdict = 'mono' | 'color' | 'undecided'

export function judge(content: string | Uint8Array, options: PagesOptions = {}): Verdict {
  const { colorPages, pages } = analyzeBytes(buildPages([content], options))
  expect(pages).toEqual({ value: 1, known: 'exact' })
  if (colorPages.known === 'estimated') return 'undecided'
  return colorPages.value?.length === 1 ? 'color' : 'mono'
}

export interface Row extends PagesOptions {
  readonly what: string
  readonly content: string | Uint8Array
  readonly verdict: Verdict
}

export function table(rows: readonly Row[]): void {
  it.each(rows)('$what: $verdict', ({ content, verdict, ...options }) => {
    expect(judge(content, options)).toBe(verdict)
  })
}

export const objects = (...entries: readonly [number, string | Uint8Array][]) => new Map(entries)
export const red = '1 0 0 rg'
export const square = '10 10 50 50 re f'
