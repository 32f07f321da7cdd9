// Page lists travel as short ranges.
import { expect, it } from 'vitest'
import { formatPageRanges } from '#shared/contracts/findings.ts'

it.each([
  [[], ''],
  [[4], '4'],
  [[1, 2], '1-2'],
  [[1, 2, 3, 7], '1-3,7'],
  [[2, 5, 6, 9], '2,5-6,9'],
])('%j is `%s`', (pages, text) => {
  expect(formatPageRanges(pages)).toBe(text)
})
