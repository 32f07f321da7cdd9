/** Ranges of whole numbers from 1, as tickets write them: `1-3,7,9-`. */

export interface Range {
  readonly first: number
  /** Infinity when the range is open. */
  readonly last: number
}

/** Sorted and merged; empty text gives no range; `null` when the text is not a list of ranges. */
export function parsePageRanges(text: string): readonly Range[] | null {
  if (text.trim() === '') return []
  const ranges: Range[] = []
  for (const part of text.split(',')) {
    const range = parseRange(part.trim())
    if (range === null) return null
    ranges.push(range)
  }
  return mergeRanges(ranges)
}

/** What lies in both lists. */
export function intersectRanges(a: readonly Range[], b: readonly Range[]): readonly Range[] {
  const left = mergeRanges(a)
  const right = mergeRanges(b)
  const common: Range[] = []
  for (let i = 0, j = 0; i < left.length && j < right.length; ) {
    const first = Math.max(left[i]!.first, right[j]!.first)
    const last = Math.min(left[i]!.last, right[j]!.last)
    if (first <= last) common.push({ first, last })
    if (left[i]!.last < right[j]!.last) i++
    else j++
  }
  return common
}

export function countNumbers(ranges: readonly Range[]): number {
  return mergeRanges(ranges).reduce((sum, { first, last }) => sum + last - first + 1, 0)
}

export function countEvenNumbers(ranges: readonly Range[]): number {
  return mergeRanges(ranges).reduce(
    (sum, { first, last }) => sum + Math.floor(last / 2) - Math.floor((first - 1) / 2),
    0,
  )
}

/** Overlapping and touching ranges become one. */
function mergeRanges(ranges: readonly Range[]): readonly Range[] {
  const merged: Range[] = []
  for (const range of [...ranges].sort((a, b) => a.first - b.first)) {
    const before = merged.at(-1)
    if (before && range.first <= before.last + 1) {
      merged[merged.length - 1] = { first: before.first, last: Math.max(before.last, range.last) }
    } else {
      merged.push(range)
    }
  }
  return merged
}

function parseRange(text: string): Range | null {
  // Ten digits: CUPS writes an open range as one up to 2147483647.
  const match = /^(\d{1,10})?(?:(-)(\d{1,10})?)?$/.exec(text)
  if (!match || (match[1] === undefined && match[3] === undefined)) return null
  const first = match[1] === undefined ? 1 : Number(match[1])
  const last = match[2] === undefined ? first : match[3] === undefined ? Infinity : Number(match[3])
  return first >= 1 && last >= first ? { first, last } : null
}
