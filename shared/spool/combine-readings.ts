/** Several documents one after another in one job, taken as one. */

import type { Count, Known, Language } from '#shared/contracts/findings.ts'
import { PAGES_LIMIT } from '#shared/contracts/findings.ts'
import type { Reading } from './port.ts'

export interface Read {
  readonly language: Language
  readonly reading: Reading
}

const SIZES_LIMIT = 32

/** Pages follow each other. When the documents ask for different copies, copies become pages. */
export function combineReadings(reads: readonly [Read, ...Read[]]): Read {
  const [first, ...others] = reads
  if (others.length === 0) return first
  const copies = first.reading.copies
  const isUniform = others.every(({ reading }) => reading.copies === copies)
  const readings = reads.map(({ reading }) => (isUniform ? reading : withCopiesAsPages(reading)))
  const isGray = readings.every(({ grayscale }) => grayscale === true)
  const language = others.every((other) => other.language === first.language)
  return {
    language: language ? first.language : 'unknown',
    reading: {
      pages: combineCounts(readings),
      colorPages: combineColorPages(isGray ? readings : readings.map(withOrderedGray)),
      pageSizes: combineSizes(readings),
      grayscale: isGray,
      duplex: readings.find(({ duplex }) => duplex !== null)?.duplex ?? null,
      copies: isUniform ? copies : 1,
      problem: readings.find(({ problem }) => problem)?.problem ?? null,
    },
  }
}

function combineCounts(readings: readonly Reading[]): Count {
  const known = worst(readings.map(({ pages }) => pages.known))
  if (known === 'unknown') return { value: null, known }
  return { value: readings.reduce((sum, { pages }) => sum + (pages.value ?? 0), 0), known }
}

/** Of documents that do not all print gray, those that do bring no color. */
function withOrderedGray(reading: Reading): Reading {
  if (reading.grayscale !== true || reading.pages.value === null) return reading
  return { ...reading, colorPages: { value: [], known: reading.pages.known } }
}

function combineColorPages(readings: readonly Reading[]): Reading['colorPages'] {
  const known = worst(readings.flatMap(({ pages, colorPages }) => [pages.known, colorPages.known]))
  const total = readings.reduce((sum, { pages }) => sum + (pages.value ?? 0), 0)
  if (known === 'unknown' || total > PAGES_LIMIT) return { value: null, known: 'unknown' }
  const value: number[] = []
  let before = 0
  for (const { pages, colorPages } of readings) {
    for (const page of colorPages.value ?? []) value.push(before + page)
    before += pages.value ?? 0
  }
  return { value, known }
}

function combineSizes(readings: readonly Reading[]): Reading['pageSizes'] {
  const sizes = new Map<string, Reading['pageSizes'][number]>()
  for (const { pageSizes } of readings) {
    for (const size of pageSizes) {
      const key = `${size.widthPt}x${size.heightPt}`
      const known = sizes.get(key)
      if (known) sizes.set(key, { ...known, pages: known.pages + size.pages })
      else if (sizes.size < SIZES_LIMIT) sizes.set(key, size)
    }
  }
  return [...sizes.values()]
}

/** The same paper, with every copy a page of its own. */
export function withCopiesAsPages(reading: Reading): Reading {
  const { copies, pages, colorPages } = reading
  if (copies === 1 || pages.value === null) return { ...reading, copies: 1 }
  const count = pages.value
  const isTooLong = count * copies > PAGES_LIMIT
  const repeated: number[] = []
  if (!isTooLong) {
    for (let copy = 0; copy < copies; copy++) {
      for (const page of colorPages.value ?? []) repeated.push(copy * count + page)
    }
  }
  return {
    ...reading,
    pages: { value: count * copies, known: pages.known },
    colorPages:
      isTooLong || colorPages.value === null
        ? { value: null, known: 'unknown' }
        : { value: repeated, known: colorPages.known },
    pageSizes: reading.pageSizes.map((size) => ({ ...size, pages: size.pages * copies })),
    copies: 1,
  }
}

const FROM_WORST: readonly Known[] = ['unknown', 'estimated', 'exact']

function worst(known: readonly Known[]): Known {
  return FROM_WORST.find((candidate) => known.includes(candidate)) ?? 'exact'
}
