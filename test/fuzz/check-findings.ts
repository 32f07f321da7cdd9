// What every answer of the analyzer must be, whatever the document: the contract's shape, and no number that cannot be.
import {
  COPIES_LIMIT,
  type Count,
  LANGUAGES,
  PAGES_LIMIT,
  type PageList,
} from '#shared/contracts/findings.ts'
import type { DocumentFindings } from '#shared/spool/analyze.ts'

const SIZES_LIMIT = 32
const SIZE_PT_LIMIT = 100_000
const PROBLEM_CODE = /^[a-z]+(?:-[a-z]+)+$/

/** The first rule that is broken, as a sentence; null = none. */
export function findFault(findings: DocumentFindings, bytes: number): string | null {
  const broken = RULES.find(({ holds }) => !holds(findings, bytes))
  return broken ? `${broken.rule}: ${JSON.stringify(findings).slice(0, 2_000)}` : null
}

interface Rule {
  readonly rule: string
  holds(findings: DocumentFindings, bytes: number): boolean
}

const RULES: readonly Rule[] = [
  {
    rule: 'the analyzer does not fail',
    holds: ({ problem }) => problem?.code !== 'analyzer-failed',
  },
  {
    rule: 'the language is one of the list',
    holds: ({ language }) => LANGUAGES.includes(language),
  },
  {
    rule: 'pages are a count up to the limit, and null exactly when unknown',
    holds: ({ pages }) =>
      isSaid(pages) && (pages.value === null || isWhole(pages.value, 0, PAGES_LIMIT)),
  },
  {
    rule: 'color pages are null exactly when unknown, ascending, and none lies behind the last page',
    holds: ({ pages, colorPages }) =>
      isSaid(colorPages) &&
      (colorPages.value === null ||
        (pages.value !== null && isAscending(colorPages.value, pages.value))),
  },
  {
    rule: 'paper sizes are real and belong to pages',
    holds: ({ pages, pageSizes }) =>
      pageSizes.length <= SIZES_LIMIT &&
      pageSizes.every(
        (size) =>
          isBetween(size.widthPt, 0, SIZE_PT_LIMIT) &&
          isBetween(size.heightPt, 0, SIZE_PT_LIMIT) &&
          isWhole(size.pages, 1, pages.value ?? PAGES_LIMIT),
      ) &&
      (pages.value === null || pageSizes.reduce((sum, size) => sum + size.pages, 0) <= pages.value),
  },
  {
    rule: 'duplex is said or not said',
    holds: ({ duplex }) => duplex === null || typeof duplex === 'boolean',
  },
  { rule: 'copies are 1 to the limit', holds: ({ copies }) => isWhole(copies, 1, COPIES_LIMIT) },
  {
    rule: 'sides and sheets follow from pages and copies',
    holds: ({ pages, copies, duplex, sides, sheets }) =>
      pages.value === null
        ? sides === null && sheets === null
        : sides === pages.value * copies &&
          sheets === copies * Math.ceil(pages.value / (duplex ? 2 : 1)),
  },
  {
    rule: 'a problem has a code, a short sentence and a place in the document',
    holds: ({ problem }, bytes) =>
      problem === null ||
      (PROBLEM_CODE.test(problem.code) &&
        problem.detail.length > 0 &&
        problem.detail.length <= 200 &&
        (problem.at === null || isWhole(problem.at, 0, Math.max(bytes, UNPACKED_LIMIT)))),
  },
  {
    rule: 'nothing is lost on the wire',
    holds: (findings) => isSame(JSON.parse(JSON.stringify(findings)), findings),
  },
]

/** A place may lie in what a wrapper held. */
const UNPACKED_LIMIT = 2 ** 32

function isSaid({ value, known }: Count | PageList): boolean {
  return known === 'unknown'
    ? value === null
    : value !== null && ['exact', 'estimated'].includes(known)
}

function isAscending(numbers: readonly number[], last: number): boolean {
  return numbers.every((number, index) => isWhole(number, (numbers[index - 1] ?? 0) + 1, last))
}

function isWhole(value: number, from: number, to: number): boolean {
  return Number.isInteger(value) && isBetween(value, from, to)
}

function isBetween(value: number, from: number, to: number): boolean {
  return value >= from && value <= to
}

/** Equal to the last property; `undefined`, `NaN` and `-0` do not come through JSON. */
function isSame(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null)
    return Object.is(a, b)
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => isSame(a[key as keyof typeof a], b[key as keyof typeof b]))
  )
}
