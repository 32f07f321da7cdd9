/** What reading a document told: every count says how it is known, and an unknown count is never 0. */
export const LANGUAGES = [
  'pdf',
  'postscript',
  'pcl5',
  'pclxl',
  'pcl3',
  'pwg-raster',
  'urf',
  'cups-raster',
  'xps',
  'emfspool',
  'tiff',
  'jpeg',
  'png',
  'text',
  'hpgl',
  'escp',
  'pclm',
  'zpl',
  'unknown',
] as const
export type Language = (typeof LANGUAGES)[number]

export const KNOWN = ['exact', 'estimated', 'unknown'] as const
export type Known = (typeof KNOWN)[number]

/** More pages than any printer takes in one job; a document that claims more is `unknown`. */
export const PAGES_LIMIT = 1_000_000
/** More copies than anybody means. */
export const COPIES_LIMIT = 9_999

export interface Count {
  readonly value: number | null
  readonly known: Known
}

/** Which pages (1-based, ascending) hold color. */
export interface PageList {
  readonly value: readonly number[] | null
  readonly known: Known
}

/** Why a document could not be read to its end; `at` is a byte offset. */
export interface FindingProblem {
  readonly code: string
  readonly detail: string
  readonly at: number | null
}

/** The answer of `shared/spool` for one document (interfaces page, `analyze --json`, less file and time). */
export interface Findings {
  readonly language: Language
  readonly pages: Count
  readonly colorPages: PageList
  /** Paper sizes in points (1/72 inch), in order of first use, at most 32. */
  readonly pageSizes: readonly { widthPt: number; heightPt: number; pages: number }[]
  /** What the document itself asks for; null = it says nothing. */
  readonly duplex: boolean | null
  /** The document itself orders gray printing; `colorPages` still tells what was found. */
  readonly grayscale: boolean
  /** Copies that the document itself asks for. */
  readonly copies: number
  readonly sides: number | null
  readonly sheets: number | null
  readonly bytes: number
  /** Hex SHA-256 of the bytes as spooled. */
  readonly sha256: string
  readonly problem: FindingProblem | null
}

/** `[1,2,3,7]` → `"1-3,7"`: what travels instead of a long list. */
export function formatPageRanges(pages: readonly number[]): string {
  const parts: string[] = []
  for (let i = 0; i < pages.length; ) {
    let end = i
    while (end + 1 < pages.length && pages[end + 1] === (pages[end] ?? 0) + 1) end++
    parts.push(i === end ? `${pages[i]}` : `${pages[i]}-${pages[end]}`)
    i = end + 1
  }
  return parts.join(',')
}
